import { toHundredths } from '#shared/money.ts';
import type { Payment } from '#shared/payments/payment.ts';
import { refundedHundredths } from '#shared/payments/refunds.ts';
import type { Status } from '#shared/payments/states.ts';

/** All that a customer is told about a payment. */
export type Standing = 'received' | 'waiting' | 'notPaid' | 'givenBack';

const STANDINGS: Readonly<Record<Status, Standing>> = {
  creating: 'waiting',
  unknown: 'waiting',
  pending: 'waiting',
  paid: 'received',
  rejected: 'notPaid',
  failed: 'notPaid',
  closed: 'notPaid',
  expired: 'notPaid',
  reversed: 'givenBack',
};

/** How a payment stands for who paid it. A part that was given back leaves it received. */
export function standingOf(payment: Payment): Standing {
  const isGivenBack = refundedHundredths(payment) >= (toHundredths(payment.request.amount) as bigint);
  return payment.status === 'paid' && isGivenBack ? 'givenBack' : STANDINGS[payment.status];
}
