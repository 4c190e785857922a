import type { Order } from '#local/simulator/orders.ts';
import type { Simulator } from '#local/simulator/simulator.ts';
import type { Status } from '#shared/payments/states.ts';

/** What went in, and what became of it. */
export type Counts = Readonly<Record<string, number>>;

export interface StormResult {
  readonly ledger: Counts;
  /** Everything that is not what the simulator knows it to be; empty when the storm balances. */
  readonly imbalances: readonly string[];
}

export interface Ledger {
  readonly counts: Counts;
  count(what: string, by?: number): void;
}

/** What every ledger shows, be it nothing. */
const ROWS = [
  'created',
  ...['paid', 'failed', 'closed', 'expired'].map((status) => `ended ${status}`),
  ...['made', 'refused', 'unknown'].map((outcome) => `refunds ${outcome}`),
  ...['sent', 'delivered', 'duplicated', 'lost', 'stale', 'forged', 'leaked', 'altered', 'refused'].map(
    (fate) => `notices ${fate}`,
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

/** A payment as the merchant has it. */
export interface StoredPayment {
  readonly status: Status;
  /** The order whose link the merchant was given. */
  readonly linkedTo: string | undefined;
  /** The refunds that were asked for. */
  readonly refunds: readonly { readonly refundReference?: string | undefined; readonly state: string }[];
}

/** Why a payment is not what the simulator's orders say; null when it is. */
export function imbalance(payment: StoredPayment | null, orders: readonly Order[], now: Date): string | null {
  const words = orders.map(({ status }) => status).join(', ') || 'nothing';
  if (payment === null) return orders.length === 0 ? null : `not stored, though Pockyt has ${words}`;
  const { status, linkedTo } = payment;
  if (status === 'creating' || status === 'unknown') return `not settled; Pockyt has ${words}`;
  const paid = orders.filter((order) => order.status === 'success');
  if (paid.length > 1) return 'paid twice';
  if ((status === 'paid') !== paid.length > 0) return `Pockyt has ${words}`;
  const wrongRefund = refundImbalance(payment, orders);
  if (wrongRefund !== null) return wrongRefund;
  const payable = orders.filter((order) => order.status === 'pending');
  if (payable.some(({ transactionNo }) => transactionNo !== linkedTo)) {
    return 'a payable link that nobody was given';
  }
  const last = orders.at(-1);
  const isKnown = linkedTo !== undefined && last !== undefined && paid.length === 0 && status !== 'rejected';
  return isKnown && status !== expected(last, now) ? `Pockyt has ${words}` : null;
}

/** Why a payment's refunds are not those that Pockyt made; null when they are. */
function refundImbalance({ refunds }: StoredPayment, orders: readonly Order[]): string | null {
  for (const order of orders) {
    const given = order.refunds.reduce((sum, { amount }) => sum + amount, 0n);
    if (given > order.amount) return `Pockyt gave back ${given} of ${order.amount}`;
    const names = order.refunds.map(({ refundReference }) => refundReference);
    if (new Set(names).size !== names.length) return `Pockyt made a refund twice: ${names}`;
  }
  const made = new Set(
    orders.flatMap((order) => order.refunds.map(({ refundReference }) => refundReference)),
  );
  for (const { refundReference = '', state } of refunds) {
    // One of which Pockyt has never heard stays unknown: that it is not listed proves nothing.
    const expected = made.has(refundReference) ? ['done'] : ['refused', 'unknown'];
    if (!expected.includes(state)) return `refund ${refundReference} is ${state}; Pockyt made ${[...made]}`;
    made.delete(refundReference);
  }
  return made.size === 0 ? null : `Pockyt made refunds that nobody asked for: ${[...made]}`;
}

/** What an unpaid order makes of its payment. A link of a minute is waited for until it is known to be over. */
function expected({ status, createdAt, expiresAt }: Order, now: Date): Status {
  if (status !== 'pending') return status as Status;
  const isShort = expiresAt.getTime() - createdAt.getTime() <= 60_000;
  return isShort || now >= expiresAt ? 'expired' : 'pending';
}

/** The orders of a payment, under its reference or a further one with a number behind it; the newest last. */
export function ordersOf({ orders }: Simulator, reference: string): Order[] {
  return orders.all.filter(
    (order) => order.reference === reference || order.reference.startsWith(`${reference}-`),
  );
}
