import { loggedError } from '#shared/logging/log.ts';
import { type Inquiry, refresh, settle } from '#shared/payments/look-into.ts';
import type { Payment } from '#shared/payments/payment.ts';
import { DUE_SHARDS, type DueIndex, type UnmatchedRepository } from '#shared/payments/repository.ts';
import { writeDecided } from '#shared/payments/write-decided.ts';
import { readNotice } from '#shared/pockyt/notice.ts';

export interface Collaborators extends Inquiry {
  readonly dueIndex: DueIndex;
  readonly unmatched: UnmatchedRepository;
}

/** What one run may spend. What it does not come to is due in the next. */
export interface Limits {
  /** Milliseconds after which nothing new is begun. */
  readonly time: number;
  /** Payments that are looked at; each costs one question to Pockyt, or three where an order is closed. */
  readonly payments: number;
  /** Payments that are looked at side by side. */
  readonly concurrency: number;
}

export interface Sweep {
  readonly checked: number;
  readonly failed: number;
  /** Seconds since the longest overdue of them was due; 0 when none was. */
  readonly oldestOverdueSeconds: number;
}

/**
 * Looks at the payments that are due: finds what no notice told, gives up what nobody can pay any more, and settles
 * what is unknown. Never makes an order. A payment that cannot be looked at keeps none of the others waiting.
 */
export async function reconcile(limits: Limits, collaborators: Collaborators): Promise<Sweep> {
  const { credentials, now, log } = collaborators;
  // Without credentials nothing can be asked: one error says so, instead of one for each payment.
  await credentials.get();
  const begun = now().getTime();
  const due = await dueReferences(limits.payments, collaborators);
  let checked = 0;
  let failed = 0;
  let oldest = 0;

  const worker = async () => {
    for (let reference = due.shift(); reference !== undefined; reference = due.shift()) {
      if (now().getTime() - begun > limits.time) return;
      try {
        oldest = Math.max(oldest, await check(reference, collaborators));
      } catch (error) {
        failed++;
        log('reconcile.failed', { reference, error: loggedError(error) });
      }
      checked++;
    }
  };
  await Promise.all(Array.from({ length: limits.concurrency }, worker));
  const oldestOverdueSeconds = Math.floor(oldest / 1000);
  log('reconcile.swept', { checked, oldestOverdueSeconds });
  return { checked, failed, oldestOverdueSeconds };
}

/** The due references of all shards, taken in turn, so that a full one does not keep the others out. */
async function dueReferences(limit: number, { dueIndex, now }: Collaborators): Promise<string[]> {
  const shards = await Promise.all(
    Array.from({ length: DUE_SHARDS }, (_, shard) => dueIndex.due(shard, now(), limit)),
  );
  const longest = Math.max(...shards.map(({ length }) => length));
  const inTurn = Array.from({ length: longest }, (_, turn) => shards.flatMap((shard) => shard[turn] ?? []));
  return inTurn.flat().slice(0, limit);
}

/** Looks at one payment, if it is still due. Returns for how many milliseconds it has been. */
async function check(reference: string, collaborators: Collaborators): Promise<number> {
  const { payments, now } = collaborators;
  const loaded = await payments.load(reference);
  if (loaded === null || !isDue(loaded, now())) return 0;
  const payment = await withUnmatched(loaded, collaborators);
  const overdue = now().getTime() - Date.parse(payment.overdueSince ?? (payment.dueAt as string));
  const isOpenEnded = payment.status === 'creating' || payment.status === 'unknown';
  await (isOpenEnded ? settle : refresh)(payment, 'reconciliation', collaborators);
  return overdue;
}

/**
 * The payment with the notices that came for it when there was no such payment: its table may have been restored, or
 * its link made elsewhere. They are hints like all others, and Pockyt is asked next. Looked for once, at the first check.
 */
async function withUnmatched(payment: Payment, collaborators: Collaborators): Promise<Payment> {
  const { unmatched, payments, now, log } = collaborators;
  if (payment.history.some(({ source }) => source === 'query')) return payment;
  let current = payment;
  for (const kept of await unmatched.under(payment.reference)) {
    const notice = readNotice(kept.parameters);
    if (notice === null) continue;
    const { credentials } = kept;
    const evidence = { kind: 'notice', notice, credentials, confirmation: { kind: 'none' } } as const;
    ({ payment: current } = await writeDecided(payments, current, evidence, now));
    await unmatched.remove(kept);
    const { reference, transactionNo, status } = notice;
    log('ipn.matched', { reference, transactionNo, status });
  }
  return current;
}

function isDue({ dueAt }: Payment, now: Date): boolean {
  return dueAt !== undefined && dueAt <= now.toISOString();
}
