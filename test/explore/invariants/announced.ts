import type { Invariant } from '../core/invariant.ts';
import type { Run } from '../core/run.ts';
import type { Write } from '../core/views.ts';
import { isHeld, type Order, type Version } from '../pockyt/order.ts';

/** An answer older than this when it is written counts for nothing. */
const STALE_MS = 30_000;

/** Paid is never announced of a payment whose money has gone back, for all that any answer has shown. */
export const announced: Invariant = {
  name: 'announced',
  writes(run, write) {
    if (write.announces !== 'paid') return undefined;
    const known = [...knownVersions(run, write)];
    const isThere = known.some(([order, versions]) => {
      const newest = versions.toSorted((one, other) => placeOf(order, one) - placeOf(order, other)).at(-1);
      if (newest === undefined || isHeld(order, newest)) return newest !== undefined;
      return isDoubtful(run, newest) && versions.some((version) => isHeld(order, version));
    });
    return isThere
      ? undefined
      : `${write.process.name} announced ${write.after.reference} as paid, whose money had gone back`;
  },
};

function placeOf({ versions }: Order, version: Version): number {
  return versions.indexOf(version);
}

/** That a paid order is closed or failed is believed only when it is said again later; what is unreadable may be little. */
function isDoubtful({ opening }: Run, { status, refunds }: Version): boolean {
  const isOthers = refunds.some(({ reference }) => reference === undefined);
  const isUnreadable = opening.dialect.refundEntry === 'rmb' && isOthers;
  return status === 'closed' || status === 'failed' || (status === 'success' && isUnreadable);
}

/** What is known of each order: read by whoever writes, or stored by somebody before. */
function knownVersions(run: Run, { process, after, at }: Write): Map<Order, Version[]> {
  const { posts, writes } = run.ledger;
  const isStored = (by: unknown, sentAt: number, answeredAt: number) =>
    writes.some(
      (earlier) =>
        earlier.process === by &&
        earlier.after.reference === after.reference &&
        earlier.at >= answeredAt &&
        earlier.at - sentAt <= STALE_MS,
    );
  const known = new Map<Order, Version[]>();
  for (const { endpoint, shown, sentAt, answeredAt, process: by } of posts) {
    if (endpoint !== 'query' || answeredAt === undefined || answeredAt > at) continue;
    if (shown?.kind !== 'found' || shown.isContradiction) continue;
    const { order, version } = shown;
    if (!after.orders.some(({ providerReference }) => providerReference === order.reference)) continue;
    if (by !== process && !isStored(by, sentAt, answeredAt)) continue;
    known.set(order, [...(known.get(order) ?? []), version]);
  }
  return known;
}
