import type { CachedSecret } from '../credentials/cached-secret.ts';
import type { Log } from '../logging/log.ts';
import { cancelOrder } from '../pockyt/cancel.ts';
import type { PockytClient } from '../pockyt/client.ts';
import { CredentialsRefusedError, PockytError } from '../pockyt/errors.ts';
import type { Signer } from '../pockyt/secure-pay.ts';
import { type OrderKey, type QueryAnswer, tranQuery } from '../pockyt/tran-query.ts';
import type { Asker } from './history.ts';
import { type Attempt, currentAttempt, decisiveAttempt, type Payment } from './payment.ts';
import { refundRequestOf, refundRequestsOf } from './refunds.ts';
import type { PaymentRepository } from './repository.ts';
import { meaningOf } from './weigh-query.ts';
import { writeDecided } from './write-decided.ts';

export interface Inquiry {
  readonly payments: PaymentRepository;
  readonly credentials: CachedSecret<Signer>;
  readonly pockyt: PockytClient;
  readonly now: () => Date;
  readonly log: Log;
}

/** Asks Pockyt about one attempt. Null when it gave no answer that tells anything; that is logged here. */
export async function askPockyt(
  attempt: Attempt,
  { pockyt, credentials, log }: Pick<Inquiry, 'pockyt' | 'credentials' | 'log'>,
): Promise<QueryAnswer | null> {
  const signer = { ...(await credentials.get()), storeNo: attempt.storeNo };
  try {
    return await tranQuery(pockyt, keyOf(attempt), signer);
  } catch (error) {
    if (!(error instanceof PockytError)) throw error;
    if (error instanceof CredentialsRefusedError) {
      credentials.forget();
      log('pockyt.credentials_refused', { reference: attempt.providerReference, code: error.code });
    } else {
      logUnanswered(error, attempt, log);
    }
    return null;
  }
}

/** The number where we know it: a reference may have more than one order. */
function keyOf({ transactionNo, providerReference }: Attempt): OrderKey {
  return transactionNo === undefined ? { reference: providerReference } : { transactionNo };
}

/** Asks Pockyt about a payment, and stores what it says before anything else is done. */
export async function refresh(payment: Payment, asker: Asker, inquiry: Inquiry): Promise<Payment> {
  return (await inquire(payment, asker, inquiry)).payment;
}

/**
 * Asks Pockyt about a payment, and stores what it says before anything else is done.
 *
 * @param atOnce whether the payment is due at once, and not only later, if Pockyt does not answer.
 * @returns the payment as it is then, and the answer; null when none came that tells anything.
 */
export async function inquire(
  payment: Payment,
  asker: Asker,
  inquiry: Inquiry,
  atOnce = false,
): Promise<{ payment: Payment; answer: QueryAnswer | null }> {
  const attempt = decisiveAttempt(payment);
  const answer = await askPockyt(attempt, inquiry);
  const { providerReference } = attempt;
  const evidence =
    answer === null
      ? ({ kind: 'unanswered', atOnce } as const)
      : ({ kind: 'query', providerReference, answer, asker } as const);
  const written = await writeDecided(inquiry.payments, payment, evidence, inquiry.now);
  if (answer !== null) logLearnt(payment, written.payment, inquiry.log);
  return { answer, payment: written.payment };
}

/**
 * Finds out what became of a payment of which nobody knows, so far as Pockyt tells. An order whose link was lost is
 * closed.
 *
 * Never makes an order. Safe to be done by several at once, and to be broken off anywhere.
 */
export async function settle(payment: Payment, asker: Asker, inquiry: Inquiry): Promise<Payment> {
  const { payment: released } = await writeDecided(
    inquiry.payments,
    payment,
    { kind: 'lapsed' },
    inquiry.now,
  );
  return released.status === 'unknown' ? (await closeUnpaid(released, asker, inquiry)).payment : released;
}

/**
 * Closes an order at Pockyt if nobody has paid it. A paid one Pockyt would refund instead, so it is asked immediately
 * before, and again afterwards: between the two the order may have been paid, and what was paid then is refunded.
 *
 * @returns the payment as Pockyt's last answer leaves it; `answered` is false when that answer did not come.
 */
export async function closeUnpaid(
  payment: Payment,
  asker: Asker,
  inquiry: Inquiry,
): Promise<{ payment: Payment; answered: boolean }> {
  const before = await inquire(payment, asker, inquiry);
  if (before.payment.status !== payment.status || !isOpen(before.answer, before.payment)) {
    return { payment: before.payment, answered: before.answer !== null };
  }
  await closeOrder(currentAttempt(before.payment), inquiry);
  const after = await inquire(before.payment, asker, inquiry, true);
  return { payment: after.payment, answered: after.answer !== null };
}

/** Whether Pockyt has our order, and it can still be paid. */
function isOpen(answer: QueryAnswer | null, payment: Payment): boolean {
  if (answer?.kind !== 'found' || meaningOf(answer.transaction) !== 'open') return false;
  return answer.transaction.transactionNo === currentAttempt(payment).transactionNo;
}

async function closeOrder(attempt: Attempt, { pockyt, credentials, log }: Inquiry): Promise<void> {
  const signer = { ...(await credentials.get()), storeNo: attempt.storeNo };
  try {
    await cancelOrder(pockyt, keyOf(attempt), signer);
  } catch (error) {
    if (!(error instanceof PockytError)) throw error;
    logUnanswered(error, attempt, log);
  }
}

function logUnanswered({ code, message }: PockytError, { providerReference }: Attempt, log: Log): void {
  log('pockyt.unanswered', { reference: providerReference, code, reason: message });
}

function logLearnt(before: Payment, after: Payment, log: Log): void {
  const { reference, status, late, history } = after;
  logRefunds(before, after, log);
  if (before.status !== status) {
    const event = late && status === 'paid' ? 'payment.paid_late' : 'payment.moved';
    log(event, { reference, from: before.status, status });
    return;
  }
  // Stryker disable next-line OptionalChaining: no history is empty.
  const reason = history.at(-1)?.refusal;
  if (reason !== undefined && !(status === 'unknown' && reason === 'unknown-order')) {
    log('payment.contradiction', { reference, status, reason });
  }
}

function logRefunds(before: Payment, after: Payment, log: Log): void {
  const { reference } = after;
  for (const { refundReference, refundAmount, state, failure } of refundRequestsOf(after)) {
    const earlier = refundRequestOf(before, refundReference)?.state;
    if (earlier === undefined || earlier === state) continue;
    if (state === 'done') log('refund.found', { reference, refundReference, amount: refundAmount });
    if (state === 'unknown') log('refund.unknown', { reference, refundReference, reason: failure?.reason });
  }
}
