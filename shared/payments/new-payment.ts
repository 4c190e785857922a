import type { SecurePayFields } from '../pockyt/secure-pay.ts';
import { withEntry } from './history.ts';
import type { Attempt, Lock, Payment } from './payment.ts';

/** A caller's wish for a link, ready to be sent to Pockyt. */
export interface Demand {
  readonly request: SecurePayFields;
  readonly requestHash: string;
  readonly createdBy?: string;
  /** For a payment that has none yet. */
  readonly returnKey?: string;
  readonly expiresAt: string;
  /** When to look at it: see `checkTimes`. */
  readonly checks: readonly string[];
  readonly lock: Lock;
  readonly attempt: Omit<Attempt, 'state' | 'transactionNo'>;
}

/** A payment that is about to be asked for: written before Pockyt hears of it, so that nothing is asked twice. */
export function newPayment({ attempt, ...demand }: Demand, now: Date): Payment {
  const at = now.toISOString();
  const entry = { at, source: 'create', event: 'requested', from: 'creating', to: 'creating' } as const;
  return {
    reference: demand.request.reference,
    status: 'creating',
    version: 0,
    ...demand,
    dueAt: demand.lock.until,
    createdAt: at,
    updatedAt: at,
    attempts: [{ ...attempt, state: 'sending' }],
    ...withEntry({ history: [], historyDropped: 0 }, entry),
  };
}
