import type { Invariant } from '../core/invariant.ts';
import { counterpart, type OrderView, type PaymentView } from '../core/views.ts';
import type { Shown } from '../pockyt/answers.ts';

/** While a lease holds, only its owner's answer changes the order; and nobody else ever stores a link. */
export const inFlight: Invariant = {
  name: 'in-flight',
  writes(run, write) {
    const { before, process } = write;
    if (before === undefined) return undefined;
    for (const earlier of before.orders) {
      const order = counterpart(write, earlier);
      if (order === undefined) continue;
      const isOwner = process.ids.has(earlier.lease?.owner ?? '');
      const isHeld = earlier.state === 'sending' && (earlier.lease?.until ?? 0) > run.now;
      if (isHeld && !isOwner && isChanged(earlier, order)) {
        return `${process.name} changed ${order.providerReference}, which another is sending: ${earlier.state} to ${order.state}`;
      }
      const isInTime = (earlier.lease?.until ?? 0) > write.issuedAt;
      if (order.hasLink && !earlier.hasLink && !(isOwner && isInTime)) {
        return `${process.name} stored a link of ${order.providerReference}, which it does not own, or no more`;
      }
    }
    return undefined;
  },
};

function isChanged(earlier: OrderView, order: OrderView): boolean {
  return (
    earlier.state !== order.state ||
    earlier.transactionNo !== order.transactionNo ||
    earlier.hasLink !== order.hasLink
  );
}

/**
 * A minute, less what may go by between the moment at which somebody begins to ask and the one at which the question is
 * sent: the secret may have to be read, and an answer that is older than this counts for nothing.
 */
const ASK_AGAIN_MS = 60_000 - 30_000;

/** Absent is an order of which Pockyt, asked twice a minute apart, knows nothing, or whose reference it gave to another. */
export const absence: Invariant = {
  name: 'absence',
  writes(run, { before, after, process }) {
    for (const { providerReference, state } of after.orders) {
      const earlier = before?.orders.find((each) => each.providerReference === providerReference);
      if (state !== 'absent' || earlier?.state === 'absent') continue;
      const asked = run.ledger
        .answersAbout(earlier?.transactionNo, providerReference)
        .filter(({ shown }) => shown.kind === 'none' || isOther(shown, after));
      const times = asked.map(({ sentAt }) => sentAt);
      if (Math.max(...times) - Math.min(...times) < ASK_AGAIN_MS || times.length < 2) {
        return `${process.name} took ${providerReference} for absent after ${times.length} answers`;
      }
    }
    return undefined;
  },
};

/** An answer about another transaction under the same reference, or about one that stands beside it as a find. */
function isOther(shown: Shown, { orders }: PaymentView): boolean {
  if (shown.kind !== 'found') return false;
  const isFind = orders.some(({ isFound, transactionNo }) => isFound && transactionNo === shown.number);
  return shown.isContradiction || shown.order.isForeign || isFind;
}
