import type { Decision } from './conclude.ts';
import { decide, type Evidence } from './decide.ts';
import { eventOf } from './event.ts';
import type { Payment } from './payment.ts';
import type { PaymentRepository } from './repository.ts';

/** How often a decision is taken anew because somebody else wrote first. */
export const MAX_WRITES = 25;

/** Others wrote the same payment faster than we could, time and again. Nothing of ours was stored. */
export class ContentionError extends Error {
  override readonly name = 'ContentionError';
  constructor(reference: string) {
    super(`Payment ${reference} was written by others ${MAX_WRITES} times in a row; nothing was stored.`);
  }
}

/**
 * Decides and writes, until the write counts or there is nothing to write. When somebody else wrote first, what they
 * wrote is read and the decision is taken on that.
 *
 * @param payment as it was read last.
 * @returns the decision that is now stored, and the payment as it is stored.
 * @throws {ContentionError} after `MAX_WRITES` lost writes.
 */
export async function writeDecided(
  repository: PaymentRepository,
  payment: Payment,
  evidence: Evidence,
  now: () => Date,
): Promise<{ decision: Decision; payment: Payment }> {
  let current = payment;
  for (let write = 0; write < MAX_WRITES; write++) {
    const decision = decide(current, evidence, now());
    if (decision.verdict === 'ignored') return { decision, payment: current };
    const stored = await repository.replace(decision.payment, eventOf(current, decision.payment));
    if (stored.won) return { decision, payment: stored.payment };
    current = stored.payment;
  }
  throw new ContentionError(payment.reference);
}
