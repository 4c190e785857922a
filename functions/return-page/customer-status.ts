import type { Payment } from '#shared/payments/payment.ts';
import type { Status } from '#shared/payments/status.ts';

/** All that a customer is told about a payment. */
export type CustomerStatus = 'received' | 'waiting' | 'notPaid' | 'givenBack';

const CUSTOMER_STATUSES: Readonly<Record<Status, CustomerStatus>> = {
  creating: 'waiting',
  unknown: 'waiting',
  pending: 'waiting',
  paid: 'received',
  rejected: 'notPaid',
  failed: 'notPaid',
  closed: 'notPaid',
  expired: 'notPaid',
  refunded: 'givenBack',
  reversed: 'givenBack',
};

/** How a payment stands for who paid it. A part that was given back leaves it received. */
export function customerStatus({ status }: Payment): CustomerStatus {
  return CUSTOMER_STATUSES[status];
}
