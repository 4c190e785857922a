import type { Invariant } from '../core/invariant.ts';
import type { Post } from '../core/process.ts';
import type { Run } from '../core/run.ts';
import { refundedIn, tip } from '../pockyt/order.ts';

const hundredths = (amount = '0') => Math.round(Number(amount) * 100);

/** A refund that may have been made: every one that was sent and not definitely refused. */
function mayBeMade({ endpoint, shown, answeredAt }: Post): boolean {
  if (endpoint !== 'refund') return false;
  const isRefused = shown?.kind === 'refused' || shown?.kind === 'signature';
  return !(isRefused && answeredAt !== undefined);
}

/** Never more given back by our calls than was paid, never the same refund twice, and nothing on doubtful ground. */
export const refunds: Invariant = {
  name: 'refunds',
  sends(run, post) {
    const { process, endpoint, parameters } = post;
    if (endpoint !== 'refund') return undefined;
    const { refundReference = '', transactionNo, refundAmount } = parameters;
    const name = `${process.name} sent refund ${refundReference} of ${refundAmount}`;
    const earlier = run.ledger.posts.filter((each) => each !== post && mayBeMade(each));
    const again = earlier.find(
      (each) =>
        each.parameters.refundReference === refundReference &&
        each.parameters.transactionNo === transactionNo,
    );
    if (again) return `${name} again, after ${again.process.name}`;
    const reserved = reservation(run, post);
    if (reserved === undefined) return `${name}, which is not reserved by it`;
    return unnamed(run, post) ?? withoutGround(run, post) ?? tooMuch(run, post, earlier);
  },
  changes(run) {
    for (const order of run.pockyt.orders) {
      const ours = tip(order).refunds.filter(({ reference }) => reference !== undefined);
      const total = ours.reduce((sum, { amount }) => sum + amount, 0);
      if (total > order.amount)
        return `${total} of ${order.amount} was given back of ${order.number} by our calls`;
    }
    return undefined;
  },
  finishes(run, { task, said, name }) {
    if (task.kind !== 'refund' || said?.isConflict !== true) return undefined;
    const stored = run
      .payment(task.reference)
      ?.refundRequests.find(({ refundReference }) => refundReference === task.refundReference);
    const isSame = stored !== undefined && stored.amount === hundredths(task.refundAmount);
    return isSame
      ? `${name} of ${task.refundAmount} was taken for another refund than the same money`
      : undefined;
  },
};

function reservation(run: Run, { process, parameters }: Post) {
  const owner = 'reference' in process.task ? process.task.reference : '';
  return run
    .payment(owner)
    ?.refundRequests.find(
      (each) =>
        each.refundReference === parameters.refundReference &&
        each.state === 'reserved' &&
        process.ids.has(each.owner ?? ''),
    );
}

/** Where two orders had money when it was asked for, a refund is of the one that was named; and of no other than that ever. */
function unnamed(run: Run, { process, parameters }: Post): string | undefined {
  const { task, bornAt, name } = process;
  if (task.kind !== 'refund') return undefined;
  const then = run.ledger.writes.findLast(
    ({ after, at }) => after.reference === task.reference && at < bornAt,
  );
  const { orders = [] } = then?.after ?? {};
  const paid = orders.filter(({ isHeld, isGone, state }) => isHeld && !isGone && state === 'paid');
  const isRight =
    task.transactionNo === undefined ? paid.length <= 1 : task.transactionNo === parameters.transactionNo;
  return isRight
    ? undefined
    : `${name} sent refund ${parameters.refundReference} of ${parameters.transactionNo}, which nobody named`;
}

/** The last question before a refund must have been answered, about that very order, with money that is there. */
function withoutGround(run: Run, { process, parameters }: Post): string | undefined {
  const { transactionNo, refundReference } = parameters;
  const last = run.ledger.posts.findLast((post) => post.process === process && post.endpoint === 'query');
  const shown = last?.answeredAt === undefined ? undefined : last.shown;
  const name = `${process.name} sent refund ${refundReference}`;
  if (shown?.kind !== 'found') return `${name} without an answer just before it`;
  if (shown.isContradiction) return `${name} though the answer just before it was about something else`;
  if (shown.number !== transactionNo)
    return `${name} of ${transactionNo} after an answer about ${shown.number}`;
  return shown.version.status === 'success'
    ? undefined
    : `${name} of an order that is ${shown.version.status}`;
}

/** What is listed as given back by others, and all of ours that may have been made, leave room for it. */
function tooMuch(run: Run, post: Post, earlier: readonly Post[]): string | undefined {
  const { process, parameters } = post;
  const { transactionNo, refundReference, refundAmount } = parameters;
  const order = run.pockyt.orders.find(({ number }) => number === transactionNo);
  if (order === undefined) return `${process.name} refunds ${transactionNo}, which does not exist`;
  const last = run.ledger.posts.findLast((each) => each.process === process && each.endpoint === 'query');
  const version = last?.shown?.kind === 'found' ? last.shown.version : undefined;
  const others = version ? version.refunds.filter(({ reference }) => reference === undefined) : [];
  const listed = others.reduce((sum, { amount }) => sum + amount, 0);
  const ours = earlier
    .filter((each) => each.parameters.transactionNo === transactionNo)
    .reduce((sum, each) => sum + hundredths(each.parameters.refundAmount), 0);
  const total = listed + ours + hundredths(refundAmount);
  if (total <= order.amount) return undefined;
  return `${process.name} sent refund ${refundReference} of ${refundAmount}: with ${ours} sent before and ${listed} listed that is more than ${order.amount}`;
}

/** Calls about an order name the store in which it was made. */
export const stores: Invariant = {
  name: 'stores',
  sends(run, { process, endpoint, parameters }) {
    if (endpoint === 'secure-pay') return undefined;
    const { transactionNo, reference, storeNo } = parameters;
    // A thief may name the number of an order that is not ours: it is asked about in our own store.
    if (endpoint === 'query' && run.ledger.forged.has(transactionNo ?? '')) return undefined;
    const order = run.pockyt.orders.find((each) =>
      transactionNo === undefined ? each.reference === reference : each.number === transactionNo,
    );
    if (order === undefined || order.isForeign || order.storeNo === storeNo) return undefined;
    return `${process.name} sent a ${endpoint} for ${order.number} to store ${storeNo} and not to ${order.storeNo}`;
  },
};

/** What a payment is told to have gone back never exceeds what did, nor what was paid. */
export const told: Invariant = {
  name: 'told',
  writes(run, { after, process }) {
    if (run.opening.dialect.refundEntry === 'rmb') return undefined;
    let most = 0;
    for (const { transactionNo } of after.orders) {
      const order = run.pockyt.orders.find(({ number }) => number === transactionNo);
      if (order) most += refundedIn(tip(order));
    }
    return after.refunded > most
      ? `${process.name} says that ${after.refunded} of ${after.reference} went back, of which ${most} did`
      : undefined;
  },
};
