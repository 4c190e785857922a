import type { Invariant } from '../core/invariant.ts';
import type { Run } from '../core/run.ts';
import { SETTINGS } from '../core/settings.ts';
import type { OrderView, PaymentView, Status } from '../core/views.ts';
import {
  isHeld,
  isOpen,
  type MadeRefund,
  type Order,
  refundedIn,
  tip,
  type Version,
  wasPaid,
} from '../pockyt/order.ts';
import { isMisled } from './notices.ts';

const DAY_MS = 24 * 60 * 60_000;

/** What Pockyt holds of an order of ours, as the last question that had to be asked must have shown it. */
interface Known {
  readonly order: Order;
  readonly version: Version;
}

/**
 * Once faults have ended and the clock has run on, without any notice, every payment is what Pockyt holds of it: its
 * status, what went back, and each refund that was asked for.
 */
export const truth: Invariant = {
  name: 'truth',
  ends(run) {
    for (const payment of run.stored()) {
      if (isHidden(run, payment) || isMisled(run, payment)) continue;
      const readings = readingsOf(run, payment);
      const complaints = readings.map((known) => complaint(run, payment, known));
      if (complaints.every((each) => each !== undefined)) return complaints[0];
    }
    return undefined;
  },
};

/**
 * Whether an order of ours cannot be seen: its number was never learnt, and a question by its reference may find a
 * stranger's in its place, or a refund, or calls the order itself one. Nobody can know then what became of ours.
 */
function isHidden(run: Run, { orders }: PaymentView): boolean {
  const { byReference, goneType } = run.opening.dialect;
  const isCovered = (order: Order) => {
    const { refunds } = tip(order);
    const isGone = goneType !== 'payment' && refundedIn(tip(order)) >= order.amount;
    return order.isForeign || (byReference === 'refund-row' && refunds.length > 0) || isGone;
  };
  return orders.some(({ providerReference, transactionNo }) => {
    const alike = run.pockyt.orders.filter(({ reference }) => reference === providerReference);
    const isKnown = alike.some(({ number, isForeign }) => number === transactionNo && !isForeign);
    return !isKnown && alike.some(isCovered);
  });
}

/**
 * What the product may know: everything, if a question had to be asked since faults ended; else of each order perhaps
 * only what the last question showed.
 */
function readingsOf(run: Run, payment: PaymentView): readonly (readonly Known[])[] {
  const now = ordersOf(run, payment).map((order) => ({ order, version: tip(order) }));
  const visible = Math.max(run.quietSince, ...now.map(({ version }) => version.visibleAt));
  if (lastPromisedCheck(run, payment) >= visible) return [now];
  return now.reduce<readonly (readonly Known[])[]>(
    (readings, known) => {
      const versions = new Set([known.version, ...lastShown(run, known.order)]);
      const both = [...versions].map((version) => ({ ...known, version }));
      return readings.flatMap((reading) => both.map((each) => [...reading, each]));
    },
    [[]],
  );
}

/** Ours, and those of strangers that were found. */
function ordersOf(run: Run, { orders }: PaymentView): Order[] {
  return run.pockyt.orders.filter((order) =>
    orders.some(({ isFound, providerReference, transactionNo }) =>
      order.isForeign
        ? isFound && order.number === transactionNo
        : !isFound && order.reference === providerReference,
    ),
  );
}

/** The last of the questions that are promised, whatever notices come. */
function lastPromisedCheck(run: Run, { reference, expiresAt }: PaymentView): number {
  const paid = run.ledger.writes.findLast(
    ({ after, before }) =>
      after.reference === reference && after.status === 'paid' && before?.status !== 'paid',
  );
  return paid ? paid.at + (SETTINGS.paidChecks.at(-1) as number) * 1000 : expiresAt + DAY_MS;
}

/** What the last question showed; and, where whoever asked it died, perhaps before it was stored, the one before. */
function lastShown(run: Run, order: Order): Version[] {
  const answers = run.ledger.answersAbout(order.number, order.reference);
  const last = [answers.at(-1), answers.findLast(({ process }) => process.state !== 'dead')];
  return last.flatMap((answer) => (answer?.shown.kind === 'found' ? [answer.shown.version] : []));
}

function complaint(run: Run, payment: PaymentView, known: readonly Known[]): string | undefined {
  const { reference, status } = payment;
  const expected = statusesOf(run, payment, known);
  if (!expected.includes(status)) {
    return `${reference} is ${status}, and by what Pockyt holds it is ${expected.join(' or ')}`;
  }
  return refundComplaint(run, payment, known);
}

/** What a payment may be, by what Pockyt holds of its orders. */
function statusesOf(run: Run, payment: PaymentView, all: readonly Known[]): readonly Status[] {
  const { reference, orders, amount, currency } = payment;
  const known = all.filter(({ order }) => order.amount === amount && order.currency === currency);
  const held = known.filter(({ order, version }) => isHeld(order, version));
  if (held.some((each) => !isUnreadable(run, each))) return ['paid'];
  const money = known.filter(({ order }) => wasPaid(order));
  if (run.ledger.hasBeen(reference, 'paid')) {
    if (held.length > 0) return ['paid'];
    if (money.some((each) => isUnreadable(run, each))) return ['paid', 'refunded', 'reversed'];
    // Which of two orders was ever seen with its money, nobody outside can tell.
    if (money.length > 1) return ['refunded', 'reversed'];
    return money.some(({ version }) => version.status !== 'success') ? ['reversed'] : ['refunded'];
  }
  // Money that was never seen held leaves no trace in the status, unless an answer showed it all the same.
  if (money.length > 0) return ['refunded', 'reversed', 'closed', 'rejected', 'failed', 'expired'];
  const own = orders.filter(({ isFound }) => !isFound);
  const last = own.findLast(({ hasLink }) => hasLink) ?? own.at(-1);
  return last === undefined ? [] : statusesOfUnpaid(last, known);
}

/** Whether nobody can read how much went back: something did that is not ours, and may be all or not. */
function isUnreadable(run: Run, { version }: Known): boolean {
  const isOthers = version.refunds.some(({ reference }) => reference === undefined);
  return run.opening.dialect.refundEntry === 'rmb' && isOthers;
}

function statusesOfUnpaid({ providerReference, hasLink }: OrderView, known: readonly Known[]): Status[] {
  const held = known.find(({ order }) => order.reference === providerReference);
  if (held === undefined || !hasLink) return ['rejected'];
  const { status } = held.version;
  // Taken back, and never seen paid.
  if (status === 'reversed') return ['closed'];
  if (status === 'failed' || status === 'closed') return [status];
  // A customer who tried again: whoever saw that the first try failed stays with it.
  const hasFailed = held.order.versions.some((version) => version.status === 'failed');
  return hasFailed ? ['expired', 'failed'] : ['expired'];
}

function refundComplaint(run: Run, payment: PaymentView, known: readonly Known[]): string | undefined {
  const { reference, status, refunded, refundRequests } = payment;
  const { refundEntry } = run.opening.dialect;
  const isClear = known.every(({ version }) => version.status !== 'reversed');
  if (isClear && refundEntry !== 'rmb' && (status === 'paid' || status === 'refunded')) {
    const total = known.reduce(
      (sum, { order, version }) => sum + (wasPaid(order) ? refundedIn(version) : 0),
      0,
    );
    // What is told is the larger of what is listed and what we have done.
    const done = refundRequests.filter(({ state }) => state === 'done');
    const expected = Math.max(
      total,
      done.reduce((sum, { amount }) => sum + amount, 0),
    );
    if (refunded !== expected)
      return `${reference} says that ${refunded} went back, and Pockyt holds ${total}`;
  }
  for (const { refundReference, state, amount } of refundRequests) {
    const isNamedSo = (each: MadeRefund) => each.reference === refundReference;
    const made = known.flatMap(({ order }) => tip(order).refunds);
    const isMade = made.some(isNamedSo);
    const isListed = known.some(({ version }) => version.refunds.some(isNamedSo));
    // One without a name may be ours, as far as anybody can see.
    const isAlike = made.some((each) => each.reference === undefined && each.amount === amount);
    const name = `refund ${refundReference} of ${reference}`;
    if (state === 'reserved') return `${name} is reserved for ever`;
    if (state === 'done' && !isMade && !isAlike) return `${name} is called done, and Pockyt does not hold it`;
    const isNamed = refundEntry === 'full' || refundEntry === 'rmb';
    if (isListed && isClear && isNamed && state !== 'done')
      return `${name} is ${state}, and Pockyt has made it`;
  }
  return undefined;
}

/** Nothing stays open that could be known, and nothing payable is left that nobody was handed. */
export const resolved: Invariant = {
  name: 'resolved',
  ends(run) {
    for (const payment of run.stored()) {
      const { reference, status, orders } = payment;
      const open = orders.find(({ state }) => state === 'sending' || state === 'unknown');
      if (isHidden(run, payment)) continue;
      if (status === 'creating' || status === 'unknown' || open) {
        return `${reference} stays ${status}${open ? `, with ${open.providerReference} ${open.state}` : ''}`;
      }
    }
    for (const order of run.pockyt.orders) {
      if (order.isForeign || !isOpen(tip(order))) continue;
      const owner = run.ledger.owners.get(order.reference) ?? '';
      const payment = run.payment(owner);
      if (payment && isHidden(run, payment)) continue;
      const own = payment?.orders.find(({ transactionNo }) => transactionNo === order.number);
      if (!own?.hasLink && !isPast(run, own, order))
        return `${order.number} can be paid, and nobody was ever given its link`;
    }
    return undefined;
  },
};

/** Once its time is over nobody can pay it either, and a repeat would close it; but while there was time it was to be closed. */
function isPast(
  { ledger, quietSince }: Run,
  own: OrderView | undefined,
  { number, reference }: Order,
): boolean {
  const wasSeen = ledger
    .answersAbout(number, reference)
    .some(
      ({ sentAt, shown }) =>
        shown.kind === 'found' &&
        sentAt >= quietSince &&
        sentAt < (own?.expiresAt ?? 0) &&
        isOpen(shown.version),
    );
  return own?.state === 'expired' && !wasSeen;
}
