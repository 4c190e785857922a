import { applyOutcome, type Outcome, startFurtherOrder } from '#shared/payments/apply-outcome.ts';
import { callUnderLease, failedOutcome, newLease, reportFailed } from '#shared/payments/lease.ts';
import { isInFlight, type Order, orderId } from '#shared/payments/order.ts';
import { type CreateInput, canRetryCreate, newPayment, type Payment } from '#shared/payments/payment.ts';
import { type ReturnPages, returnPageUrl } from '#shared/payments/return-page.ts';
import { closeOrder, type SyncDeps } from '#shared/payments/sync.ts';
import { checkTimes } from '#shared/payments/times.ts';
import { updateWithRetry } from '#shared/payments/update.ts';
import { BUDGET_MS, DEADLINE_MS, withBudget } from '#shared/pockyt/client.ts';
import { PockytError } from '#shared/pockyt/errors.ts';
import { type PockytCredentials, securePay, securePayParameters } from '#shared/pockyt/secure-pay.ts';
import type { LinkRequest } from './request.ts';

export interface CreateDeps extends SyncDeps {
  readonly randomId: () => string;
  readonly returnPages?: ReturnPages;
  /** Seconds after its creation at which a payment is asked about, whatever notices come. */
  readonly checkDelays: readonly number[];
  /** Seconds after which a paid or expired one is asked about. */
  readonly paidChecks: readonly number[];
}

export interface CreateLink extends LinkRequest {
  readonly ipnUrl: string;
  /** The name of the caller. */
  readonly keyName?: string;
}

/** What became of a request for a link. */
export type CreateResult =
  /** Pockyt made the link, and it is stored. */
  | { readonly kind: 'created'; readonly payment: Payment }
  /** The same was asked before: this is how it stands. */
  | { readonly kind: 'repeated'; readonly payment: Payment }
  /** Somebody is creating it at this moment. */
  | { readonly kind: 'in-flight' }
  /** The reference belongs to another request. */
  | { readonly kind: 'reused' }
  /** An earlier request may have made an order; nothing was sent. */
  | { readonly kind: 'unknown' }
  /** No further order can be made under this reference. */
  | { readonly kind: 'exhausted' }
  /** Money of another amount came under this reference, so that no order is ever made for it again. */
  | { readonly kind: 'other-money' }
  /** This request failed; `error` says whether there is an order. */
  | { readonly kind: 'failed'; readonly error: PockytError };

/**
 * Makes one payment link for a reference, however often and by however many it is asked for.
 *
 * The payment is written before Pockyt hears of it. Whoever writes it first holds its lease and is the only one to call
 * Pockyt; the others find it there.
 */
export async function createLink(input: CreateLink, deps: CreateDeps): Promise<CreateResult> {
  const signer = await deps.credentials.get();
  const wanted = createInput(input, signer, deps);
  const reserved = await reserve(wanted, deps);
  return 'kind' in reserved ? reserved : send(reserved, wanted, signer, deps);
}

function createInput(
  { fields, requestHash, ipnUrl, keyName }: CreateLink,
  signer: PockytCredentials,
  { now, randomId, returnPages, checkDelays, paidChecks }: CreateDeps,
): CreateInput {
  const at = now();
  const expiresAt = new Date(at.getTime() + Number(fields.timeout) * 60_000);
  return {
    request: fields,
    requestHash,
    createdBy: keyName,
    ...(returnPages && { returnKey: returnPages.drawKey() }),
    expiresAt: expiresAt.toISOString(),
    paidChecks,
    lease: newLease(randomId(), at),
    order: {
      ipnUrl,
      storeNo: fields.storeNo ?? signer.storeNo,
      checks: checkTimes(at, expiresAt, checkDelays),
    },
  };
}

/** The payment with an order that is ours to send; or what there is to say instead. */
async function reserve(wanted: CreateInput, deps: CreateDeps): Promise<Payment | CreateResult> {
  const { now } = deps;
  const begun = now().getTime();
  const { payment: stored } = await deps.payments.add(newPayment(wanted, now()));
  // Ours by its owner: even when it reads as somebody's before us, because the SDK sent the write again after a lost
  // reply and found its own first copy.
  if (orderOf(stored, wanted)) return stored;

  // An unknown outcome is resolved first, by a repeat of the same request and by no other.
  const isSame = stored.requestHash === wanted.requestHash;
  const current = isSame && !canRetryCreate(stored) ? await resolve(stored, deps) : stored;
  if (!canRetryCreate(current)) return describeExisting(current, wanted, deps);
  // What is left of the budget must do for the whole of Pockyt's answer; if not, the next repeat has it all.
  if (now().getTime() - begun > BUDGET_MS - DEADLINE_MS) return { kind: 'unknown' };

  const { payment } = await updateWithRetry(deps, current, (each, at) => startFurtherOrder(each, wanted, at));
  if (orderOf(payment, wanted)) return payment;
  return canRetryCreate(payment) ? { kind: 'exhausted' } : describeExisting(payment, wanted, deps);
}

/** Asks Pockyt about every order without a link that may be payable, and closes it. */
async function resolve(payment: Payment, deps: CreateDeps): Promise<Payment> {
  const budgeted = { ...deps, pockyt: withBudget(deps.pockyt, deps.now) };
  const isOpenEnded = (order: Order) =>
    ['sending', 'unknown', 'open', 'expired'].includes(order.state) && !isInFlight(order, deps.now());
  let current = payment;
  for (const order of payment.orders) {
    if (order.link !== undefined || !isOpenEnded(order)) continue;
    ({ payment: current } = await closeOrder(current, order, 'create', budgeted));
  }
  return current;
}

function orderOf({ orders }: Payment, { lease }: CreateInput): Order | undefined {
  return orders.find((order) => order.lease.owner === lease.owner);
}

/** How a payment stands that is not ours to create. */
function describeExisting(
  payment: Payment,
  { requestHash }: CreateInput,
  { now, log }: CreateDeps,
): CreateResult {
  const { reference, status } = payment;
  if (payment.requestHash !== requestHash) {
    log('link.conflict', { reference, status });
    return { kind: 'reused' };
  }
  if (!['creating', 'unknown', 'rejected'].includes(status)) {
    log('link.repeated', { reference, status });
    return { kind: 'repeated', payment };
  }
  // Of the payment's own amount it would be paid, refunded or reversed. Once held is always held: waiting changes nothing.
  if (status === 'rejected' && payment.orders.some(({ held }) => held)) return { kind: 'other-money' };
  log('link.in_flight', { reference, status });
  const isBeingMade = payment.orders.some((order) => isInFlight(order, now()));
  return { kind: isBeingMade ? 'in-flight' : 'unknown' };
}

/** Asks Pockyt, once, and stores what came of it before anybody is told. */
async function send(
  reserved: Payment,
  wanted: CreateInput,
  signer: PockytCredentials,
  deps: CreateDeps,
): Promise<CreateResult> {
  const { pockyt, returnPages, now, log } = deps;
  const { reference, request } = reserved;
  const order = orderOf(reserved, wanted) as Order;
  const { callbackUrl = returnPages && returnPageUrl(reserved, returnPages.publicUrl) } = request;
  const fields = { ...request, callbackUrl, reference: order.providerReference };
  const parameters = securePayParameters(fields, signer, order.ipnUrl);
  const result = await callUnderLease(order.lease, now(), () => securePay(pockyt, parameters));
  const isMade = result !== null && !(result instanceof PockytError);
  const outcome: Outcome = isMade ? { kind: 'link', link: result } : failedOutcome(result);

  const { payment } = await updateWithRetry(deps, reserved, (current, at) =>
    applyOutcome(current, wanted.lease.owner, outcome, at),
  );
  const stored = payment.orders.find((each) => orderId(each) === orderId(order));
  const isInTime = stored?.lease.until !== order.lease.until;
  if (result instanceof PockytError) {
    reportFailed(result, { unknown: 'link.unknown', refused: 'link.rejected' }, { reference }, deps);
    // After the lease somebody else may have found what was made, or may have begun anew.
    return isInTime ? { kind: 'failed', error: result } : { kind: 'unknown' };
  }
  // What counts is what is stored, and not whether our last write seemed to win: its reply may have been lost.
  if (result === null || stored?.link?.transactionNo !== result.transactionNo) {
    if (result)
      log('link.overtaken', { reference, status: payment.status, transactionNo: result.transactionNo });
    return { kind: 'unknown' };
  }
  const { amount, currency, vendor } = request;
  log('link.created', { reference, transactionNo: result.transactionNo, amount, currency, vendor });
  return { kind: 'created', payment };
}
