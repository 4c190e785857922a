import { readLinkRequest } from '#functions/create-link/request.ts';
import { MAX_BODY_BYTES } from '#shared/http/json-body.ts';
import type { Outcome } from '#shared/payments/apply-outcome.ts';
import type { RefundOutcome } from '#shared/payments/apply-refund.ts';
import type { EventAttributes } from '#shared/payments/events.ts';
import type { CreateInput, Payment } from '#shared/payments/payment.ts';
import { MAX_ANSWER_BYTES } from '#shared/pockyt/client.ts';
import { type Notice, readNotice } from '#shared/pockyt/notice.ts';
import { type QueryAnswer, readQueryAnswer } from '#shared/pockyt/query.ts';
import { MAX_LINK_BYTES, type SecurePayFields } from '#shared/pockyt/secure-pay.ts';
import { CREATE_INPUT } from '#tools/harness/payments.ts';

/** A letter that foreign text is made of: what is kept of it is bytes, and no letter may make more of them. */
export type Letter = 'x' | '\u{1F600}';

const LONGEST_EVENT: EventAttributes = {
  eventType: 'PaymentRefundChanged',
  eventId: `${'r'.repeat(60)}#100000`,
  eventVersion: '100000',
  eventAt: CREATE_INPUT.expiresAt,
  eventFrom: 'refunded',
  eventTransactionNo: 'n'.repeat(64),
  eventPaidAfterClose: 'false',
  eventRefundReference: 'r'.repeat(60),
  eventRefundStatus: 'reserved',
  eventRefunded: '999999999999.99',
};
/** What is written beside the payment. */
const BESIDE = { ...LONGEST_EVENT, writeId: 'w'.repeat(36), dueShard: '1-63' };

/** What the item of a payment counts when it is written with an event, as DynamoDB counts it. */
export function itemSize(payment: Payment): number {
  const members = membersOf({ ...payment, ...BESIDE });
  return members.reduce((sum, [name, value]) => sum + bytes(name) + sizeOf(value), 0);
}

/** Names and values in bytes, and a little for each member. */
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

/** The beginning, and the letter as often as it fits into so many bytes. */
const filled = (start: string, letter: Letter, most: number) =>
  start + letter.repeat(Math.floor((most - bytes(start)) / bytes(letter)));

/** Text of more bytes than are kept. What comes first is kept, so that what is cut still differs. */
const long = (letter: Letter, start: number | string = '') => filled(`${start}`, letter, 200);

/** Pockyt's number, as long as one that is believed may be. */
export const numberOf = (letter: Letter, number: number | string) => filled(`N${number}-`, letter, 64);

/** The request with the most in it that is accepted. */
export function largestRequest(): SecurePayFields {
  const accepted = (goods: number) => {
    const body = {
      reference: 'r'.repeat(60),
      amount: '999999999999.99',
      currency: 'PHP',
      vendor: 'v'.repeat(32),
      callbackUrl: `https://shop.example/${'\u{20000}'.repeat(2048 - 21)}`,
      description: '\u{20000}'.repeat(100),
      note: '\u{20000}'.repeat(100),
      terminal: 'ONLINE',
      osType: 'ANDROID',
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
/** A caller who signs in as an assumed role: the longest name that is kept. */
export const CALLER = `${'r'.repeat(64)}/${'s'.repeat(64)}`;

export const GREEDY_INPUT: CreateInput = {
  ...CREATE_INPUT,
  request: REQUEST,
  requestHash: 'h'.repeat(64),
  createdBy: CALLER,
  returnKey: 'k'.repeat(22),
  paidChecks: [1, 7, 30, 90, 180, 270, 300, 330, 350, 365].map((days) => days * 86_400),
  order: {
    ipnUrl: `https://${'p'.repeat(253)}/ipn`,
    storeNo: 's'.repeat(32),
    checks: Array.from({ length: 23 }, () => CREATE_INPUT.expiresAt),
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
  about: {
    readonly reference: string;
    readonly transactionNo: string;
    readonly status: string;
    readonly amount?: string;
    readonly currency?: string;
    readonly isAboutRefund?: boolean;
  },
): Notice {
  const { isAboutRefund, ...told } = about;
  const names = ['amount', 'currency', 'vendorId', 'vaultId', 'customerNo', 'time', 'completedAt'];
  const refund = isAboutRefund ? ['refundReference', 'refundAmount'] : [];
  const fields = Object.fromEntries([...names, ...refund].map((name) => [name, long(letter)]));
  return readNotice({ ...fields, ...told }) as Notice;
}

/** The same money in the longest words that are read. */
const longAmount = (amount: string) => amount.padStart(63, '0');

export interface LongAnswer {
  readonly reference: string;
  readonly transactionNo: string;
  readonly status: string;
  /** How many refunds are listed. */
  readonly refunds?: number;
  readonly amount?: string;
  readonly currency?: string;
  readonly transactionType?: string;
}

/** An answer with as many refunds as asked for, or as fit into one, each as long as it may be. */
export function longAnswer(letter: Letter, { refunds = 0, amount, ...about }: LongAnswer): QueryAnswer {
  const refundInfo = Array.from({ length: refunds }, (_, index) => ({
    refundReference: filled(`${about.transactionNo.slice(0, 9)}${index}-`, letter, 64),
    refundTransactionId: filled(`${index}-`, letter, 64),
    refundAmount: longAmount('0.01'),
  }));
  const told = { currency: 'PHP', ...about, amount: amount ?? longAmount(REQUEST.amount), refundInfo };
  const envelope = () => JSON.stringify({ ret_code: '000100', result: told });
  while (bytes(envelope()) > MAX_ANSWER_BYTES) refundInfo.pop();
  return readQueryAnswer({ code: '000100', message: '', result: JSON.parse(envelope()).result });
}

/** An answer of words that nobody knows, each as long as is kept and another each time. */
export const strangeAnswer = (
  letter: Letter,
  number: number,
  about: Pick<LongAnswer, 'reference' | 'transactionNo'>,
) =>
  longAnswer(letter, {
    ...about,
    status: long(letter, number),
    amount: long(letter, number),
    currency: long(letter, number),
    transactionType: long(letter, number),
  });

const LONGEST_CODE = 'c'.repeat(16);

export const LONGEST_FAILURE: Outcome = {
  kind: 'unknown',
  failure: { code: LONGEST_CODE, reason: 'repeated-reference' },
};

export const longRefund = (letter: Letter, number: number): RefundOutcome => ({
  kind: 'done',
  refund: { refundTransactionNo: numberOf(letter, number) },
});

export const LOST_REFUND: RefundOutcome = {
  kind: 'unknown',
  failure: { code: LONGEST_CODE, reason: 'repeated-reference' },
};
