import type { Invariant } from '../core/invariant.ts';

const MOST_BYTES = 100_000;

/** No number and no size of notices makes a payment too large to be written. */
export const bounded: Invariant = {
  name: 'bounded',
  writes({ payments }, { after }) {
    return payments.largest > MOST_BYTES
      ? `${after.reference} has grown to ${payments.largest} bytes`
      : undefined;
  },
};

/** Whatever happens outside, the product fails only where its own stores and secrets do. */
export const sound: Invariant = {
  name: 'sound',
  finishes(_run, { failure, name }) {
    if (failure === undefined || (failure as Error).name === 'StoreError') return undefined;
    return `${name} broke: ${failure instanceof Error ? failure.stack : String(failure)}`;
  },
  ends(run) {
    if (!run.isRestless) return undefined;
    const due = run.stored().filter(({ dueAt }) => dueAt !== undefined);
    return `${due.map(({ reference, status }) => `${reference} (${status})`).join()} is due without an end`;
  },
};
