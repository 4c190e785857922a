import type { Log, LogFields } from '#shared/logging/log.ts';
import type { Decision } from '#shared/payments/conclude.ts';
import { type Inquiry, inquire } from '#shared/payments/look-into.ts';
import { decisiveAttempt, type Payment } from '#shared/payments/payment.ts';
import { type RefundRequest, refundRequestOf } from '#shared/payments/refunds.ts';
import { meaningOf } from '#shared/payments/weigh-query.ts';
import type { RefundDemand, RefundOutcome } from '#shared/payments/weigh-refund.ts';
import { writeDecided } from '#shared/payments/write-decided.ts';
import {
  CredentialsRefusedError,
  orPockytError,
  PockytError,
  RequestRefusedError,
  UnknownOutcomeError,
} from '#shared/pockyt/errors.ts';
import { type MadeRefund, refundOrder, refundParameters } from '#shared/pockyt/refund.ts';
import type { Signer } from '#shared/pockyt/secure-pay.ts';
import type { RefundFields } from './request.ts';

/** How long a refund may take before its owner is presumed dead: longer than the function may run. */
export const REFUND_LEASE_MS = 60_000;

export interface Collaborators extends Inquiry {
  readonly randomId: () => string;
}

type Ignored = Extract<Decision, { verdict: 'ignored' }>;

/** What became of a request for a refund. */
export type Outcome =
  /** Pockyt has given the money back, and it is stored. */
  | { readonly kind: 'made'; readonly payment: Payment; readonly request: RefundRequest }
  /** The same was asked before, and Pockyt has given the money back. */
  | { readonly kind: 'repeated'; readonly payment: Payment; readonly request: RefundRequest }
  /** Somebody is asking Pockyt for it at this moment. */
  | { readonly kind: 'in-flight'; readonly retryAfter: number }
  /** An earlier request may have given the money back; nothing was sent. */
  | { readonly kind: 'unsettled' }
  /** The refundReference belongs to a refund of another amount. */
  | { readonly kind: 'reused' }
  /** The payment is not paid, or not any more. */
  | { readonly kind: 'not-paid'; readonly payment: Payment }
  /** Pockyt did not say that the payment is paid, and what was refunded before; nothing was sent. */
  | { readonly kind: 'unconfirmed' }
  | { readonly kind: 'exceeds-the-payment'; readonly payment: Payment }
  | { readonly kind: 'too-many-refunds'; readonly payment: Payment }
  /** This request failed; `error` says whether money was given back. */
  | { readonly kind: 'failed'; readonly error: PockytError };

/**
 * Gives a paid payment's money back, in part or in full, once for each `refundReference`, however often it is asked for.
 *
 * Pockyt is asked first what it has refunded already, since its portal refunds too. The money is reserved before Pockyt
 * hears of the refund, so that refunds together never give back more than was paid, and what came of it is stored before
 * anybody is told. A refund of which nobody knows what became is never sent again.
 */
export async function refund(
  payment: Payment,
  fields: RefundFields,
  keyName: string | undefined,
  collaborators: Collaborators,
): Promise<Outcome> {
  const { now, payments, randomId } = collaborators;
  // Before anything is reserved: what is reserved and never sent would count for ever.
  const signer = await collaborators.credentials.get();
  const earlier = await looked(payment, fields.refundReference, collaborators);
  if (isTaken(earlier, fields)) return standing(earlier, fields, collaborators);

  const current = await confirmed(earlier, collaborators);
  if ('kind' in current) return current;
  const lock = { owner: randomId(), until: new Date(now().getTime() + REFUND_LEASE_MS).toISOString() };
  const demand = { ...fields, requestedBy: keyName, lock };
  const evidence = { kind: 'refund-demand', demand } as const;
  const { decision, payment: reserved } = await writeDecided(payments, current, evidence, now);
  // Ours, if the owner is, even where it reads as somebody's before us.
  const isOurs = refundRequestOf(reserved, fields.refundReference)?.lock?.owner === lock.owner;
  if (isOurs) return send(reserved, demand, signer, collaborators);
  if (isTaken(reserved, fields)) return standing(reserved, fields, collaborators);
  return notReserved(decision as Ignored, reserved);
}

/** The payment, after Pockyt was asked about it if nobody knows what became of this refund. */
async function looked(payment: Payment, refundReference: string, inquiry: Collaborators): Promise<Payment> {
  const request = refundRequestOf(payment, refundReference);
  const isOpen = request?.state === 'unknown' || request?.state === 'reserved';
  return isOpen && leaseOf(request, inquiry) <= 0
    ? (await inquire(payment, 'refund', inquiry)).payment
    : payment;
}

/** Whether the payment has this refund already. One that Pockyt has refused may be asked for anew. */
function isTaken(payment: Payment, { refundReference }: RefundFields): boolean {
  const state = refundRequestOf(payment, refundReference)?.state;
  return state !== undefined && state !== 'refused';
}

/** How a refund stands that is not ours to make. */
function standing(payment: Payment, fields: RefundFields, { now, log }: Collaborators): Outcome {
  const { reference } = payment;
  const { refundReference } = fields;
  const request = refundRequestOf(payment, refundReference) as RefundRequest;
  if (request.refundAmount !== fields.refundAmount) {
    log('refund.conflict', { reference, refundReference });
    return { kind: 'reused' };
  }
  log('refund.repeated', { reference, refundReference });
  if (request.state === 'done') return { kind: 'repeated', payment, request };
  const leaseMs = leaseOf(request, { now });
  return leaseMs > 0 ? { kind: 'in-flight', retryAfter: Math.ceil(leaseMs / 1000) } : { kind: 'unsettled' };
}

/** Milliseconds for which whoever asks Pockyt for the refund may still be alive. */
function leaseOf({ lock }: RefundRequest, { now }: Pick<Collaborators, 'now'>): number {
  return lock === undefined ? 0 : Date.parse(lock.until) - now().getTime();
}

/** The payment as Pockyt has it at this moment, with what was refunded elsewhere; or what there is to say instead. */
async function confirmed(payment: Payment, inquiry: Collaborators): Promise<Payment | Outcome> {
  if (payment.status !== 'paid') return { kind: 'not-paid', payment };
  const { payment: current, answer } = await inquire(payment, 'refund', inquiry);
  if (current.status !== 'paid') return { kind: 'not-paid', payment: current };
  const isPaid =
    answer?.kind === 'found' &&
    answer.transaction.transactionNo === decisiveAttempt(current).transactionNo &&
    meaningOf(answer.transaction) === 'paid';
  return isPaid ? current : { kind: 'unconfirmed' };
}

/** Why the money could not be reserved: there is not enough of it, or it was taken back meanwhile. */
function notReserved({ reason }: Ignored, payment: Payment): Outcome {
  const isShort = reason === 'exceeds-the-payment' || reason === 'too-many-refunds';
  return { kind: isShort ? reason : 'not-paid', payment };
}

/** Asks Pockyt for the refund, once, and stores what came of it before anybody is told. */
async function send(
  reserved: Payment,
  demand: RefundDemand,
  signer: Signer,
  { payments, credentials, pockyt, now, log }: Collaborators,
): Promise<Outcome> {
  const { reference, request } = reserved;
  const { refundReference, refundAmount, lock } = demand;
  const { currency, settleCurrency } = request;
  const { storeNo, transactionNo } = decisiveAttempt(reserved);
  const fields = {
    refundReference,
    refundAmount,
    currency,
    settleCurrency,
    // Known of every payment that is paid.
    transactionNo: transactionNo as string,
  };
  const parameters = refundParameters(fields, { ...signer, storeNo });
  const result = await orPockytError(refundOrder(pockyt, parameters));

  const outcome = outcomeOf(result);
  const evidence = { kind: 'refund-outcome', refundReference, owner: lock.owner, outcome } as const;
  const { payment } = await writeDecided(payments, reserved, evidence, now);
  const stored = refundRequestOf(payment, refundReference) as RefundRequest;
  const seen = { reference, refundReference, amount: refundAmount, currency };
  // It may be done though our answer does not say so: somebody else has asked Pockyt meanwhile.
  if (stored.state === 'done') {
    log('refund.made', seen);
    return { kind: 'made', payment, request: stored };
  }
  if (!(result instanceof PockytError)) return { kind: 'unsettled' };
  if (result instanceof CredentialsRefusedError) credentials.forget();
  logFailure(result, seen, log);
  return { kind: 'failed', error: result };
}

function logFailure(error: PockytError, seen: LogFields, log: Log): void {
  const { code } = error;
  if (error instanceof UnknownOutcomeError) log('refund.unknown', { ...seen, code, reason: error.reason });
  else if (error instanceof RequestRefusedError)
    log('refund.refused', { ...seen, code, fields: error.parameters });
  else log('pockyt.credentials_refused', { ...seen, code });
}

function outcomeOf(result: MadeRefund | PockytError): RefundOutcome {
  if (!(result instanceof PockytError)) return { kind: 'done', refund: result };
  const { code } = result;
  if (result instanceof UnknownOutcomeError) {
    return { kind: 'unknown', failure: { code, reason: result.reason } };
  }
  const reason = result instanceof RequestRefusedError ? 'refused-by-pockyt' : 'credentials-refused';
  return { kind: 'refused', failure: { code, reason } };
}
