import type { Invariant } from '../core/invariant.ts';
import type { Run } from '../core/run.ts';
import { isOpen, tip } from '../pockyt/order.ts';

/** One reference, one payable link; and a link that is handed out is of an order of that payment, with its amount. */
export const oneLink: Invariant = {
  name: 'one-link',
  finishes(run, { task, said }) {
    if (task.kind !== 'create' || said?.handed === undefined) return undefined;
    const { reference, currency } = task;
    const transactionNo = said.handed;
    run.ledger.handed.push({ reference, transactionNo, at: run.now });
    const order = run.pockyt.orders.find(({ number }) => number === transactionNo);
    if (order === undefined) return `${reference} was given a link of ${transactionNo}, which does not exist`;
    if (run.ledger.owners.get(order.reference) !== reference) {
      return `${reference} was given a link of ${transactionNo}, an order of another payment`;
    }
    const own = run.payment(reference)?.orders.find((each) => each.transactionNo === transactionNo);
    if (own === undefined) return `${reference} was given a link of ${transactionNo}, which is not stored`;
    if (order.amount !== Math.round(Number(task.amount) * 100) || order.currency !== currency) {
      return `${reference} asked for ${task.amount} ${currency} and was given a link of ${order.amount / 100}`;
    }
    return twoPayable(run);
  },
  changes: twoPayable,
};

function twoPayable({ ledger, pockyt }: Run): string | undefined {
  const payable = new Map<string, string>();
  for (const { reference, transactionNo } of ledger.handed) {
    const order = pockyt.orders.find(({ number }) => number === transactionNo);
    if (order === undefined || !isOpen(tip(order))) continue;
    const other = payable.get(reference) ?? transactionNo;
    if (other !== transactionNo) return `${reference} has two payable links: ${other} and ${transactionNo}`;
    payable.set(reference, transactionNo);
  }
  return undefined;
}
