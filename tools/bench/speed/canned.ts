import { marshall } from '@aws-sdk/util-dynamodb';
import { readLinkRequest } from '#functions/create-link/request.ts';
import { newPayment, type Payment } from '#shared/payments/payment.ts';
import { answered, CREATE_INPUT, called, found, given, noticed } from '#tools/harness/payments.ts';
import { CREDENTIALS } from '#tools/simulator/test-merchant.ts';
import type { Canned } from './answers.ts';
import { ENVIRONMENT, linkBody, PEER_ENVIRONMENT, REFERENCES, TRANSACTION_NO } from './cases.ts';

const CREATED_AT = '2026-05-01T12:00:00.000Z';
const PAYMENT_URL = `https://mapi.yuansferdev.com/appTransaction/yuansfer-redirect-record/${TRANSACTION_NO}`;

/** Everything that is answered; the items are made by the code that would have stored them. */
export function canned(): Canned {
  const order = { transactionNo: TRANSACTION_NO, amount: '13.00', currency: 'PHP', settleCurrency: 'USD' };
  const transaction = { ...order, reference: REFERENCES.open, status: 'success', transactionType: 'payment' };
  return {
    secret: JSON.stringify({
      ARN: 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:credentials-AbCdEf',
      Name: 'credentials',
      SecretString: JSON.stringify(CREDENTIALS),
      VersionStages: ['AWSCURRENT'],
    }),
    link: success('prepay success', { ...order, cashierUrl: PAYMENT_URL }),
    transaction: success('query success', transaction),
    items: {
      [ENVIRONMENT.PAYMENTS_TABLE]: itemsOf(ourPayment),
      [PEER_ENVIRONMENT.PAYMENTS_TABLE]: itemsOf(peerPayment),
    },
  };
}

/** A payment of ours after its link, and if it is paid after the notice. */
export function ourPayment(reference: string, isPaid: boolean): Payment {
  const { fields, requestHash } = readLinkRequest(linkBody(reference), {
    callbackUrl: undefined,
    timeout: '120',
  });
  const input = { ...CREATE_INPUT, request: fields, requestHash };
  const link = { transactionNo: TRANSACTION_NO, paymentUrl: PAYMENT_URL };
  const named = { reference, transactionNo: TRANSACTION_NO };
  const paying = [noticed(named), answered(found(named), { orderId: reference })];
  const created = newPayment(input, new Date(CREATED_AT));
  return given(created, called({ kind: 'link', link }), ...(isPaid ? paying : []));
}

function peerPayment(reference: string, isPaid: boolean) {
  const events = ['requested', 'link', ...(isPaid ? ['notice'] : [])];
  return {
    ...linkBody(reference),
    settleCurrency: 'USD',
    status: isPaid ? 'success' : 'pending',
    version: events.length,
    createdAt: CREATED_AT,
    transactionNo: TRANSACTION_NO,
    paymentUrl: PAYMENT_URL,
    history: events.map((event) => ({ at: CREATED_AT, event })),
  };
}

function itemsOf(payment: (reference: string, isPaid: boolean) => object): Record<string, string> {
  const { known, open, paid } = REFERENCES;
  const text = (reference: string) =>
    JSON.stringify(marshall(payment(reference, reference === paid), { removeUndefinedValues: true }));
  return Object.fromEntries([known, open, paid].map((reference) => [reference, text(reference)]));
}

const success = (message: string, result: object) =>
  JSON.stringify({ ret_code: '000100', ret_msg: message, result });
