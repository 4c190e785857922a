import { recordClaim } from '#shared/payments/apply-notice.ts';
import { applySilence } from '#shared/payments/apply-report.ts';
import type { Payment } from '#shared/payments/payment.ts';
import { DUE_SHARDS, type DueIndex, type UnmatchedStore } from '#shared/payments/store.ts';
import { type SyncDeps, syncPayment } from '#shared/payments/sync.ts';
import { isDue } from '#shared/payments/times.ts';
import { updateWithRetry } from '#shared/payments/update.ts';
import { readNotice } from '#shared/pockyt/notice.ts';
import { loggedError } from '#shared/runtime/log.ts';

export interface ReconcileDeps extends SyncDeps {
  readonly dueIndex: DueIndex;
  readonly unmatched: UnmatchedStore;
}

/** What one run may spend. What it does not come to is due in the next. */
export interface Limits {
  /** Milliseconds after which nothing new is begun. */
  readonly time: number;
  /** Payments that are looked at; each costs one question to Pockyt, or three where an order is closed. */
  readonly payments: number;
  /** Payments that are looked at side by side. */
  readonly concurrency: number;
  /** The shards of the index that are this worker's; all of them if not said. */
  readonly shards?: readonly number[];
}

export interface ReconcileSummary {
  readonly checked: number;
  readonly failed: number;
  /** Seconds since the longest overdue of them was due; 0 when none was. */
  readonly oldestOverdueSeconds: number;
}

/** Every shard of the index. */
export const ALL_SHARDS: readonly number[] = Array.from({ length: DUE_SHARDS }, (_, shard) => shard);

/**
 * Looks at the payments that are due: finds what no notice told, gives up what nobody can pay any more, and resolves
 * what is unknown. Never makes an order. A payment that cannot be looked at keeps none of the others waiting.
 */
export async function reconcile(limits: Limits, deps: ReconcileDeps): Promise<ReconcileSummary> {
  const { credentials, now, log } = deps;
  // Without credentials nothing can be asked: one error says so, instead of one for each payment.
  await credentials.get();
  const begun = now().getTime();
  const due = await dueReferences(limits, deps);
  let checked = 0;
  let failed = 0;
  let oldest = 0;

  const worker = async () => {
    for (let reference = due.shift(); reference !== undefined; reference = due.shift()) {
      if (now().getTime() - begun > limits.time) return;
      try {
        oldest = Math.max(oldest, await check(reference, deps));
      } catch (error) {
        failed++;
        log('reconcile.failed', { reference, error: loggedError(error) });
        await postpone(reference, deps).catch(() => {});
      }
      checked++;
    }
  };
  await Promise.all(Array.from({ length: limits.concurrency }, worker));
  const oldestOverdueSeconds = Math.floor(oldest / 1000);
  log('reconcile.swept', { checked, oldestOverdueSeconds });
  return { checked, failed, oldestOverdueSeconds };
}

/**
 * The due references of all shards: first those that money waits for, then the routine looks, of each in turn, so that a
 * full shard does not keep the others out.
 */
async function dueReferences(
  { payments: limit, shards: numbers = ALL_SHARDS }: Limits,
  { dueIndex, now }: ReconcileDeps,
): Promise<string[]> {
  const shards = await Promise.all(numbers.map((shard) => dueIndex.due(shard, now(), limit)));
  const inTurn = (lists: readonly (readonly string[])[]) => {
    const longest = Math.max(...lists.map(({ length }) => length));
    return Array.from({ length: longest }, (_, turn) => lists.flatMap((list) => list[turn] ?? [])).flat();
  };
  const urgent = inTurn(shards.map((shard) => shard.urgent));
  const routine = inTurn(shards.map((shard) => shard.routine));
  return [...urgent, ...routine].slice(0, limit);
}

/** Looks at one payment, if it is still due. Returns for how many milliseconds it has been. */
async function check(reference: string, deps: ReconcileDeps): Promise<number> {
  const { payments, now } = deps;
  const loaded = await payments.load(reference);
  if (loaded === null || !isDue(loaded.dueAt, now())) return 0;
  const payment = await withUnmatched(loaded, deps);
  const since = [payment.dueAt as string, ...payment.orders.map(({ silentSince }) => silentSince)].sort()[0];
  await syncPayment(payment, 'reconciliation', deps, 'due');
  return now().getTime() - Date.parse(since as string);
}

/** A check that throws comes again later, so that no set of failing payments keeps the sweep from the others. */
async function postpone(reference: string, deps: ReconcileDeps): Promise<void> {
  const payment = await deps.payments.load(reference);
  if (payment === null) return;
  await updateWithRetry(deps, payment, (current, now) => applySilence(current, now));
}

/**
 * The payment with the notices that came for it when there was no such payment: its table may have been restored, or
 * its link made elsewhere. They are hints like all others, and Pockyt is asked next. Looked for once, at the first check.
 */
async function withUnmatched(payment: Payment, deps: ReconcileDeps): Promise<Payment> {
  if (payment.isLookedAt) return payment;
  let current = payment;
  const own = payment.orders.filter(({ found }) => !found);
  const kept = await Promise.all(own.map((order) => deps.unmatched.under(order.providerReference)));
  for (const earlier of kept.flat()) {
    const notice = readNotice(Object.fromEntries(earlier.parameters));
    if (notice === null) continue;
    const change = await updateWithRetry(deps, current, (each, now) =>
      recordClaim(each, notice, earlier.credentials, now),
    );
    current = change.payment;
    if (change.reason === 'no-room') continue;
    await deps.unmatched.remove(earlier);
    const { reference, transactionNo, status } = notice;
    deps.log('ipn.matched', { reference, transactionNo, status });
  }
  return current;
}
