import type { Notice } from '../pockyt/notice.ts';
import { type ProviderStatus, providerStatus } from '../pockyt/status-words.ts';
import type { QueryAnswer } from '../pockyt/tran-query.ts';
import { expectedOf, isGivenBack, mismatch } from './compare.ts';
import { conclude, type Decision, withAttempt } from './conclude.ts';
import { earlierNotice, paidTransactionNo, type Refusal } from './history.ts';
import { type Attempt, currentAttempt, type Payment } from './payment.ts';
import { mayMove } from './states.ts';
import { meaningOf, refundsOf } from './weigh-query.ts';

/**
 * What Pockyt said when it was asked about a notice. `off`: this deployment believes a signature. `none`: Pockyt was
 * not asked, or did not answer.
 */
export type Confirmation =
  | { readonly kind: 'off' }
  | { readonly kind: 'none' }
  | { readonly kind: 'answer'; readonly answer: QueryAnswer };

/**
 * A notice: a claim, signed. It must agree with what we asked for, and Pockyt must say the same when it is asked,
 * before it may change anything.
 */
export function weighNotice(
  payment: Payment,
  { notice, credentials, confirmation }: { notice: Notice; credentials: string; confirmation: Confirmation },
  now: Date,
): Decision {
  const { reference, ...claim } = notice;
  const earlier = earlierNotice(payment.history, claim);
  if (earlier !== undefined && earlier.refusal !== 'unconfirmed') {
    return { verdict: 'ignored', reason: 'duplicate' };
  }
  const attempt = payment.attempts.find(({ providerReference }) => providerReference === reference);
  const entry = {
    source: 'notice',
    event: 'notice',
    claim,
    expected: expectedOf(payment, attempt),
    credentials,
  } as const;
  const keep = (refusal?: Refusal, next = payment) =>
    conclude(next, next.status, now, { ...entry, ...(refusal && { refusal }) });

  const differs = mismatch(payment, attempt, claim);
  if (differs !== undefined) return keep(differs);
  const status = providerStatus(notice.status);
  if (status === null) return keep('unknown-status-word');
  if (status === 'paid' && isPaidOtherwise(payment, claim.transactionNo)) return keep('second-payment');
  // An open order says no more than that it exists; whether there is a link to it only our own call can tell.
  if (status === 'open' || status === payment.status) return keep();
  if (!mayMove(payment.status, status)) return keep('not-a-move');
  if (isOver(status) && attempt !== currentAttempt(payment)) return keep('superseded');

  const confirmed = judge(confirmation, payment, attempt as Attempt, claim.transactionNo, status);
  if (confirmed === 'contradicted') return keep('contradicted');
  if (confirmed === 'unconfirmed') {
    if (earlier !== undefined) return { verdict: 'ignored', reason: 'duplicate' };
    const kept = keep('unconfirmed', { ...payment, undecided: true });
    return { ...kept, payment: { ...kept.payment, dueAt: now.toISOString() } };
  }
  const { undecided, ...settled } = payment;
  const attempts = withAttempt(payment, attempt as Attempt, { transactionNo: notice.transactionNo });
  return conclude({ ...settled, attempts }, status, now, { ...entry, confirmed });
}

/**
 * Whether an order of this status can no more be paid. Of one that was replaced that is nothing new: the payment's link
 * leads to the order after it.
 */
function isOver(status: ProviderStatus): boolean {
  return status === 'failed' || status === 'closed';
}

/** Whether the payment is paid already, and by another order than this. */
function isPaidOtherwise(payment: Payment, transactionNo: string): boolean {
  return payment.status === 'paid' && paidTransactionNo(payment) !== transactionNo;
}

function judge(
  confirmation: Confirmation,
  payment: Payment,
  attempt: Attempt,
  transactionNo: string,
  status: string,
): 'query' | 'off' | 'contradicted' | 'unconfirmed' {
  if (confirmation.kind === 'off') return 'off';
  if (confirmation.kind === 'none' || confirmation.answer.kind === 'unknown-order') return 'unconfirmed';
  const { transaction } = confirmation.answer;
  // The number that the notice tells must be the one that Pockyt tells, known to us before or not.
  const named = { ...attempt, transactionNo };
  if (transaction.reference !== attempt.providerReference || mismatch(payment, named, transaction)) {
    return 'contradicted';
  }
  if (payment.status === 'closed' && isGivenBack(payment, refundsOf(transaction))) return 'contradicted';
  return meaningOf(transaction) === status ? 'query' : 'unconfirmed';
}
