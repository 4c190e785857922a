import type { Invariant } from '../core/invariant.ts';
import type { Acknowledged } from '../core/ledger.ts';
import type { NoticeFields } from '../core/process.ts';
import type { Run } from '../core/run.ts';
import type { OrderView, Status } from '../core/views.ts';
import { isHeld, type Order } from '../pockyt/order.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

const CLAIMED: Readonly<Record<string, readonly Status[]>> = {
  success: ['paid', 'refunded', 'reversed'],
  failed: ['failed'],
  closed: ['closed'],
  reversed: ['reversed'],
};

/** Whether an order is known to be what a notice says, or more. */
function isReached({ state, isConfirming }: OrderView, claimed: string): boolean {
  if (claimed === 'init') return !NOT_YET.includes(state);
  if (claimed === 'pending' || claimed === 'dealing') {
    return !NOT_YET.includes(state) && (state !== 'open' || isConfirming === true);
  }
  return (REACHED[claimed] ?? []).includes(state);
}

const NOT_YET: readonly string[] = ['sending', 'unknown', 'refused', 'absent'];
const REACHED: Readonly<Record<string, readonly string[]>> = {
  success: ['paid', 'reversed'],
  failed: ['failed', 'closed', 'paid', 'reversed'],
  closed: ['failed', 'closed', 'paid', 'reversed'],
  reversed: ['paid', 'reversed'],
};

/** `success` is answered after a durable write. */
export const acknowledged: Invariant = {
  name: 'acknowledged',
  acknowledges({ ledger }, { process, fields, reference }) {
    const { writes } = ledger;
    if (process.hasKept || writes.some((write) => write.process === process)) return undefined;
    // The same was stored before, or is how the payment stands already.
    const isSame = ({ transactionNo, status }: NoticeFields) =>
      transactionNo === fields.transactionNo && status === fields.status;
    const isKnown =
      writes.some(({ process: { task } }) => task.kind === 'notice' && isSame(task.fields)) ||
      ledger.acknowledged.some((earlier) => earlier.process !== process && isSame(earlier.fields));
    if (isKnown) return undefined;
    const stored = writes.findLast(({ after }) => after.reference === reference)?.after;
    const order = stored?.orders.find(({ transactionNo }) => transactionNo === fields.transactionNo);
    return order && isReached(order, fields.status)
      ? undefined
      : `${process.name} was acknowledged without a word of it being stored`;
  },
};

/** How long the last question about a claim is behind it at most, and how far two of them are apart. */
const LAST_QUESTION_MS = 29 * MINUTE_MS;
const BETWEEN_QUESTIONS_MS = 33 * MINUTE_MS;

/** What was acknowledged is asked about within minutes, until Pockyt's answer tells. */
export const followedUp: Invariant = {
  name: 'followed-up',
  ends(run) {
    for (const notice of run.ledger.acknowledged) {
      const late = isFollowedUp(run, notice);
      if (late !== undefined) return late;
    }
    return undefined;
  },
};

function isFollowedUp(run: Run, { fields, reference, at }: Acknowledged): string | undefined {
  const { transactionNo, status } = fields;
  const order = run.pockyt.orders.find(({ number }) => number === transactionNo);
  if (order === undefined || reference === undefined || order.reference !== fields.reference)
    return undefined;
  const payment = run.payment(reference);
  // It is asked about in the store of our order, and a stranger's may be in another.
  const own = payment?.orders.find((each) => each.providerReference === order.reference);
  if (own?.storeNo !== order.storeNo || isMisled(run, order)) return undefined;
  if (payment?.amount !== order.amount || payment.currency !== order.currency) return undefined;
  const since = visibleSince(run, order, status);
  if (since === undefined || since > at + LAST_QUESTION_MS) return undefined;
  const until = Math.max(since, at, run.quietSince) + BETWEEN_QUESTIONS_MS;
  const reached = run.ledger.writes.find(
    ({ after }) => after.reference === reference && (CLAIMED[status] ?? []).includes(after.status),
  );
  return reached !== undefined && reached.at <= until
    ? undefined
    : `${status} of ${transactionNo} was acknowledged and true, and ${reference} is ${payment.status} half an hour later`;
}

/** Whether a stranger's order was found by an answer that was untrue: it stands with what was said then. */
function isMisled({ ledger }: Run, order: Order): boolean {
  return (
    order.isForeign &&
    ledger.posts.some(
      ({ shown }) => shown?.kind === 'found' && shown.order === order && shown.isContradiction,
    )
  );
}

/** Since when every question shows what was claimed. Undefined where it does not, or where another order holds money. */
function visibleSince(run: Run, order: Order, claimed: string): number | undefined {
  if (claimed !== 'success') return undefined;
  const last = order.versions.at(-1);
  // What went back, and nobody can read, may be all of it.
  const isUnreadable = run.opening.dialect.refundEntry === 'rmb' && last?.refunds.length !== 0;
  return last && isHeld(order, last) && !isUnreadable
    ? order.versions.find(({ status }) => status === 'success')?.visibleAt
    : undefined;
}

/** Nothing expires before Pockyt, asked after its time, said that nobody has paid; nor under a claim of money. */
export const expiry: Invariant = {
  name: 'expiry',
  writes(run, { before, after, process, at }) {
    if (after.status !== 'expired' || before?.status === 'expired') return undefined;
    const { reference } = after;
    const isAsked = after.orders.some(({ transactionNo, providerReference, expiresAt }) =>
      run.ledger.answersAbout(transactionNo, providerReference).some(({ sentAt, shown }) => {
        // A day later whatever was said may end it, so that nothing stays pending for ever.
        if (sentAt >= expiresAt + DAY_MS) return true;
        const isUnpaid = shown.kind === 'found' && !shown.isContradiction && shown.version.status === 'init';
        return isUnpaid && sentAt >= expiresAt;
      }),
    );
    if (!isAsked) return `${process.name} let ${reference} expire, which no answer allows`;
    const claim = run.ledger.acknowledged.find(
      (notice) =>
        notice.reference === reference &&
        notice.fields.status === 'success' &&
        Number(notice.fields.amount) * 100 === after.amount &&
        after.orders.some(({ transactionNo }) => transactionNo === notice.fields.transactionNo) &&
        at - notice.at < LAST_QUESTION_MS &&
        at < after.expiresAt + DAY_MS,
    );
    return claim ? `${process.name} let ${reference} expire under a claim of money` : undefined;
  },
};
