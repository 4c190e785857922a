import { toHundredths } from '#shared/runtime/money.ts';
import type { Order } from '#tools/simulator/orders.ts';
import type { Simulator } from '#tools/simulator/simulator.ts';
import {
  type Facts,
  heldProblem,
  type KnownOrder,
  type Pair,
  statesOf,
  statusesOf,
  toldRefunds,
} from './truth.ts';

/** What went in, and what became of it. */
export type Counts = Readonly<Record<string, number>>;

export interface StormResult {
  readonly ledger: Counts;
  /** Everything that is not what the simulator knows it to be; empty when the storm balances. */
  readonly imbalances: readonly string[];
  /** All that is known of the first of those payments, as text. */
  readonly firstCase?: string;
}

export interface Ledger {
  readonly counts: Counts;
  count(what: string, by?: number): void;
}

/** What every ledger shows, be it nothing. */
const ROWS = [
  'created',
  ...['paid', 'refunded', 'reversed', 'failed', 'closed', 'expired', 'rejected'].map(
    (status) => `ended ${status}`,
  ),
  ...['made', 'refused', 'unknown'].map((outcome) => `refunds ${outcome}`),
  ...['sent', 'delivered', 'duplicated', 'lost', 'stale', 'forged', 'leaked', 'altered', 'refused'].map(
    (kind) => `notices ${kind}`,
  ),
];

export function createLedger(): Ledger {
  const counts: Record<string, number> = Object.fromEntries(ROWS.map((row) => [row, 0]));
  return {
    counts,
    count(what, by = 1) {
      counts[what] = (counts[what] ?? 0) + by;
    },
  };
}

/** A payment as the merchant reads it. */
export interface StoredPayment {
  readonly status: string;
  /** Decimal text. */
  readonly amount: string;
  /** Absent where nobody has read them: then they are taken to be what Pockyt has. */
  readonly orders?: readonly KnownOrder[];
  /** The number of the order whose link can be paid now. */
  readonly linkedTo?: string | undefined;
  /** The refunds that were asked for through the API have a time, the others have none. */
  readonly refunds?: readonly {
    readonly refundReference?: string;
    readonly refundAmount?: string;
    readonly status: string;
    readonly requestedAt?: string;
  }[];
  readonly refundedAmount?: string;
  readonly refundableAmount?: string;
}

/** The facts where nothing is known of a run but the time. */
export function plainFacts(now: Date): Facts {
  return { now, gone: new Set(), everPaid: new Set(), isReadable: true };
}

/**
 * Why a payment is not what the simulator's orders say; null when it is.
 *
 * @param orders of this payment, as far as anybody was told of them.
 */
export function imbalance(
  payment: StoredPayment | null,
  orders: readonly Order[],
  facts: Facts,
): string | null {
  const words = orders.map(({ reference, status }) => `${reference} ${status}`).join(', ') || 'nothing';
  if (payment === null) return orders.length === 0 ? null : `not stored, though Pockyt has ${words}`;
  const { status, linkedTo } = payment;
  if (status === 'creating' || status === 'unknown') return `not resolved; Pockyt has ${words}`;
  const ours = new Set(asked(payment).map(({ refundReference }) => refundReference as string));
  const pairs = pairsOf(payment, orders);
  const problem =
    wrongOrder(pairs, orders, ours, facts) ??
    wrongMoney(orders) ??
    wrongRefund(payment, orders, pairs, ours, facts);
  if (problem !== null) return problem;

  const statuses = statusesOf(pairs, toHundredths(payment.amount) as bigint, ours, facts);
  if (!statuses.includes(status)) return `should be ${statuses.join(' or ')}; Pockyt has ${words}`;
  const payable = orders.filter((order) => statesOf(order, facts).includes('open'));
  const isGiven = status === 'pending' && payable.every(({ transactionNo }) => transactionNo === linkedTo);
  return payable.length === 0 || isGiven ? null : 'a payable link that nobody was given';
}

function asked({ refunds = [] }: StoredPayment) {
  return refunds.filter(({ requestedAt }) => requestedAt !== undefined);
}

/** Each order that is known, with what Pockyt has for it. */
function pairsOf({ orders: known }: StoredPayment, orders: readonly Order[]): Pair[] {
  if (known !== undefined) {
    return known.map((each) => ({
      known: each,
      order: orders.find(({ transactionNo }) => transactionNo === each.transactionNo),
    }));
  }
  return orders.map((order) => {
    const { transactionNo, reference } = order;
    return { known: { providerReference: reference, transactionNo, amount: '', state: '' }, order };
  });
}

/** Why the orders that are known are not those that Pockyt has. */
function wrongOrder(
  pairs: readonly Pair[],
  orders: readonly Order[],
  ours: ReadonlySet<string>,
  facts: Facts,
): string | null {
  for (const order of orders) {
    const { transactionNo, reference, status } = order;
    if (!pairs.some((pair) => pair.order === order))
      return `${reference} ${transactionNo} (${status}) is not known`;
  }
  for (const { known, order } of pairs) {
    const { providerReference, transactionNo, state } = known;
    if (transactionNo && order === undefined) return `${providerReference} ${transactionNo} is not at Pockyt`;
    const states = statesOf(order, facts);
    if (state !== '' && !states.includes(state)) {
      return `${providerReference} is ${state}; should be ${states.join(' or ')}`;
    }
    const problem = heldProblem(known, order, ours, facts);
    if (problem !== null) return `${providerReference}: ${problem}`;
  }
  return null;
}

/** Whether Pockyt was made to give back more than it should have. */
function wrongMoney(orders: readonly Order[]): string | null {
  for (const { amount, refunds } of orders) {
    const given = refunds.reduce((sum, refund) => sum + refund.amount, 0n);
    if (given > amount) return `Pockyt gave back ${given} of ${amount}`;
    const names = refunds.map(({ refundReference }) => refundReference);
    if (new Set(names).size !== names.length) return `Pockyt made a refund twice: ${names}`;
  }
  return null;
}

/** Why a payment's refunds are not those that Pockyt made; null when they are. */
function wrongRefund(
  payment: StoredPayment,
  orders: readonly Order[],
  pairs: readonly Pair[],
  ours: ReadonlySet<string>,
  facts: Facts,
): string | null {
  const made = orders.flatMap(({ refunds }) => refunds.map(({ refundReference }) => refundReference));
  const isMade = (name = '') => made.includes(name);
  for (const { refundReference, status } of asked(payment)) {
    // One of which Pockyt has never heard stays unknown: that it is not listed proves nothing.
    const expected = isMade(refundReference) ? ['done'] : ['refused', 'unknown'];
    if (!expected.includes(status)) return `refund ${refundReference} is ${status}; Pockyt made ${made}`;
  }
  if (payment.refundableAmount === undefined) {
    const isTold = orders.some((order) => order.status === 'success' && order.refunds.length > 0);
    return isTold && payment.orders ? `no refund is known; Pockyt made ${made}` : null;
  }
  // Of an order that was reversed nobody asks any more: what it lists may be short.
  const told = (some: readonly Order[]) =>
    some.reduce((sum, order) => sum + toldRefunds(order, ours, facts), 0n);
  const [least, most] = [told(orders.filter(({ status }) => status === 'success')), told(orders)];
  const refunded = toHundredths(payment.refundedAmount ?? '0') as bigint;
  if (refunded < least || refunded > most) return `${refunded} went back; Pockyt has ${least} to ${most}`;
  const left = refundable(payment, pairs, ours, facts);
  const said = toHundredths(payment.refundableAmount) as bigint;
  return left === undefined || said === left ? null : `${said} can go back; should be ${left}`;
}

/**
 * Hundredths that may still be given back: what Pockyt has, less what it may have been told to give back. Undefined where
 * nobody is shown which order a refund is of.
 */
function refundable(
  payment: StoredPayment,
  pairs: readonly Pair[],
  ours: ReadonlySet<string>,
  { isReadable }: Facts,
): bigint | undefined {
  const unknown = asked(payment).filter(({ status }) => status === 'unknown');
  const withMoney = pairs.filter(({ known, order }) => order?.status === 'success' && known.held !== false);
  if (withMoney.length > 1 && withMoney.some(({ known }) => known.asked === undefined)) return undefined;
  return withMoney.reduce((sum, { known, order }) => {
    const { amount, refunds } = order as Order;
    const isUnclear = !isReadable && refunds.some(({ refundReference }) => !ours.has(refundReference));
    const of = unknown.filter(({ refundReference = '' }) => known.asked?.includes(refundReference) ?? true);
    const gone = [...refunds.map((refund) => refund.amount), ...of.map(hundredthsOf)];
    const left = gone.reduce((rest, each) => rest - each, amount);
    return isUnclear || left < 0n ? sum : sum + left;
  }, 0n);
}

function hundredthsOf({ refundAmount = '0' }: { readonly refundAmount?: string }): bigint {
  return toHundredths(refundAmount) as bigint;
}

const FURTHER = /--([2-9]|[1-9]\d)$/;

/** The orders of a payment, under its reference or a further one with `--2` or more behind it; the newest last. */
export function ordersOf({ orders }: Pick<Simulator, 'orders'>, reference: string): Order[] {
  return orders.all.filter((order) => order.reference.replace(FURTHER, '') === reference);
}

/** The same of all payments, by their references. */
export function ordersByPayment({ orders }: Pick<Simulator, 'orders'>): Map<string, Order[]> {
  return Map.groupBy(orders.all, ({ reference }) => reference.replace(FURTHER, ''));
}
