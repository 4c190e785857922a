import { FORM, JSON_TYPE, signedWith } from '#conformance/notices/notice.ts';
import type { Order } from '#local/simulator/orders.ts';
import type { HttpResponse } from '#shared/http/problem.ts';
import type { BundledFunction } from '#test/support/bundles/bundled-function.ts';
import { startSurroundings } from '#test/support/bundles/surroundings.ts';
import { CREDENTIALS } from '#test/support/functions.ts';
import { paidClaim } from '#test/support/notices.ts';
import { type Units, unitCounter } from './counter.ts';

/** What one request of a payment's life took. */
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

const REFERENCE = 'order-1001';
const BODY = {
  amount: '13.00',
  currency: 'PHP',
  vendor: 'alipay',
  reference: REFERENCE,
  callbackUrl: 'https://shop.example/thanks?status={status}',
};

/**
 * Lets one payment live, in the bundles as they are deployed and before an ear: it is created, paid, and read once.
 *
 * @param bundles the folder of the bundles.
 */
export async function countLifecycle(bundles: string): Promise<Readonly<Record<Step, Counted>>> {
  const around = await startSurroundings();
  const unitsOf = unitCounter();
  const start = (name: string) =>
    around.start(`${bundles}/${name}/index.mjs`, { CHECK_DELAYS: '60,300,900,3600' });
  let [heardOfTable, heardOfPockyt] = [0, 0];

  const counted = async (name: string, ask: (bundle: BundledFunction) => Promise<HttpResponse>) => {
    const bundle = await start(name);
    const { statusCode } = await ask(bundle);
    if (statusCode >= 300) throw new Error(`${name} answered ${statusCode}.`);
    const calls = around.dynamoDb.received.slice(heardOfTable);
    const pockyt = around.pockyt.received.length - heardOfPockyt;
    [heardOfTable, heardOfPockyt] = [around.dynamoDb.received.length, around.pockyt.received.length];
    const lines = bundle.lines();
    const logBytes = lines.reduce((sum, line) => sum + Buffer.byteLength(line), 0);
    return { ...unitsOf(calls), calls: calls.length, pockyt, logBytes, logLines: lines.length };
  };

  try {
    const headers = { 'content-type': JSON_TYPE };
    const create = await counted('create-link', (bundle) =>
      bundle.call({ headers, body: JSON.stringify(BODY), keyName: 'default' }),
    );
    const order = around.simulator.orders.all[0] as Order;
    around.simulator.setStatus(order.transactionNo, 'success');
    const body = new URLSearchParams(signedWith(CREDENTIALS.token, paidClaim(order))).toString();
    const notice = await counted('ipn-webhook', (bundle) =>
      bundle.call({ path: '/ipn', headers: { 'content-type': FORM }, body }),
    );
    const read = await counted('get-link', (bundle) =>
      bundle.call({ method: 'GET', pathParameters: { reference: REFERENCE } }),
    );
    return { create, notice, read };
  } finally {
    await around.stop();
  }
}
