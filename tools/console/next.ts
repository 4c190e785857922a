import { refundRequestsOf } from '#shared/payments/apply-refund.ts';
import { holdsMoney, isOf, isToBeClosed, type Order } from '#shared/payments/order.ts';
import { canRetryCreate, decisiveOrder, ordersWithMoney, type Payment } from '#shared/payments/payment.ts';
import { refundableHundredths, refundedHundredths } from '#shared/payments/refunds.ts';
import { currentOrder, type Status } from '#shared/payments/status.ts';
import { toAmount } from '#shared/runtime/money.ts';
import { reasonInWords } from './reasons.ts';
import { type Clock, timeInSentence } from './times.ts';

/** What happens to a payment next, by what is stored of it: a few sentences for the engineer who watches. */
export function whatHappensNext(payment: Payment, clock: Clock): string {
  const sentences = [
    expectation(payment, clock),
    ofOtherMoney(payment),
    ofClosing(payment),
    ofClaims(payment),
    ofAsking(payment, clock),
    ofSilence(payment, clock),
  ];
  return sentences.filter((sentence) => sentence !== undefined).join(' ');
}

function expectation(payment: Payment, clock: Clock): string {
  const { status, expiresAt } = payment;
  const order = currentOrder(payment);
  const at = (iso: string) => timeInSentence(iso, clock);
  switch (status) {
    case 'creating':
      return `Pockyt is being asked for the link. Without an outcome by ${at(order.lease.until)} it counts as unknown.`;
    case 'pending':
      if (order.confirming) return 'Money may be on its way; Pockyt waits for the confirmation.';
      if (clock.now.toISOString() > expiresAt)
        return `The link’s time ended at ${at(expiresAt)}; it expires when Pockyt says so.`;
      return `Waits for the customer until ${at(expiresAt)}.`;
    case 'unknown':
      return `${whyUnknown(order)} Send the same request again to get a link.`;
    case 'rejected':
      if (payment.orders.some(({ held }) => held))
        return 'No link comes of this reference any more: other money came under it.';
      return canRetryCreate(payment)
        ? `No link: ${whyNoLink(order)}. The reference is free: send it again, mended.`
        : `No link: ${whyNoLink(order)}. Send the same request again to get one.`;
    case 'paid':
      return afterPaid(payment);
    case 'failed':
      return 'The customer’s payment failed.';
    case 'closed':
      return order.state === 'closed'
        ? 'Nobody can pay by this link any more.'
        : 'Nobody can pay by this link any more; money that came has gone back.';
    case 'expired':
      return 'Nobody paid in time.';
    case 'refunded':
      return 'All of the money was refunded.';
    case 'reversed':
      return 'What was paid was taken back.';
  }
}

function whyUnknown({ state, failure }: Order): string {
  if (state !== 'unknown') return 'The link was lost, and the order is to be closed.';
  return `Outcome unknown: ${failure ? reasonInWords(failure) : 'nobody can say why'}.`;
}

function whyNoLink({ state, failure }: Order): string {
  if (state === 'refused' || state === 'absent')
    return failure ? reasonInWords(failure) : 'nobody can say why';
  return `it was lost, and the order is ${state}`;
}

function afterPaid(payment: Payment): string {
  const { paidAfterClose } = payment;
  const paid = paidAfterClose ? 'Paid after it had been given up' : 'Paid';
  const numbers = ordersWithMoney(payment).map(({ transactionNo }) => transactionNo);
  if (numbers.length > 1) return `Money is in ${numbers.join(' and ')}: refund what is too much.`;
  const asked = refundRequestsOf(payment).map(({ state }) => state);
  if (asked.includes('unknown'))
    return `${paid}; whether a refund was made is unknown, and it is not sent again.`;
  if (asked.includes('reserved')) return `${paid}; a refund is being made.`;
  const order = decisiveOrder(payment);
  const refunded = refundedHundredths(order);
  if (refunded > 0n)
    return `${paid}; ${money(refunded, order)} refunded, ${money(refundableHundredths(order), order)} can still be refunded.`;
  return paidAfterClose ? `${paid}: deliver, or refund it.` : `${paid}.`;
}

/** Money that came otherwise than it was asked for never makes a payment paid. */
function ofOtherMoney({ orders, request }: Payment): string | undefined {
  const other = orders.find((order) => holdsMoney(order) && !isOf(order, request));
  return other && `${other.amount} ${other.currency} came by ${other.transactionNo}, not what was asked for.`;
}

function ofClosing({ status, orders }: Payment): string | undefined {
  const isClosing = status !== 'unknown' && orders.some((order) => isToBeClosed(order, orders));
  return isClosing ? 'Another order, which can still be paid, is to be closed.' : undefined;
}

function ofClaims({ orders }: Payment): string | undefined {
  const [claim, ...others] = orders.flatMap(({ claims = [] }) => claims);
  if (claim === undefined) return undefined;
  if (others.length > 0) return `Pockyt has not confirmed what ${others.length + 1} notices say.`;
  return `A notice says “${claim.status}” of ${claim.transactionNo}; Pockyt has not confirmed it.`;
}

/** What a routine look is for, once nothing is expected any more. */
const LOOKED_FOR: Readonly<Partial<Record<Status, string>>> = {
  paid: ', in case money went back',
  failed: ', in case money comes late',
  closed: ', in case money comes late',
  expired: ', in case money comes late',
};

function ofAsking({ status, dueAt, isUrgent }: Payment, clock: Clock): string | undefined {
  if (status === 'creating') return undefined;
  if (dueAt === undefined) return status === 'rejected' ? undefined : 'Pockyt is not asked again.';
  return `Pockyt is asked soon after ${timeInSentence(dueAt, clock)}${isUrgent ? '' : (LOOKED_FOR[status] ?? '')}.`;
}

function ofSilence({ orders }: Payment, clock: Clock): string | undefined {
  const [since] = orders.flatMap(({ silentSince }) => silentSince ?? []).sort();
  return since && `Pockyt has not answered since ${timeInSentence(since, clock)}.`;
}

function money(hundredths: bigint, { currency }: Order): string {
  return `${toAmount(hundredths)} ${currency}`;
}
