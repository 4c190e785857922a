import { holdsMoney, isOf, isUndecided, type Order } from './order.ts';

export const STATUSES = [
  'creating',
  'unknown',
  'pending',
  'rejected',
  'paid',
  'failed',
  'closed',
  'expired',
  'refunded',
  'reversed',
] as const;

export type Status = (typeof STATUSES)[number];

/** What the status is computed from: the orders, and the amount that the merchant asked for. */
export interface Standing {
  readonly orders: readonly Order[];
  readonly request: { readonly amount: string; readonly currency: string };
}

/** The status of a payment: computed from its orders, and from nothing else. The first line that holds. */
export function statusOf({ orders, request }: Standing): Status {
  const ofThePayment = orders.filter((order) => isOf(order, request));
  if (ofThePayment.some(holdsMoney)) return 'paid';
  const held = ofThePayment.filter((order) => order.held);
  if (held.length > 0) return held.some(({ state }) => state === 'reversed') ? 'reversed' : 'refunded';
  return statusByOrder(currentOrder({ orders }));
}

/** The order by which a payment stands while it has no money: the last of ours that is in flight or has a link. */
export function currentOrder({ orders }: Pick<Standing, 'orders'>): Order {
  const own = orders.filter(({ found }) => !found);
  const current = own.findLast((order) => isUndecided(order) || order.link !== undefined);
  return current ?? (own.at(-1) as Order);
}

function statusByOrder({ state, link }: Order): Status {
  switch (state) {
    case 'sending':
      return 'creating';
    case 'unknown':
      return 'unknown';
    case 'refused':
    case 'absent':
      return 'rejected';
    case 'open':
      return link ? 'pending' : 'unknown';
    case 'paid':
    case 'reversed':
      // Its money was never seen held: it went back before anybody could be told of it.
      return link ? 'closed' : 'rejected';
    default:
      return link ? state : 'rejected';
  }
}

const GIVEN_UP: readonly Status[] = ['rejected', 'failed', 'closed', 'expired'];

/** Whether a payment that becomes `paid` from here is paid after it had been given up. */
export function isGivenUp(status: Status): boolean {
  return GIVEN_UP.includes(status);
}
