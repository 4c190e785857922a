import { toAmount } from '../money.ts';
import { decisiveAttempt, type Payment } from '../payments/payment.ts';
import { otherRefunds, refundableHundredths, refundedHundredths } from '../payments/refunds.ts';
import { returnPageUrl } from '../payments/return-page.ts';

/**
 * A payment as callers see it. What describes the shopper or the purchase (customer, vault, note, description, goods,
 * callback) stays in the store: the caller knows it, and a log of answers need not.
 */
export function paymentLink(payment: Payment, publicUrl: string) {
  const { reference, status, request, link } = payment;
  const self = `${publicUrl}/payment-links/${reference}`;
  // The order that was paid, which need not be the one of the newest link.
  const { transactionNo } = decisiveAttempt(payment);
  const { transactionNo: _, ...shown } = link ?? {};
  const returnPage = returnPageUrl(payment, publicUrl);
  return {
    reference,
    status,
    transactionNo,
    ...shown,
    amount: request.amount,
    currency: request.currency,
    settleCurrency: request.settleCurrency,
    vendor: request.vendor,
    createdAt: payment.createdAt,
    expiresAt: payment.expiresAt,
    paidAt: payment.paidAt,
    late: payment.late,
    ...refundsOf(payment),
    failure: payment.failure,
    links: {
      self,
      ...('paymentUrl' in shown && { qrCode: `${self}/qr-code` }),
      ...(returnPage && { returnPage }),
    },
  };
}

/** Every refund of a payment, those that were not asked for here included; nothing for a payment without any. */
function refundsOf(payment: Payment) {
  const { refundRequests = [] } = payment;
  const asked = refundRequests.map(({ state, lock, ...refund }) => ({ ...refund, status: state }));
  const others = otherRefunds(payment).map((refund) => ({ ...refund, status: 'done' as const }));
  const refunds = [...asked, ...others];
  if (refunds.length === 0) return {};
  return {
    refunds,
    refundedAmount: toAmount(refundedHundredths(payment)),
    refundableAmount: toAmount(refundableHundredths(payment)),
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
    attempts: payment.attempts,
    history: payment.history,
    historyDropped: payment.historyDropped,
  };
}
