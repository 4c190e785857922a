import type { Invariant } from '../core/invariant.ts';
import type { Run } from '../core/run.ts';
import type { OrderView, Write } from '../core/views.ts';
import { wasPaid } from '../pockyt/order.ts';

/** Paid means proven: by Pockyt's own answer about that very order, its number, reference, amount and currency. */
export const proof: Invariant = {
  name: 'proof',
  writes(run, { before, after, process }) {
    if (after.status !== 'paid' || before?.status === 'paid') return undefined;
    const isProven = after.orders.some((order) => isPaidAtPockyt(run, after, order));
    return isProven ? undefined : `${process.name} called ${after.reference} paid, which no answer proves`;
  },
};

function isPaidAtPockyt(run: Run, after: Write['after'], { transactionNo, providerReference }: OrderView) {
  const order = run.pockyt.orders.find(({ number }) => number === transactionNo);
  if (order === undefined || !wasPaid(order) || order.reference !== providerReference) return false;
  if (order.amount !== after.amount || order.currency !== after.currency) return false;
  return run.ledger.posts.some(
    ({ endpoint, shown, answeredAt }) =>
      endpoint === 'query' &&
      answeredAt !== undefined &&
      shown?.kind === 'found' &&
      !shown.isContradiction &&
      shown.order === order &&
      shown.version.status === 'success',
  );
}

/** What is stored as an order's number is the number of an order with that reference, and of no refund. */
export const numbers: Invariant = {
  name: 'numbers',
  writes(run, { after, process }) {
    for (const { transactionNo, providerReference } of after.orders) {
      if (transactionNo === undefined) continue;
      const order = run.pockyt.orders.find(({ number }) => number === transactionNo);
      if (order?.reference !== providerReference) {
        return `${process.name} stored ${transactionNo} as the number of ${providerReference}`;
      }
    }
    return undefined;
  },
};
