import type { Order } from '#tools/simulator/orders.ts';

/**
 * What a payment must be by what Pockyt has of its orders. Written from the rules, and from nothing that the product
 * does: the state of each order follows from Pockyt's last word, the status from the orders.
 */

/** An order as the merchant's system has it. What a caller is not shown may be left out, and is not compared then. */
export interface KnownOrder {
  readonly providerReference: string;
  readonly transactionNo?: string;
  readonly amount: string;
  readonly state: string;
  readonly found?: boolean;
  /** Whether its money was seen. */
  readonly held?: boolean;
  readonly hasLink?: boolean;
  /** The names of the refunds of its money that were asked for through the API. */
  readonly asked?: readonly string[];
}

/** What is known of a run besides. */
export interface Facts {
  readonly now: Date;
  /** Numbers of the orders that were paid when Pockyt called them closed or failed. */
  readonly gone: ReadonlySet<string>;
  /** Numbers of all orders that ever were paid. */
  readonly everPaid: ReadonlySet<string>;
  /** Whether Pockyt tells in the order's currency how much was refunded at its portal. */
  readonly isReadable: boolean;
}

/** Where the money of an order is: with the merchant, with the customer again, or never came. */
type Money = 'here' | 'refunded' | 'reversed' | 'none';

/** The states that an order may have by Pockyt's word for it. */
export function statesOf(order: Order | undefined, { now, gone }: Facts): readonly string[] {
  if (order === undefined) return ['refused', 'absent'];
  const { status, transactionNo, createdAt, expiresAt } = order;
  if (status === 'success') return ['paid'];
  if (gone.has(transactionNo) || status === 'reversed') return ['reversed'];
  if (status === 'failed' || status === 'closed') return [status];
  // A link of a minute is waited for until it is known to be over; one that has just expired is asked about soon.
  const isShort = expiresAt.getTime() - createdAt.getTime() <= 60_000;
  return isShort || now >= expiresAt ? ['expired'] : ['open'];
}

/** Hundredths that the merchant can know to have gone back of an order. */
export function toldRefunds(order: Order, ours: ReadonlySet<string>, { isReadable }: Facts): bigint {
  const told = order.refunds.filter(({ refundReference }) => isReadable || ours.has(refundReference));
  return told.reduce((sum, { amount }) => sum + amount, 0n);
}

/** @param ours the names of the refunds that were asked for through the API. */
function moneyOf(order: Order | undefined, ours: ReadonlySet<string>, facts: Facts): Money {
  if (order === undefined) return 'none';
  if (order.status === 'reversed' || facts.gone.has(order.transactionNo)) return 'reversed';
  if (order.status !== 'success') return 'none';
  return toldRefunds(order, ours, facts) >= order.amount ? 'refunded' : 'here';
}

/** Why it cannot be right that the money of an order was seen, or was not; null when it can. */
export function heldProblem(
  { held }: KnownOrder,
  order: Order | undefined,
  ours: ReadonlySet<string>,
  facts: Facts,
): string | null {
  if (held === undefined || order === undefined) return null;
  if (held && !facts.everPaid.has(order.transactionNo)) return 'money was seen that never came';
  const isHere = moneyOf(order, ours, facts) === 'here' && isPlain(order, ours, facts);
  return isHere && !held ? 'its money was not seen' : null;
}

/** Whether it can be read how much went back. */
function isPlain({ refunds }: Order, ours: ReadonlySet<string>, { isReadable }: Facts): boolean {
  return isReadable || refunds.every(({ refundReference }) => ours.has(refundReference));
}

/** An order with what Pockyt has for it. */
export interface Pair {
  readonly known: KnownOrder;
  readonly order: Order | undefined;
}

/**
 * The statuses that a payment of this amount may have, orders in the order in which they were made. More than one only
 * where the merchant is not shown whether money was seen, or which order has a link.
 */
export function statusesOf(
  pairs: readonly Pair[],
  amount: bigint,
  ours: ReadonlySet<string>,
  facts: Facts,
): readonly string[] {
  const all = pairs.map(({ known, order }) => ({ ...known, order, money: moneyOf(order, ours, facts) }));
  const ofThePayment = all.filter(({ order }) => order?.amount === amount);
  const here = ofThePayment.filter(({ money, held }) => money === 'here' && held !== false);
  // What cannot be read may be all of it, and may hide the money from whoever looks for it the first time.
  const isSeen = ({ held, order }: (typeof here)[number]) => held || isPlain(order as Order, ours, facts);
  if (here.some(isSeen)) return ['paid'];

  const gone = ofThePayment.filter(({ money }) => money === 'refunded' || money === 'reversed');
  const nameOf = (some: typeof gone) =>
    some.some(({ money }) => money === 'reversed') ? 'reversed' : 'refunded';
  const seen = gone.filter(({ held }) => held === true);
  if (seen.length > 0) return [nameOf(seen)];
  const maybeSeen = gone.filter(({ held }) => held === undefined);
  const statuses = [
    ...(here.length > 0 ? ['paid'] : []),
    ...(maybeSeen.length > 0 ? [nameOf(maybeSeen)] : []),
  ];

  const own = all.filter(({ found }) => !found);
  const isShown = own.every(({ hasLink }) => hasLink !== undefined);
  const current = own.findLast(({ hasLink }) => hasLink) ?? own.at(-1);
  for (const { order, hasLink } of isShown && current ? [current] : own) {
    statuses.push(...statesOf(order, facts).flatMap((state) => statusByState(state, hasLink)));
  }
  return statuses;
}

/** What a payment without money is by its last order. */
function statusByState(state: string, hasLink: boolean | undefined): readonly string[] {
  if (state === 'refused' || state === 'absent') return ['rejected'];
  // Of money that nobody has seen nothing is told.
  const isOver = state === 'paid' || state === 'reversed';
  const withLink = state === 'open' ? 'pending' : isOver ? 'closed' : state;
  const without = state === 'open' ? 'unknown' : 'rejected';
  return hasLink === undefined ? [withLink, without] : [hasLink ? withLink : without];
}
