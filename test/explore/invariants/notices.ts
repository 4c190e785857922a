import type { Invariant } from '../core/invariant.ts';
import type { Acknowledged } from '../core/ledger.ts';
import type { Run } from '../core/run.ts';
import type { NoticeFields } from '../core/task.ts';
import type { OrderView, PaymentView } from '../core/views.ts';
import { isHeld, type Order, type Version, wasPaid } from '../pockyt/order.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** A status of the payment where money was claimed, and else a state of the order. */
const CLAIMED: Readonly<Record<string, readonly string[]>> = {
  success: ['paid', 'refunded', 'reversed'],
  failed: ['failed', 'closed', 'paid', 'reversed'],
  closed: ['failed', 'closed', 'paid', 'reversed'],
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

function isFollowedUp(run: Run, notice: Acknowledged): string | undefined {
  const { fields, reference, at } = notice;
  const { transactionNo, status } = fields;
  const order = run.pockyt.orders.find(({ number }) => number === transactionNo);
  if (order === undefined || order.reference !== fields.reference || !(status in CLAIMED)) return undefined;
  const payment = reference === undefined ? paymentOf(run, fields.reference) : run.payment(reference);
  if (payment === undefined || !isOfIt(run, payment, order)) return undefined;
  const since = visibleSince(run, order, status);
  if (since === undefined || since > at + LAST_QUESTION_MS) return undefined;
  const reached = run.ledger.writes.find(
    ({ after }) =>
      after.reference === payment.reference &&
      (CLAIMED[status] ?? []).includes(
        status === 'success'
          ? after.status
          : (after.orders.find((each) => each.transactionNo === transactionNo)?.state ?? ''),
      ),
  );
  // A notice that came before its payment is found at the first check that the payment has.
  const within = reference === undefined ? DAY_MS : BETWEEN_QUESTIONS_MS;
  const until = Math.max(since, at, run.quietSince) + within;
  return reached !== undefined && reached.at <= until
    ? undefined
    : `${status} of ${transactionNo} was acknowledged and true, and ${payment.reference} is ${payment.status} half an hour later`;
}

/** The payment that has a reference by now, and asked for an order under it: of a refused one nothing is checked. */
function paymentOf(run: Run, providerReference: string): PaymentView | undefined {
  return run.stored().find(({ orders }) => {
    const own = orders.find((each) => each.providerReference === providerReference && !each.isFound);
    return own !== undefined && orders.some(({ state, isFound }) => !isFound && state !== 'refused');
  });
}

/** Whether an order at Pockyt is one that the payment takes for its own, or as found. */
function isOfIt(run: Run, payment: PaymentView, order: Order): boolean {
  const { amount, currency, orders } = payment;
  if (amount !== order.amount || currency !== order.currency) return false;
  // It is asked about in the store of our order, and a stranger's may be in another.
  const own = orders.find(({ providerReference }) => providerReference === order.reference);
  return own?.storeNo === order.storeNo && !isMisled(run, payment);
}

/** Whether an order was found by an answer that was untrue: it stands with what was said then. */
export function isMisled({ pockyt }: Run, { orders }: PaymentView): boolean {
  return orders.some(({ isFound, transactionNo, amount, currency }) => {
    const order = pockyt.orders.find(({ number }) => number === transactionNo);
    return isFound && (order?.amount !== amount || order.currency !== currency);
  });
}

/**
 * Since when every question shows what was claimed. Undefined where it does not, where another order holds money, and
 * where it takes longer to be sure: an order that was paid and is called closed or failed.
 */
function visibleSince(run: Run, order: Order, claimed: string): number | undefined {
  const last = order.versions.at(-1) as Version;
  const { status, refunds } = last;
  if (claimed === 'success') {
    // What went back, and nobody can read, may be all of it.
    const isUnreadable = run.opening.dialect.refundEntry === 'rmb' && refunds.length > 0;
    return isHeld(order, last) && !isUnreadable ? sinceWhen(order, claimed) : undefined;
  }
  const isKnown = run.stored().some(({ orders }) => orders.some((own) => own.transactionNo === order.number));
  const isPlain = isKnown && (claimed === 'reversed' ? refunds.length === 0 : !wasPaid(order));
  return status === claimed && isPlain ? sinceWhen(order, claimed) : undefined;
}

function sinceWhen({ versions }: Order, word: string): number | undefined {
  return versions.find(({ status }) => status === word)?.visibleAt;
}

/** Nothing expires before Pockyt, asked after its time, said that nobody has paid; nor under a claim of money. */
export const expiry: Invariant = {
  name: 'expiry',
  writes(run, { before, after, process, at }) {
    for (const order of after.orders) {
      const { providerReference, transactionNo, state, expiresAt } = order;
      const earlier = before?.orders.find((each) => each.providerReference === providerReference);
      if (state !== 'expired' || earlier?.state === 'expired') continue;
      if (!isUnpaid(run, order)) {
        return `${process.name} let ${providerReference} expire, which no answer allows`;
      }
      const claim = run.ledger.acknowledged.find(
        (notice) =>
          notice.fields.reference === providerReference &&
          notice.fields.transactionNo === transactionNo &&
          notice.fields.status === 'success' &&
          Number(notice.fields.amount) * 100 === after.amount &&
          at - notice.at < LAST_QUESTION_MS &&
          at < expiresAt + DAY_MS,
      );
      if (claim) return `${process.name} let ${providerReference} expire under a claim of money`;
    }
    return undefined;
  },
};

/** A day after its time whatever was said may end an order, so that nothing stays pending for ever. */
function isUnpaid({ ledger }: Run, { transactionNo, providerReference, expiresAt }: OrderView): boolean {
  return ledger.answersAbout(transactionNo, providerReference).some(({ sentAt, shown }) => {
    const isSaid = shown.kind === 'found' && !shown.isContradiction && shown.version.status === 'init';
    return sentAt >= expiresAt + DAY_MS || (isSaid && sentAt >= expiresAt);
  });
}
