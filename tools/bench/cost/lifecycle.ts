import { fileURLToPath } from 'node:url';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Payment } from '#shared/payments/payment.ts';
import { FORM, JSON_TYPE, signedWith } from '#tools/conformance/notices/notice.ts';
import type { BundledFunction } from '#tools/harness/bundles/bundled-function.ts';
import type { Received } from '#tools/harness/bundles/endpoint.ts';
import { startSurroundings } from '#tools/harness/bundles/surroundings.ts';
import { paidClaim } from '#tools/harness/notices.ts';
import type { Order } from '#tools/simulator/orders.ts';
import { CREDENTIALS } from '#tools/simulator/test-merchant.ts';
import { type Units, unitCounter } from './counter.ts';
import { isSearch, startQueryable } from './queryable.ts';

/** What one request of a payment's life took, or one look of reconciliation at it. */
export interface Counted extends Units {
  /** Calls to DynamoDB. */
  readonly calls: number;
  /** Calls to Pockyt. */
  readonly pockyt: number;
  /** Bytes that the function logged, line ends excluded. */
  readonly logBytes: number;
  readonly logLines: number;
}

export type Step = 'create' | 'notice' | 'read';

/** A payment's life, and what reconciliation has to do with it. */
export interface Lifecycle {
  /** What comes through the API. */
  readonly requests: Readonly<Record<Step, Counted>>;
  /** The look at one of the `checkDelays`, before the customer has paid. */
  readonly check: Counted;
  /** The look at one of the `paidChecks`, which learns nothing new. */
  readonly paidLook: Counted;
  /** A run that finds nothing due. */
  readonly emptyRun: Run;
  /** The payment as it is stored in the end. */
  readonly payment: Payment;
}

/** A run of reconciliation, without the payments that it looks at. */
export interface Run {
  /** Queries of the index. */
  readonly searches: number;
  readonly logBytes: number;
  readonly logLines: number;
}

/** When a payment is looked at: the values of CHECK_DELAYS and PAID_CHECKS, seconds with commas between them. */
export interface Times {
  readonly checkDelays: string;
  readonly paidChecks: string;
}

const REFERENCE = 'order-1001';
const BODY = {
  amount: '13.00',
  currency: 'PHP',
  vendor: 'alipay',
  reference: REFERENCE,
  callbackUrl: 'https://shop.example/thanks?status={status}',
};

const LATER = fileURLToPath(new URL('later.mjs', import.meta.url));
/** The customer pays this long after the first look, and some time passes between any two steps. */
const PAUSE_SECONDS = 60;

/**
 * Lets one payment live, in the bundles as they are deployed and before an ear: it is created, looked at, paid, read,
 * and looked at again when it is paid. Each bundle is started at its own time.
 *
 * @param bundles the folder of the bundles.
 */
export async function countLifecycle(
  bundles: string,
  { checkDelays, paidChecks }: Times,
): Promise<Lifecycle> {
  const around = await startSurroundings();
  const tables = await startQueryable(around.dynamoDb.url);
  const unitsOf = unitCounter();
  const firstOf = (times: string) => Number(times.split(',')[0]);
  const looked = firstOf(checkDelays) + PAUSE_SECONDS;
  const paid = looked + PAUSE_SECONDS;
  let [heardOfTables, heardOfPockyt] = [0, 0];

  const counted = async (name: string, later: number, ask: (bundle: BundledFunction) => Promise<unknown>) => {
    const bundle = await around.start(`${bundles}/${name}/index.mjs`, {
      AWS_ENDPOINT_URL_DYNAMODB: tables.url,
      CHECK_DELAYS: checkDelays,
      PAID_CHECKS: paidChecks,
      NODE_OPTIONS: `--import=${LATER}`,
      SECONDS_LATER: String(later),
    });
    const { statusCode = 200 } = (await ask(bundle)) as { statusCode?: number };
    if (statusCode >= 300) throw new Error(`${name} answered ${statusCode}.`);
    const heard = tables.received.slice(heardOfTables);
    const pockyt = around.pockyt.received.length - heardOfPockyt;
    [heardOfTables, heardOfPockyt] = [tables.received.length, around.pockyt.received.length];
    return { calls: heard, pockyt, lines: bundle.lines() };
  };
  const request = async (name: string, later: number, ask: (bundle: BundledFunction) => Promise<unknown>) => {
    const { calls, pockyt, lines } = await counted(name, later, ask);
    return { ...unitsOf(calls), calls: calls.length, pockyt, ...logged(lines) };
  };
  const run = async (later: number) => {
    const { calls, pockyt, lines } = await counted('reconcile', later, (bundle) => bundle.call({}));
    const ofPayments = calls.filter((call) => !isSearch(call));
    const isOfRun = (line: string) => line.includes('"reconcile.swept"');
    return {
      payment: {
        ...unitsOf(ofPayments),
        calls: ofPayments.length,
        pockyt,
        ...logged(lines.filter((line) => !isOfRun(line))),
      },
      run: { searches: calls.length - ofPayments.length, ...logged(lines.filter(isOfRun)) },
    };
  };
  const look = async (later: number) => {
    const { payment } = await run(later);
    if (payment.pockyt !== 1) throw new Error(`A look asked Pockyt ${payment.pockyt} times, not once.`);
    return payment;
  };

  try {
    const headers = { 'content-type': JSON_TYPE };
    const create = await request('create-link', 0, (bundle) =>
      bundle.call({ headers, body: JSON.stringify(BODY), keyName: 'default' }),
    );
    const check = await look(looked);
    const { run: emptyRun } = await run(looked);
    const order = around.simulator.orders.all[0] as Order;
    around.simulator.setStatus(order.transactionNo, 'success');
    const body = new URLSearchParams(signedWith(CREDENTIALS.token, paidClaim(order))).toString();
    const notice = await request('ipn-webhook', paid, (bundle) =>
      bundle.call({ path: '/ipn', headers: { 'content-type': FORM }, body }),
    );
    const read = await request('get-link', paid, (bundle) =>
      bundle.call({ method: 'GET', pathParameters: { reference: REFERENCE } }),
    );
    const paidLook = await look(paid + firstOf(paidChecks) + PAUSE_SECONDS);
    const payment = storedLast(tables.received);
    return { requests: { create, notice, read }, check, paidLook, emptyRun, payment };
  } finally {
    await tables.stop();
    await around.stop();
  }
}

function storedLast(calls: readonly Received[]): Payment {
  const { body } = calls.findLast(({ name }) => name === 'PutItem') as Received;
  return unmarshall(JSON.parse(body).Item) as Payment;
}

function logged(lines: readonly string[]) {
  const logBytes = lines.reduce((sum, line) => sum + Buffer.byteLength(line), 0);
  return { logBytes, logLines: lines.length };
}
