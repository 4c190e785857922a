import { isRotating, type PockytCredentials } from '#shared/credentials/pockyt-credentials.ts';
import type { Log } from '#shared/logging/log.ts';
import type { Evidence } from '#shared/payments/decide.ts';
import { type Inquiry, settle } from '#shared/payments/look-into.ts';
import { type Demand, newPayment } from '#shared/payments/new-payment.ts';
import { currentAttempt, isFree, type Payment } from '#shared/payments/payment.ts';
import type { PaymentRepository } from '#shared/payments/repository.ts';
import { type ReturnPages, returnPageUrl } from '#shared/payments/return-page.ts';
import { checkTimes } from '#shared/payments/schedule.ts';
import { writeDecided } from '#shared/payments/write-decided.ts';
import { DEADLINE_MS, withBudget } from '#shared/pockyt/client.ts';
import {
  CredentialsRefusedError,
  orPockytError,
  PockytError,
  RequestRefusedError,
  UnknownOutcomeError,
} from '#shared/pockyt/errors.ts';
import { type Link, type Signer, securePay, securePayParameters } from '#shared/pockyt/secure-pay.ts';
import type { LinkRequest } from './request.ts';

/** How long a creation may take before its owner is presumed dead: longer than the function may run. */
export const CREATION_LEASE_MS = 60_000;

/**
 * What a request may take in all. An HTTP API gives up after 30 seconds, and a caller who is told nothing knows less
 * than one who is told to come back.
 */
export const BUDGET_MS = 20_000;

export interface Collaborators extends Inquiry {
  readonly credentials: PockytCredentials;
  readonly randomId: () => string;
  readonly returnPages?: ReturnPages;
  /** Seconds after its creation at which a payment is looked at, whatever notices come. */
  readonly checkDelays: readonly number[];
}

export interface CreateLink extends LinkRequest {
  readonly ipnUrl: string;
  /** The name of the API key that the caller used. */
  readonly keyName?: string;
}

/** What became of a request for a link. */
export type Outcome =
  /** Pockyt made the link, and it is stored. */
  | { readonly kind: 'created'; readonly payment: Payment }
  /** The same was asked before: this is how it stands. */
  | { readonly kind: 'repeated'; readonly payment: Payment }
  /** Somebody is creating it at this moment. */
  | { readonly kind: 'in-flight'; readonly retryAfter: number }
  /** The reference belongs to another request. */
  | { readonly kind: 'reused' }
  /** An earlier request may have made an order; nothing was sent. */
  | { readonly kind: 'unsettled' }
  /** This request failed; `error` says whether there is an order. */
  | { readonly kind: 'failed'; readonly error: PockytError };

/**
 * Makes one payment link for a reference, however often and by however many it is asked for.
 *
 * The payment is written before Pockyt hears of it. Whoever writes it first owns it and is the only one to call
 * Pockyt; the others find it there.
 */
export async function createLink(input: CreateLink, collaborators: Collaborators): Promise<Outcome> {
  const signer = await collaborators.credentials.get();
  const demand = demandOf(input, signer, collaborators);
  const reserved = await reserve(demand, collaborators);
  if ('kind' in reserved) return reserved;
  return send(reserved, signer, demand.lock.owner, collaborators);
}

function demandOf(
  { fields, requestHash, ipnUrl, keyName }: CreateLink,
  signer: Signer,
  { now, randomId, returnPages, checkDelays }: Collaborators,
): Demand {
  const at = now();
  const after = (ms: number) => new Date(at.getTime() + ms);
  const expiresAt = after(Number(fields.timeout) * 60_000);
  return {
    request: fields,
    requestHash,
    createdBy: keyName,
    ...(returnPages && { returnKey: returnPages.drawKey() }),
    expiresAt: expiresAt.toISOString(),
    checks: checkTimes(at, expiresAt, checkDelays),
    lock: { owner: randomId(), until: after(CREATION_LEASE_MS).toISOString() },
    attempt: { providerReference: fields.reference, ipnUrl, storeNo: fields.storeNo ?? signer.storeNo },
  };
}

/** The payment, owned by us and ready to be sent; or what there is to say instead. */
async function reserve(demand: Demand, collaborators: Collaborators): Promise<Payment | Outcome> {
  const { payments, now } = collaborators;
  // Ours, if the owner is: even when it reads as somebody's before us, because the SDK sent the write again after a
  // lost reply and found its own first copy.
  const isOurs = (payment: Payment) => payment.lock?.owner === demand.lock.owner;

  const begun = now().getTime();
  const { payment: stored } = await payments.add(newPayment(demand, now()));
  if (isOurs(stored)) return stored;

  // A request that left its order's fate unknown is settled first, by the same request and by no other.
  const isSame = stored.requestHash === demand.requestHash;
  const pockyt = withBudget(collaborators.pockyt, BUDGET_MS, now);
  const isOpen = isSame && !isFree(stored);
  const current = isOpen ? await settle(stored, 'create', { ...collaborators, pockyt }) : stored;
  if (!isFree(current)) return standing(current, demand, collaborators);
  // What is left of the budget must do for the whole of Pockyt's answer; if not, the next repeat has it all.
  if (now().getTime() - begun > BUDGET_MS - DEADLINE_MS) return { kind: 'unsettled' };

  // There is nothing to be paid under this reference, so it is free again: for the same request or a corrected one.
  const again = await withProviderReference(demand, current, payments);
  const { payment } = await writeDecided(payments, current, { kind: 'requested', demand: again }, now);
  return isOurs(payment) ? payment : standing(payment, demand, collaborators);
}

/**
 * The demand under a reference that Pockyt has not seen: the payment's own while Pockyt has refused every order for it,
 * and else the first free one with a number behind it. It is taken before it is sent, so that a notice for it finds the
 * payment.
 */
async function withProviderReference(
  demand: Demand,
  { reference, attempts }: Payment,
  payments: PaymentRepository,
): Promise<Demand> {
  if (attempts.every(({ state }) => state === 'refused')) return demand;
  for (let number = attempts.length + 1; ; number++) {
    const providerReference = `${reference}-${number}`;
    if (await payments.addAlias(providerReference, reference)) {
      return { ...demand, attempt: { ...demand.attempt, providerReference } };
    }
  }
}

/** How a payment stands that is not ours to create. */
function standing(payment: Payment, { requestHash }: Demand, { now, log }: Collaborators): Outcome {
  const { reference, status, lock } = payment;
  if (payment.requestHash !== requestHash) {
    log('link.conflict', { reference, status });
    return { kind: 'reused' };
  }
  if (status !== 'creating' && status !== 'unknown') {
    log('link.repeated', { reference, status });
    return { kind: 'repeated', payment };
  }
  log('link.in_flight', { reference, status });
  const leaseMs = lock ? Date.parse(lock.until) - now().getTime() : 0;
  return leaseMs > 0 ? { kind: 'in-flight', retryAfter: Math.ceil(leaseMs / 1000) } : { kind: 'unsettled' };
}

/** Asks Pockyt, once, and stores what came of it before anybody is told. */
async function send(
  reserved: Payment,
  signer: Signer,
  owner: string,
  { payments, pockyt, credentials, returnPages, now, log }: Collaborators,
): Promise<Outcome> {
  const { reference, request } = reserved;
  const { ipnUrl, providerReference } = currentAttempt(reserved);
  const { callbackUrl = returnPages && returnPageUrl(reserved, returnPages.publicUrl) } = request;
  const order = { ...request, callbackUrl, reference: providerReference };
  const parameters = securePayParameters(order, signer, ipnUrl);
  const result = await orPockytError(securePay(pockyt, parameters));

  const inRotation = result instanceof CredentialsRefusedError && (await isRotating(credentials));
  const evidence = evidenceOf(result, owner, inRotation);
  const { payment } = await writeDecided(payments, reserved, evidence, now);
  if (result instanceof PockytError) {
    if (result instanceof CredentialsRefusedError) credentials.forget();
    logFailure(result, reference, log);
    return { kind: 'failed', error: result };
  }
  // What counts is what is stored, and not whether our last write seemed to win: its reply may have been lost.
  if (payment.link?.transactionNo !== result.transactionNo) {
    log('link.overtaken', { reference, status: payment.status, transactionNo: result.transactionNo });
    return { kind: 'unsettled' };
  }
  const { amount, currency, vendor } = request;
  log('link.created', { reference, transactionNo: result.transactionNo, amount, currency, vendor });
  return { kind: 'created', payment };
}

function evidenceOf(result: Link | PockytError, owner: string, inRotation: boolean): Evidence {
  if (!(result instanceof PockytError)) return { kind: 'link', owner, link: result };
  const { code } = result;
  if (result instanceof UnknownOutcomeError) {
    return { kind: 'unknown-outcome', owner, failure: { code, reason: result.reason } };
  }
  const reason = result instanceof RequestRefusedError ? 'refused-by-pockyt' : 'credentials-refused';
  return { kind: inRotation ? 'refused-in-rotation' : 'refused', owner, failure: { code, reason } };
}

function logFailure(error: PockytError, reference: string, log: Log): void {
  const { code } = error;
  if (error instanceof UnknownOutcomeError) log('link.unknown', { reference, code, reason: error.reason });
  else if (error instanceof RequestRefusedError)
    log('link.rejected', { reference, code, fields: error.parameters });
  else log('pockyt.credentials_refused', { reference, code });
}
