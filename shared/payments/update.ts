import { eventOf } from './events.ts';
import type { Payment } from './payment.ts';
import type { PaymentStore } from './store.ts';
import type { Change } from './transition.ts';

/** How often a change is made anew because somebody else wrote first. */
export const MAX_WRITES = 25;

/** Others wrote the same payment faster than we could, time and again. Nothing of ours was stored. */
export class ContentionError extends Error {
  override readonly name = 'ContentionError';
  constructor(reference: string) {
    super(`Payment ${reference} was written by others ${MAX_WRITES} times in a row; nothing was stored.`);
  }
}

/**
 * Changes and writes, until the write counts or there is nothing to write. When somebody else wrote first, what they
 * wrote is read and the change is made to that.
 *
 * @param payment as it was read last.
 * @returns the change that is now stored, with the payment as it is stored; `before` is what it was made of.
 * @throws {ContentionError} after `MAX_WRITES` lost writes.
 */
export async function updateWithRetry<C extends Change>(
  { payments, now }: { payments: PaymentStore; now: () => Date },
  payment: Payment,
  change: (payment: Payment, now: Date) => C,
): Promise<C & { readonly before: Payment }> {
  let before = payment;
  for (let write = 0; write < MAX_WRITES; write++) {
    const made = change(before, now());
    if (!made.isChanged) return { ...made, before };
    const stored = await payments.replace(made.payment, eventOf(before, made.payment));
    if (stored.committed) return { ...made, payment: stored.payment, before };
    before = stored.payment;
  }
  throw new ContentionError(payment.reference);
}
