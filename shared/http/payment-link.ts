import { refundRequestsOf } from '../payments/apply-refund.ts';
import type { Order } from '../payments/order.ts';
import { decisiveOrder, type Payment, refundableInAll, refundedInAll } from '../payments/payment.ts';
import { otherRefunds } from '../payments/refunds.ts';
import { returnPageUrl } from '../payments/return-page.ts';
import { currentOrder } from '../payments/status.ts';
import { toAmount } from '../runtime/money.ts';

/**
 * A payment as callers see it. What describes the shopper or the purchase (customer, vault, note, description, goods,
 * callback) stays in the store: the caller knows it, and a log of answers need not.
 */
export function paymentLink(payment: Payment, publicUrl: string) {
  const { reference, status, request } = payment;
  const self = `${publicUrl}/payment-links/${reference}`;
  const current = currentOrder(payment);
  // A link is told only while it can be paid.
  const { transactionNo: _, ...shown } = (status === 'pending' ? current.link : undefined) ?? {};
  const returnPage = returnPageUrl(payment, publicUrl);
  return {
    reference,
    status,
    // Of the order that has the money, which need not be the newest one.
    transactionNo: decisiveOrder(payment).transactionNo,
    ...shown,
    amount: request.amount,
    currency: request.currency,
    settleCurrency: request.settleCurrency,
    vendor: request.vendor,
    createdAt: payment.createdAt,
    expiresAt: payment.expiresAt,
    paidAt: payment.paidAt,
    paidAfterClose: payment.paidAfterClose,
    ...refundsOf(payment),
    failure: status === 'unknown' || status === 'rejected' ? current.failure : undefined,
    links: {
      self,
      ...('paymentUrl' in shown && { qrCode: `${self}/qr-code` }),
      ...(returnPage && { returnPage }),
    },
  };
}

/** Every refund of a payment, those that were not asked for here included; nothing for a payment without any. */
function refundsOf(payment: Payment) {
  const asked = refundRequestsOf(payment).map(({ state, lease, listedBefore, isByWord, ...refund }) => ({
    ...refund,
    status: state,
    // A person said so, and Pockyt has not.
    ...(isByWord && { byWord: true as const }),
  }));
  const others = payment.orders
    .flatMap(otherRefunds)
    .map((refund) => ({ ...refund, status: 'done' as const }));
  const refunds = [...asked, ...others];
  const refunded = refundedInAll(payment);
  if (refunds.length === 0 && refunded === 0n) return {};
  return {
    refunds: refunds.length > 0 ? refunds : undefined,
    refundedAmount: toAmount(refunded),
    refundableAmount: toAmount(refundableInAll(payment)),
  };
}

export type PaymentLink = ReturnType<typeof paymentLink>;

/** A payment with all that was ever learnt about it. */
export function paymentLinkWithHistory(payment: Payment, publicUrl: string) {
  return {
    ...paymentLink(payment, publicUrl),
    terminal: payment.request.terminal,
    createdBy: payment.createdBy,
    updatedAt: payment.updatedAt,
    orders: payment.orders.map(orderShown),
    history: payment.history,
    historyDropped: payment.historyDropped,
  };
}

/** An order as callers see it: what the payment was sent as, and what is known of it. */
function orderShown(order: Order) {
  const { providerReference, transactionNo, storeNo, ipnUrl, amount, currency, state, found } = order;
  const { confirming, sentAt, expiresAt, askedAt, failure, claims, details } = order;
  const { vaultId: _, customerNo: __, ...shown } = details ?? {};
  const known = {
    providerReference,
    transactionNo,
    storeNo,
    ipnUrl,
    amount,
    currency,
    state,
    found,
    confirming,
  };
  return {
    ...known,
    // Pockyt's own words: the payment method's number, and its times.
    ...shown,
    sentAt,
    expiresAt,
    askedAt,
    failure,
    // What describes the shopper is kept and not shown.
    claims: claims?.map(({ vaultId, customerNo, ...claim }) => claim),
  };
}
