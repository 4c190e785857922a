import type { Payment } from '#shared/payments/payment.ts';
import type { PaymentStore } from '#shared/payments/store.ts';
import type { SyncDeps } from '#shared/payments/sync.ts';
import type { HttpAnswer } from '#shared/pockyt/envelope.ts';
import type { Transaction } from '#shared/pockyt/query.ts';
import type { PockytCredentials } from '#shared/pockyt/secure-pay.ts';
import type { WireParameters } from '#shared/pockyt/signature.ts';
import type { LogFields } from '#shared/runtime/log.ts';
import type { Version } from '#shared/runtime/pockyt-credentials.ts';
import { memoryPayments } from '#test/support/memory-payments.ts';

/** A `ret_code` and nothing else. */
type Refusal = `code ${string}`;

/** What Pockyt answers to one call: what it has, no such order, or nothing that tells. It may take its time. */
export type Scripted =
  | Partial<Transaction>
  | 'no-order'
  | 'silence'
  | 'refused-signature'
  | Refusal
  | Error
  | (() => Scripted);

export interface Call {
  readonly path: string;
  readonly parameters: WireParameters;
  /** What was stored when the call was made. */
  readonly stored: Payment | null;
}

export interface Script {
  readonly deps: SyncDeps;
  readonly payments: PaymentStore;
  /** The versions of the credentials beside the current one. */
  readonly others: (readonly [Version, PockytCredentials])[];
  /** `query T-1`, `cancel T-1` and so on. */
  readonly said: string[];
  readonly calls: Call[];
  readonly logged: [event: string, fields: LogFields | undefined][];
  readonly forgotten: () => number;
  /** Moves the clock on by so many milliseconds. */
  pass(milliseconds: number): void;
}

const SIGNER = { merchantNo: '200043', storeNo: '999999', token: '5cbfb079f15b150122261c8537086d77a' };
/** The credentials that a rotation is about to put in place. */
export const PENDING_SIGNER = { ...SIGNER, token: 'pending-token' };

/** Dependencies around a store with one payment and a Pockyt that answers what the test says, in turn. */
export function scripted(payment: Payment, at: Date, ...answers: Scripted[]): Script {
  return answering(payment, at, (call) => {
    const next = answers.shift();
    if (next === undefined) throw new Error(`Nothing is scripted for ${call}.`);
    return next;
  });
}

/** The same with a Pockyt that answers each call, such as `tran-query T-1`, as the test says. */
export function answering(payment: Payment, at: Date, answerTo: (call: string) => Scripted): Script {
  const payments = memoryPayments(payment);
  let time = at.getTime();
  let forgotten = 0;
  const script: Omit<Script, 'deps'> = {
    payments,
    others: [],
    said: [],
    calls: [],
    logged: [],
    forgotten: () => forgotten,
    pass: (milliseconds) => {
      time += milliseconds;
    },
  };
  const post = async (path: string, parameters: WireParameters): Promise<HttpAnswer> => {
    script.calls.push({ path, parameters, stored: await payments.load(payment.reference) });
    script.said.push(`${path.split('/').at(-1)} ${parameters.transactionNo ?? parameters.reference}`);
    return answerOf(answerTo(script.said.at(-1) as string));
  };
  const deps: SyncDeps = {
    payments,
    credentials: {
      get: async () => SIGNER,
      forget: () => forgotten++,
      others: async () => script.others,
    },
    pockyt: { post },
    now: () => new Date(time),
    log: (event, fields) => script.logged.push([event, fields]),
  };
  return { ...script, deps };
}

function answerOf(next: Scripted): HttpAnswer {
  if (typeof next === 'function') return answerOf(next());
  if (next instanceof Error) throw next;
  if (next === 'silence') return { status: 503, text: '' };
  if (next === 'no-order') return envelope('000021', 'no related information');
  if (next === 'refused-signature') return envelope('000000', 'data error : verifySign');
  if (typeof next === 'string') return envelope(next.slice('code '.length), 'refused');
  const { refunds = [], ...rest } = next;
  const order = {
    reference: 'R-1',
    transactionNo: 'T-1',
    amount: '13.00',
    currency: 'PHP',
    status: 'success',
  };
  return envelope('000100', 'success', { ...order, ...rest, refundInfo: refunds });
}

function envelope(ret_code: string, ret_msg: string, result?: object): HttpAnswer {
  return { status: 200, text: JSON.stringify({ ret_code, ret_msg, result }) };
}
