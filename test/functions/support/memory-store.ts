import type { EventAttributes } from '#shared/payments/events.ts';
import type { Payment } from '#shared/payments/payment.ts';
import {
  DUE_SHARDS,
  type DueIndex,
  type PaymentStore,
  type UnmatchedNotice,
  type UnmatchedStore,
} from '#shared/payments/store.ts';

/** One write that counted. */
export interface CountedWrite {
  readonly payment: Payment;
  readonly event: EventAttributes | undefined;
}

export interface MemoryStore extends PaymentStore, DueIndex {
  /** All writes that counted, the newest last. */
  readonly writes: CountedWrite[];
  readonly payments: Map<string, Payment>;
  /** Awaited before every write, and after one that counted: here others come between. */
  beforeWrite: (payment: Payment) => Promise<void> | void;
  afterWrite: (payment: Payment) => Promise<void> | void;
}

/** In which shard of the index a payment is found here. */
export function shardOf(reference: string): number {
  return [...reference].reduce((sum, character) => sum + character.charCodeAt(0), 0) % DUE_SHARDS;
}

/** Payments with the conditions that the real store sets on its writes, for what is not about the database. */
export function createMemoryStore(): MemoryStore {
  const payments = new Map<string, Payment>();
  const write = async (payment: Payment, isFree: () => boolean, event?: EventAttributes) => {
    await store.beforeWrite(payment);
    if (!isFree()) return { committed: false, payment: payments.get(payment.reference) as Payment };
    // As it comes back from the database: without what is undefined, and shared with nobody.
    const next = JSON.parse(JSON.stringify({ ...payment, version: payment.version + 1 })) as Payment;
    payments.set(payment.reference, next);
    store.writes.push({ payment: next, event });
    await store.afterWrite(next);
    return { committed: true, payment: next };
  };
  const due = (shard: number, now: Date, limit: number, isUrgent: boolean) =>
    [...payments.values()]
      .filter(({ reference }) => shardOf(reference) === shard)
      .filter((payment) => (payment.isUrgent === true) === isUrgent)
      .filter(({ dueAt = 'never' }) => dueAt <= now.toISOString())
      .sort((one, other) => ((one.dueAt as string) < (other.dueAt as string) ? -1 : 1))
      .slice(0, limit)
      .map(({ reference }) => reference);
  const store: MemoryStore = {
    payments,
    writes: [],
    beforeWrite: () => {},
    afterWrite: () => {},
    load: async (reference) => payments.get(reference) ?? null,
    add: (payment) => write(payment, () => !payments.has(payment.reference)),
    replace: (payment, event) =>
      write(payment, () => payments.get(payment.reference)?.version === payment.version, event),
    due: async (shard, now, limit) => ({
      urgent: due(shard, now, limit, true),
      routine: due(shard, now, limit, false),
    }),
  };
  return store;
}

export interface MemoryUnmatched extends UnmatchedStore {
  readonly kept: ReadonlyMap<string, UnmatchedNotice>;
}

export function createMemoryUnmatched(): MemoryUnmatched {
  const kept = new Map<string, UnmatchedNotice>();
  const key = ({ reference, noticeId }: UnmatchedNotice) => `${reference} ${noticeId}`;
  return {
    kept,
    keep: async (notice) => void kept.set(key(notice), notice),
    under: async (reference) => [...kept.values()].filter((notice) => notice.reference === reference),
    remove: async (notice) => void kept.delete(key(notice)),
  };
}
