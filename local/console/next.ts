import { toAmount } from '#shared/money.ts';
import { isFree, type Payment } from '#shared/payments/payment.ts';
import { refundableHundredths, refundedHundredths, refundRequestsOf } from '#shared/payments/refunds.ts';
import { type Clock, told } from './moments.ts';
import { reasonInWords } from './reasons.ts';

/** What happens to a payment next, by what is stored of it: a sentence or two for the engineer who watches. */
export function whatHappensNext(payment: Payment, clock: Clock): string {
  const { overdueSince } = payment;
  const silent = overdueSince ? ` Pockyt has not answered since ${told(overdueSince, clock)}.` : '';
  return `${expectation(payment, clock)}${silent}`;
}

function expectation(payment: Payment, clock: Clock): string {
  const { status, expiresAt, dueAt, failure, undecided } = payment;
  const at = (iso: string) => told(iso, clock);
  const asked = dueAt === undefined ? '' : ` Pockyt is asked soon after ${at(dueAt)}.`;
  const why = failure ? reasonInWords(failure) : 'nobody can say why';
  switch (status) {
    case 'creating':
      return dueAt
        ? `Pockyt is being asked for the link. Without an outcome by ${at(dueAt)} it counts as unknown.`
        : 'Pockyt is being asked for the link.';
    case 'pending':
      if (undecided) return `Money may be on its way; not confirmed yet.${asked}`;
      if (clock.now.toISOString() > expiresAt)
        return `The link’s time ended at ${at(expiresAt)}; it expires when Pockyt says so.${asked}`;
      return `Waits for the customer until ${at(expiresAt)}.${asked && ` Without a notice,${asked}`}`;
    case 'unknown':
      return isFree(payment)
        ? `There is no order: ${why}. Send the same request again to get a link.`
        : `Outcome unknown: ${why}.${asked} Send the same request again to get a link.`;
    case 'rejected':
      return `No link: ${why}. The reference is free: send it again, mended.`;
    case 'paid':
      return afterPaid(payment, asked);
    case 'failed':
      return `The customer’s payment failed.${late(asked)}`;
    case 'closed':
      return `Nobody can pay by this link any more.${late(asked)}`;
    case 'expired':
      return `Nobody paid in time.${late(asked)}`;
    case 'reversed':
      return 'What was paid was taken back; nothing more to do.';
  }
}

function late(asked: string): string {
  return asked ? `${asked} Money that comes late would still count.` : ' Nothing more to do.';
}

function afterPaid(payment: Payment, asked: string): string {
  const paid = payment.late ? 'Paid after it had been given up' : 'Paid';
  if (refundRequestsOf(payment).some(({ state }) => state === 'unknown'))
    return `${paid}; whether a refund was made is unknown, and it is not sent again.${asked}`;
  if (refundRequestsOf(payment).some(({ state }) => state === 'reserved'))
    return `${paid}; a refund is being made.${asked}`;
  const refunded = refundedHundredths(payment);
  const left = refundableHundredths(payment);
  const { currency } = payment.request;
  if (refunded > 0n && left === 0n) return `${paid}, and all of it given back; nothing more to do.`;
  if (refunded > 0n)
    return `${paid}; ${toAmount(refunded)} ${currency} given back, ${toAmount(left)} ${currency} can still be refunded.`;
  return payment.late ? `${paid}: deliver, or refund it.` : `${paid}; nothing more to do.`;
}
