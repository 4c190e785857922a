import { conclude, type Decision, withAttempt } from './conclude.ts';
import type { Outcome } from './decide.ts';
import type { Demand } from './new-payment.ts';
import { type Attempt, currentAttempt, isFree, type Payment } from './payment.ts';
import { mayMove, type Status } from './states.ts';

/** A new demand for a payment that led nowhere. Earlier attempts stay, save one that was just like this and refused. */
export function weighRequest(payment: Payment, { attempt, ...demand }: Demand, now: Date): Decision {
  if (!isFree(payment)) return { verdict: 'ignored', reason: 'not-a-move' };
  const { failure, ...rest } = payment;
  const kept = payment.attempts.filter(
    (earlier) =>
      earlier.state !== 'refused' ||
      earlier.providerReference !== attempt.providerReference ||
      earlier.storeNo !== attempt.storeNo ||
      earlier.ipnUrl !== attempt.ipnUrl,
  );
  // A customer may still hold the address of the page.
  const { returnKey = demand.returnKey } = payment;
  const attempts = [...kept, { ...attempt, state: 'sending' as const }];
  const next = { ...rest, ...demand, ...(returnKey && { returnKey }), attempts };
  return conclude(next, 'creating', now, { source: 'create', event: 'requested' });
}

/** An owner that did not come back in time. What it may have asked Pockyt for is unknown, and it may finish no more. */
export function weighLapse(payment: Payment, now: Date): Decision {
  const { lock, ...unlocked } = payment;
  if (payment.status !== 'creating' || lock === undefined || lock.until > now.toISOString()) {
    return { verdict: 'ignored', reason: 'not-a-move' };
  }
  const failure = { reason: 'abandoned' };
  const attempts = withAttempt(payment, currentAttempt(payment), { state: 'unknown' });
  return conclude({ ...unlocked, attempts, failure }, 'unknown', now, {
    source: 'create',
    event: 'lapsed',
    ...failure,
  });
}

const AFTER: Readonly<Record<Outcome['kind'], { status: Status; attempt: Attempt['state'] }>> = {
  link: { status: 'pending', attempt: 'open' },
  refused: { status: 'rejected', attempt: 'refused' },
  'refused-in-rotation': { status: 'unknown', attempt: 'refused' },
  'unknown-outcome': { status: 'unknown', attempt: 'unknown' },
};

/** The outcome of our own call. A notice may have been faster, so the status only ever moves forward. */
export function weighOutcome(payment: Payment, outcome: Outcome, now: Date): Decision {
  if (payment.lock?.owner !== outcome.owner) return { verdict: 'ignored', reason: 'not-the-owner' };
  const { lock, ...unlocked } = payment;
  const { status, attempt: state } = AFTER[outcome.kind];
  const attempt = currentAttempt(payment);
  const { link, failure } = outcome;
  const { transactionNo = link?.transactionNo } = attempt;
  const conflict = link !== undefined && transactionNo !== link.transactionNo;
  const next: Payment = {
    ...unlocked,
    attempts: withAttempt(payment, attempt, { state, transactionNo }),
    ...(link && { link }),
    ...(failure && { failure }),
  };
  return conclude(next, mayMove(payment.status, status) ? status : payment.status, now, {
    source: 'create',
    event: outcome.kind,
    ...failure,
    ...(conflict && { refusal: 'transaction-mismatch' as const }),
  });
}
