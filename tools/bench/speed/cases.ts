import { FORM, JSON_TYPE, signedWith } from '#tools/conformance/notices/notice.ts';
import { LAMBDA_ENVIRONMENT } from '#tools/harness/bundles/bundled-function.ts';
import { apiEvent } from '#tools/harness/gateway.ts';
import { CREDENTIALS } from '#tools/simulator/test-merchant.ts';

export const TRANSACTION_NO = '297534564718000001';

/** Stored under each: nothing, a payment with a link, the same, and that payment once it is paid. */
export const REFERENCES = {
  free: 'order-free',
  known: 'order-known',
  open: 'order-open',
  paid: 'order-paid',
};

/** One request to one function, and the answer that proves that it did its work. */
export interface Case {
  readonly functionName: 'create-link' | 'ipn-webhook' | 'get-link';
  readonly event: unknown;
  readonly status: number;
  /** Put over `ENVIRONMENT`. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** The fields that a merchant's back end sends. */
export const linkBody = (reference: string) => ({
  amount: '13.00',
  currency: 'PHP',
  vendor: 'alipay',
  reference,
  callbackUrl: 'https://shop.example/thanks?status={status}',
  description: 'Tea and a cup',
});

function creation(reference: string) {
  const headers = { 'content-type': JSON_TYPE };
  return apiEvent({ headers, body: JSON.stringify(linkBody(reference)), keyName: 'shop' });
}

function notice(reference: string, token = CREDENTIALS.token) {
  const claim = {
    reference,
    transactionNo: TRANSACTION_NO,
    status: 'success',
    amount: '13.00',
    currency: 'PHP',
    settleCurrency: 'USD',
    time: '2026-05-01 05:00:00',
    note: 'table 4',
  };
  const body = new URLSearchParams(signedWith(token, claim)).toString();
  return apiEvent({ path: '/ipn', headers: { 'content-type': FORM }, body });
}

const { free, known, open, paid } = REFERENCES;
const reading = { method: 'GET', path: `/payment-links/${open}`, pathParameters: { reference: open } };

/** What is measured, by name. */
export const CASES = {
  create: { functionName: 'create-link', event: creation(free), status: 201 },
  'create again': { functionName: 'create-link', event: creation(known), status: 200 },
  read: { functionName: 'get-link', event: apiEvent(reading), status: 200 },
  notice: { functionName: 'ipn-webhook', event: notice(open), status: 200 },
  'notice, believed': {
    functionName: 'ipn-webhook',
    event: notice(open),
    status: 200,
    settings: { CONFIRM_NOTICES: 'off' },
  },
  'notice again': { functionName: 'ipn-webhook', event: notice(paid), status: 200 },
  'forged notice': { functionName: 'ipn-webhook', event: notice(open, 'another token'), status: 401 },
} as const satisfies Record<string, Case>;

export type CaseName = keyof typeof CASES;

/** A function's environment, without the addresses of what it calls. */
export const ENVIRONMENT = {
  ...LAMBDA_ENVIRONMENT,
  // As long as Lambda's own.
  AWS_SESSION_TOKEN: 'FwoGZXIvYXdz'.repeat(75),
  CHECK_DELAYS: '60,300,900,3600',
};

/** The peer stores its payments in a form of its own. */
export const PEER_ENVIRONMENT = { ...ENVIRONMENT, PAYMENTS_TABLE: 'peer-payments' };
