/** Pockyt's words for how an order stands. */
export type Word = 'init' | 'pending' | 'dealing' | 'success' | 'failed' | 'closed' | 'reversed';

/** Money that went back. `reference` is the merchant's name for it; the portal gives none. */
export interface MadeRefund {
  readonly number: string;
  readonly reference?: string;
  /** In hundredths. */
  readonly amount: number;
}

/** How an order stood from some moment on. A query may show it later than it came to be: it lags. */
export interface Version {
  readonly at: number;
  readonly visibleAt: number;
  readonly status: Word;
  readonly refunds: readonly MadeRefund[];
}

/** One order as this Pockyt holds it. */
export interface Order {
  readonly number: string;
  readonly reference: string;
  readonly storeNo: string;
  /** In hundredths. */
  readonly amount: number;
  readonly currency: string;
  readonly settleCurrency: string;
  /** When the customer's time is over. */
  readonly endsAt: number;
  /** Made by nobody's call of ours: by the portal, or by whoever has the token. */
  readonly isForeign: boolean;
  readonly versions: Version[];
}

/** How it stands now. */
export function tip(order: Order): Version {
  return order.versions.at(-1) as Version;
}

/** How a query shows it; undefined while it does not know it yet. */
export function shownAt(order: Order, now: number): Version | undefined {
  return order.versions.findLast(({ visibleAt }) => visibleAt <= now);
}

const OPEN: readonly Word[] = ['init', 'pending', 'dealing'];

export function isOpen({ status }: Version): boolean {
  return OPEN.includes(status);
}

export function refundedIn({ refunds }: Version): number {
  let total = 0;
  for (const { amount } of refunds) total += amount;
  return total;
}

/** Whether money is there that has not gone back. */
export function isHeld(order: Pick<Order, 'amount'>, version: Version): boolean {
  return version.status === 'success' && refundedIn(version) < order.amount;
}

/** Whether money was ever there. */
export function wasPaid({ versions }: Order): boolean {
  return versions.some(({ status }) => status === 'success');
}
