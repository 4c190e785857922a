import { readLinkRequest } from '#functions/create-link/request.ts';
import { MAX_BODY_BYTES } from '#shared/http/json-body.ts';
import type { Outcome } from '#shared/payments/apply-outcome.ts';
import type { RefundOutcome } from '#shared/payments/apply-refund.ts';
import type { CreateInput, Payment } from '#shared/payments/payment.ts';
import { MAX_ANSWER_BYTES } from '#shared/pockyt/client.ts';
import { type Notice, readNotice } from '#shared/pockyt/notice.ts';
import { MAX_LINK_BYTES, type SecurePayFields } from '#shared/pockyt/secure-pay.ts';
import { type QueryAnswer, readQueryAnswer } from '#shared/pockyt/tran-query.ts';
import { CREATE_INPUT } from '#test/support/payments.ts';

/** A letter that makes text as long as it can be: in bytes, or as plain as real names are. */
export type Letter = 'x' | '\u{1F600}';

/** What an item counts, as DynamoDB counts it: names and values in bytes, and a little for each member. */
export function itemSize(payment: Payment): number {
  return membersOf(payment).reduce((sum, [name, value]) => sum + bytes(name) + sizeOf(value), 0);
}

function sizeOf(value: unknown): number {
  if (typeof value === 'string') return bytes(value);
  if (typeof value === 'number') return Math.ceil(String(value).length / 2) + 1;
  if (Array.isArray(value)) return 3 + value.reduce((sum, each) => sum + 1 + sizeOf(each), 0);
  if (typeof value !== 'object' || value === null) return 1;
  return 3 + membersOf(value).reduce((sum, [name, each]) => sum + 1 + bytes(name) + sizeOf(each), 0);
}

/** What is undefined is not stored. */
const membersOf = (value: object) => Object.entries(value).filter(([, each]) => each !== undefined);

const bytes = (text: string) => Buffer.byteLength(text);

/** Text of a hundred characters: more than is kept. The number comes first, so that what is cut still differs. */
const long = (letter: Letter, number: number | string = '') => `${number}${letter.repeat(100)}`.slice(0, 200);

/** Pockyt's number, as long as one that is believed may be. */
export function numberOf(letter: Letter, number: number | string): string {
  const start = `N${number}-`;
  return start + letter.repeat(64 - start.length);
}

/** The request with the most in it that is accepted. */
export function largestRequest(): SecurePayFields {
  const accepted = (goods: number) => {
    const body = {
      reference: 'r'.repeat(60),
      amount: '999999999999.99',
      currency: 'PHP',
      vendor: 'v'.repeat(32),
      callbackUrl: `https://shop.example/${'c'.repeat(2048 - 21)}`,
      description: '\u{20000}'.repeat(100),
      note: '\u{20000}'.repeat(100),
      timeout: '1440',
      customerNo: 'c'.repeat(64),
      vaultId: `ca_${'v'.repeat(64)}`,
      storeNo: 's'.repeat(32),
      goodsInfo: [{ goods_name: 'g'.repeat(goods), quantity: '1' }],
    };
    if (bytes(JSON.stringify(body)) > MAX_BODY_BYTES) return undefined;
    try {
      return readLinkRequest(body, { callbackUrl: undefined, timeout: '120' }).fields;
    } catch {
      return undefined;
    }
  };
  let [fits, over] = [1, MAX_BODY_BYTES];
  while (over - fits > 1) {
    const middle = Math.floor((fits + over) / 2);
    if (accepted(middle)) fits = middle;
    else over = middle;
  }
  return accepted(fits) as SecurePayFields;
}

const REQUEST = largestRequest();

export const REFERENCE = REQUEST.reference;

export const GREEDY_INPUT: CreateInput = {
  ...CREATE_INPUT,
  request: REQUEST,
  requestHash: 'h'.repeat(64),
  createdBy: 'k'.repeat(64),
  returnKey: 'k'.repeat(22),
  paidChecks: [1, 7, 30, 90, 180, 270, 300, 330, 350, 365].map((days) => days * 86_400),
  order: {
    ipnUrl: `https://${'p'.repeat(120)}.example/ipn`,
    storeNo: 's'.repeat(32),
    checks: Array.from({ length: 13 }, () => CREATE_INPUT.expiresAt),
  },
};

export const LONGEST_LINK = (letter: Letter): Outcome => ({
  kind: 'link',
  link: {
    transactionNo: numberOf(letter, 'link'),
    paymentUrl: `https://p.example/${'u'.repeat(MAX_LINK_BYTES - 18)}`,
  },
});

/** A signed notice with more in every field than is kept. */
export function longNotice(
  letter: Letter,
  about: { reference: string; transactionNo: string; status: string },
): Notice {
  const names = ['amount', 'currency', 'vendorId', 'vaultId', 'customerNo', 'time', 'completedAt'];
  const fields = Object.fromEntries(
    [...names, 'refundReference', 'refundAmount'].map((name) => [name, long(letter)]),
  );
  const { status, ...named } = about;
  return readNotice({ ...fields, ...named, status }) as Notice;
}

/** The same money in the longest words that are read. */
const longAmount = (amount: string) => amount.padStart(63, '0');

/** An answer with as many refunds as Pockyt may list, each as long as it may be. */
export function longAnswer(
  letter: Letter,
  {
    refunds,
    amount = REQUEST.amount,
    ...about
  }: {
    readonly reference: string;
    readonly transactionNo: string;
    readonly status: string;
    readonly refunds: number;
    readonly amount?: string;
  },
): QueryAnswer {
  const refundInfo = Array.from({ length: refunds }, (_, index) => ({
    refundReference: long(letter, `${about.transactionNo.slice(0, 9)}${index}`).slice(0, 128),
    refundTransactionId: long(letter, index).slice(0, 128),
    refundAmount: longAmount('0.01'),
  }));
  const envelope = () =>
    JSON.stringify({
      ret_code: '000100',
      result: { ...about, amount: longAmount(amount), currency: 'PHP', refundInfo },
    });
  while (bytes(envelope()) > MAX_ANSWER_BYTES) refundInfo.pop();
  const { result } = JSON.parse(envelope());
  return readQueryAnswer({ code: '000100', message: '', result });
}

export const LONGEST_FAILURE: Outcome = {
  kind: 'unknown',
  failure: { code: '000080', reason: 'repeated-reference' },
};

export const longRefund = (letter: Letter, number: number): RefundOutcome => ({
  kind: 'done',
  refund: { refundTransactionNo: numberOf(letter, number) },
});
