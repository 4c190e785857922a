import { sameAmount } from '../money.ts';
import type { Notice } from '../pockyt/notice.ts';
import type { Link } from '../pockyt/secure-pay.ts';
import { providerStatus } from '../pockyt/status-words.ts';
import { type HistoryEntry, holdsClaim, type Refusal, withEntry } from './history.ts';
import type { Demand } from './new-payment.ts';
import { type Attempt, currentAttempt, type Failure, type Payment } from './payment.ts';
import { isGivenUp, mayMove, type Status } from './states.ts';

/** What was learnt about a payment, or is asked of it again. The outcome of a call counts only from the owner of the payment's lock. */
export type Evidence =
  | { readonly kind: 'requested'; readonly demand: Demand }
  | { readonly kind: 'link'; readonly owner: string; readonly link: Link }
  | { readonly kind: 'refused'; readonly owner: string; readonly failure: Failure }
  | { readonly kind: 'unknown-outcome'; readonly owner: string; readonly failure: Failure }
  | { readonly kind: 'notice'; readonly notice: Notice; readonly credentials: string };

/** What evidence makes of a payment. `payment` is what is to be written; without it nothing is. */
export type Decision =
  | { readonly verdict: 'moved'; readonly payment: Payment; readonly late: boolean }
  | { readonly verdict: 'noted'; readonly payment: Payment; readonly refusal?: Refusal }
  | { readonly verdict: 'ignored'; readonly reason: 'duplicate' | 'not-the-owner' | 'not-a-move' };

/**
 * What a payment becomes in the light of new evidence: the only place where a status changes.
 *
 * Pure. `now` is the time at which the evidence was seen; `version` is left to whoever writes.
 */
export function decide(payment: Payment, evidence: Evidence, now: Date): Decision {
  switch (evidence.kind) {
    case 'requested':
      return weighRequest(payment, evidence.demand, now);
    case 'notice':
      return weighNotice(payment, evidence.notice, evidence.credentials, now);
    default:
      return weighOutcome(payment, evidence, now);
  }
}

/** A new demand for a payment that led nowhere. Earlier attempts stay, save one that was just like this and refused. */
function weighRequest(payment: Payment, { attempt, ...demand }: Demand, now: Date): Decision {
  if (!mayMove(payment.status, 'creating')) return { verdict: 'ignored', reason: 'not-a-move' };
  const { failure, ...rest } = payment;
  const kept = payment.attempts.filter(
    (earlier) =>
      earlier.state !== 'refused' ||
      earlier.providerReference !== attempt.providerReference ||
      earlier.storeNo !== attempt.storeNo ||
      earlier.ipnUrl !== attempt.ipnUrl,
  );
  const next = { ...rest, ...demand, attempts: [...kept, { ...attempt, state: 'sending' as const }] };
  return concluded(next, 'creating', now, { source: 'create', event: 'requested' });
}

type Outcome = Extract<Evidence, { owner: string }>;

const AFTER: Readonly<Record<Outcome['kind'], { status: Status; attempt: Attempt['state'] }>> = {
  link: { status: 'pending', attempt: 'open' },
  refused: { status: 'rejected', attempt: 'refused' },
  'unknown-outcome': { status: 'unknown', attempt: 'unknown' },
};

/** The outcome of our own call. A notice may have been faster, so the status only ever moves forward. */
function weighOutcome(payment: Payment, outcome: Outcome, now: Date): Decision {
  if (payment.lock?.owner !== outcome.owner) return { verdict: 'ignored', reason: 'not-the-owner' };
  const { lock, ...unlocked } = payment;
  const { status, attempt: state } = AFTER[outcome.kind];
  const attempt = currentAttempt(payment);
  const link = outcome.kind === 'link' ? outcome.link : undefined;
  const failure = outcome.kind === 'link' ? undefined : outcome.failure;
  const conflict = link !== undefined && isOther(attempt.transactionNo, link.transactionNo);
  const next: Payment = {
    ...unlocked,
    attempts: withCurrent(payment, {
      ...attempt,
      state,
      transactionNo: attempt.transactionNo ?? link?.transactionNo,
    }),
    ...(link && { link }),
    ...(failure && { failure }),
  };
  return concluded(next, mayMove(payment.status, status) ? status : payment.status, now, {
    source: 'create',
    event: outcome.kind,
    ...failure,
    ...(conflict && { refusal: 'transaction-mismatch' as const }),
  });
}

/** A notice: a claim, signed. It must agree with what we asked for before it may change anything. */
function weighNotice(payment: Payment, notice: Notice, credentials: string, now: Date): Decision {
  const { reference, ...claim } = notice;
  if (holdsClaim(payment.history, claim)) return { verdict: 'ignored', reason: 'duplicate' };
  const attempt = payment.attempts.find(({ providerReference }) => providerReference === reference);
  const { amount, currency } = payment.request;
  const expected = {
    amount,
    currency,
    ...(attempt?.transactionNo && { transactionNo: attempt.transactionNo }),
  };
  const entry = { source: 'notice', event: 'notice', claim, expected, credentials } as const;
  const keep = (refusal?: Refusal) =>
    concluded(payment, payment.status, now, { ...entry, ...(refusal && { refusal }) });

  if (!sameAmount(notice.amount, amount)) return keep('amount-mismatch');
  if (notice.currency !== currency) return keep('currency-mismatch');
  if (attempt === undefined || isOther(attempt.transactionNo, notice.transactionNo)) {
    return keep('transaction-mismatch');
  }
  const status = providerStatus(notice.status);
  if (status === null) return keep('unknown-status-word');
  // An open order says no more than that it exists; whether there is a link to it only our own call can tell.
  if (status === 'open' || status === payment.status) return keep();
  if (!mayMove(payment.status, status)) return keep('not-a-move');

  const attempts = payment.attempts.map((each) =>
    each === attempt ? { ...each, transactionNo: notice.transactionNo } : each,
  );
  return concluded({ ...payment, attempts }, status, now, entry);
}

/** The payment with its status and one more line of history. */
function concluded(
  payment: Payment,
  status: Status,
  now: Date,
  entry: Omit<HistoryEntry, 'at' | 'from' | 'to'>,
): Decision {
  const at = now.toISOString();
  const from = payment.status;
  const late = status === 'paid' && isGivenUp(from);
  const next: Payment = {
    ...payment,
    ...withEntry(payment, { at, ...entry, from, to: status }),
    status,
    updatedAt: at,
    ...(status === 'paid' && from !== 'paid' && { paidAt: at }),
    ...(late && { late }),
  };
  return from === status
    ? { verdict: 'noted', payment: next, ...(entry.refusal && { refusal: entry.refusal }) }
    : { verdict: 'moved', payment: next, late };
}

function withCurrent({ attempts }: Payment, attempt: Attempt): Attempt[] {
  return [...attempts.slice(0, -1), attempt];
}

/** Whether two transaction numbers are known and differ. */
function isOther(known: string | undefined, seen: string): boolean {
  return known !== undefined && known !== seen;
}
