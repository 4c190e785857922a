import type { Process } from '../core/process.ts';
import type { Run } from '../core/run.ts';
import type { NoticeFields } from '../core/task.ts';
import { isOpen, type Order, tip, type Word } from '../pockyt/order.ts';

/** What a payment costs in each world, unless it says otherwise. */
export const PRICE = '10.00';
export const CURRENCY = 'USD';

export const create = (run: Run, reference: string, amount = PRICE, storeNo?: string): Process =>
  run.start(
    { kind: 'create', reference, amount, currency: CURRENCY, ...(storeNo !== undefined && { storeNo }) },
    `create ${reference}`,
  );

export const cancel = (run: Run, reference: string): Process =>
  run.start({ kind: 'cancel', reference }, `cancel ${reference}`);

export const refresh = (run: Run, reference: string): Process =>
  run.start({ kind: 'refresh', reference }, `refresh ${reference}`);

export const refund = (
  run: Run,
  reference: string,
  refundReference: string,
  refundAmount: string,
  transactionNo?: string,
): Process =>
  run.start(
    {
      kind: 'refund',
      reference,
      refundReference,
      refundAmount,
      ...(transactionNo !== undefined && { transactionNo }),
    },
    `refund ${refundReference}`,
  );

export const sweep = (run: Run): Process => run.start({ kind: 'sweep' }, 'sweep');

/** The newest order under a reference. */
export function orderUnder(run: Run, reference: string): Order | undefined {
  return run.pockyt.orders.findLast((order) => order.reference === reference);
}

export function isPayable(order: Order | undefined): order is Order {
  return order !== undefined && isOpen(tip(order));
}

/** Pockyt's own notice about an order. */
export const notice = (run: Run, order: Order, status: Word = tip(order).status): Process =>
  run.start(
    { kind: 'notice', fields: fieldsOf(order, status), isForged: false },
    `notice ${order.number} ${status}`,
  );

function fieldsOf(order: Order, status: string): NoticeFields {
  return {
    amount: (order.amount / 100).toFixed(2),
    currency: order.currency,
    reference: order.reference,
    settleCurrency: order.settleCurrency,
    status,
    time: '20260503200000',
    transactionNo: order.number,
  };
}

/** What somebody signs who has the token. */
export const forge = (
  run: Run,
  reference: string,
  transactionNo: string,
  status: string,
  change: Partial<NoticeFields> = {},
): Process => {
  const fields = {
    amount: PRICE,
    currency: CURRENCY,
    reference,
    settleCurrency: 'USD',
    status,
    time: '20260503200000',
    transactionNo,
  };
  return run.start(
    { kind: 'notice', fields: { ...fields, ...change }, isForged: true },
    `forged ${status} of ${transactionNo} for ${reference}`,
  );
};

/** What Pockyt does next is not seen by questions for so long. */
export function withLag(run: Run, ms: number, act: () => void): void {
  run.pockyt.lag = ms;
  act();
  run.pockyt.lag = 0;
}

/** The customer pays. */
export function pay(run: Run, order: Order): void {
  run.pockyt.change(order, 'success');
  run.check('changes');
}

/** A link is made, and nothing goes wrong. */
export async function withLink(run: Run, reference: string, amount = PRICE): Promise<Order> {
  const task = { kind: 'create', reference, amount, currency: CURRENCY } as const;
  await run.complete(task, `create ${reference}`);
  return orderUnder(run, reference) as Order;
}

/** A link is made, and nobody pays it in its time. */
export async function withExpiredLink(run: Run, reference: string): Promise<Order> {
  const order = await withLink(run, reference);
  run.now = order.endsAt + 61_000;
  await run.complete({ kind: 'sweep' }, 'sweep');
  return order;
}

/** A link is made and paid, and its notice comes. */
export async function withMoney(run: Run, reference: string, amount = PRICE): Promise<Order> {
  const order = await withLink(run, reference, amount);
  pay(run, order);
  const told = notice(run, order);
  await run.rest(told);
  await run.finish(told);
  return order;
}

/** An order under a reference of ours that no call of ours made. */
export function stranger(run: Run, reference: string, amount = 1000): Order {
  const [storeNo] = run.pockyt.account.stores;
  const made = { reference, storeNo, amount, currency: CURRENCY, settleCurrency: CURRENCY, minutes: 5 };
  return run.pockyt.add({ ...made, isForeign: true });
}

/** Such an order is paid, and its notice comes: it is found. */
export async function withFind(run: Run, reference: string): Promise<Order> {
  const order = stranger(run, reference);
  pay(run, order);
  // What was asked about a moment ago is not asked about at once.
  run.now += 6_000;
  const told = notice(run, order);
  await run.rest(told);
  await run.finish(told);
  return order;
}

/** The order is made, and whoever asked for it dies before the answer comes. */
export async function withLostLink(run: Run, reference: string): Promise<Order> {
  const process = run.start(
    { kind: 'create', reference, amount: PRICE, currency: CURRENCY },
    `create ${reference}`,
  );
  await run.rest(process);
  for (;;) {
    const [call] = process.calls;
    if (call === undefined) throw new Error('It was not sent.');
    run.perform(call);
    if (call.name === 'secure-pay') break;
    await run.deliver(call);
  }
  run.kill(process);
  // Its lease has ended.
  run.now += 61_000;
  return orderUnder(run, reference) as Order;
}
