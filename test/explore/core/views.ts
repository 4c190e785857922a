import type { Process } from './process.ts';

/** A stored payment as the invariants see it: what every edition of the product can tell of one. */
export interface PaymentView {
  readonly reference: string;
  readonly status: Status;
  readonly version: number;
  /** What the merchant asked for: hundredths. */
  readonly amount: number;
  readonly currency: string;
  /** The store that the merchant named, if any. */
  readonly storeNo?: string;
  readonly orders: readonly OrderView[];
  readonly refundRequests: readonly RefundRequestView[];
  /** What a caller is told has gone back: hundredths. */
  readonly refunded: number;
  readonly dueAt?: number;
  readonly expiresAt: number;
  /** Every moment that means something to it: leases, checks, ends. */
  readonly times: readonly number[];
  /** Without times and numbers: how such payments look alike. */
  readonly shape: string;
}

export type Status =
  | 'creating'
  | 'unknown'
  | 'pending'
  | 'rejected'
  | 'paid'
  | 'failed'
  | 'closed'
  | 'expired'
  | 'refunded'
  | 'reversed';

export interface OrderView {
  readonly providerReference: string;
  readonly transactionNo?: string;
  readonly state: string;
  /** How far it has come, where the product ranks its states: it never goes back. */
  readonly rank?: number;
  readonly isHeld?: boolean;
  readonly isFound?: boolean;
  /** All of its money is known to have gone back. */
  readonly isGone?: boolean;
  /** Pockyt's last word was that money may be on its way. */
  readonly isConfirming?: boolean;
  readonly hasLink: boolean;
  readonly storeNo: string;
  /** Hundredths. */
  readonly amount: number;
  readonly currency: string;
  readonly expiresAt: number;
  /** While our call for it is under way. */
  readonly lease?: { readonly owner: string; readonly until: number };
}

export interface RefundRequestView {
  readonly refundReference: string;
  /** Hundredths. */
  readonly amount: number;
  readonly state: 'reserved' | 'done' | 'refused' | 'unknown';
  readonly owner?: string;
}

/** One write that came to be. */
export interface Write {
  readonly process: Process;
  readonly at: number;
  /** When whoever wrote had decided to. */
  readonly issuedAt: number;
  readonly before?: PaymentView;
  readonly after: PaymentView;
  /** The status that it announces, if it announces a change of it. */
  readonly announces?: Status;
  readonly isEvent: boolean;
}

/** An order as it is after a write: the one of the same reference, and where there are several, in the same place. */
export function counterpart({ before, after }: Write, order: OrderView): OrderView | undefined {
  const { providerReference } = order;
  const isSame = (each: OrderView) => each.providerReference === providerReference;
  const place = before?.orders.filter(isSame).indexOf(order) ?? 0;
  return after.orders.filter(isSame)[place];
}
