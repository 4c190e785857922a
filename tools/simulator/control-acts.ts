import { randomUUID } from 'node:crypto';
import { ControlError, FLAG, number, oneOf, readMembers, TEXT, whole } from './control-body.ts';
import { amountText } from './money.ts';
import type { Delivery, Notice } from './notice-sender.ts';
import { type Order, refundable } from './orders.ts';
import type { Simulator } from './simulator.ts';

/** An order, as far as a terminal shows it. */
export interface OrderView {
  readonly reference: string;
  readonly transactionNo: string;
  readonly status: string;
  readonly amount: string;
  readonly currency: string;
  readonly refunded: string;
  readonly createdAt: string;
}

/** A notice, without its text, which holds a signature. */
export interface NoticeView {
  readonly id: string;
  readonly reference: string;
  readonly transactionNo: string;
  readonly deliveries: readonly (Pick<Delivery, 'httpStatus' | 'answer' | 'error' | 'acknowledged'> & {
    readonly at: string;
  })[];
}

/** What became of an order, and of the notice about it: `sent`, or why not. */
export interface Happened {
  readonly order: OrderView;
  readonly notice?: NoticeView;
  readonly sending: 'sent' | 'later' | 'lost' | 'held' | 'none';
}

type Body = Readonly<Record<string, unknown>>;

/** What each verb makes of an order. */
const STATUSES: Readonly<Record<string, string>> = {
  pay: 'success',
  fail: 'failed',
  close: 'closed',
  reverse: 'reversed',
  confirm: 'pending',
  deal: 'dealing',
};

/** How a notice may go out. A day is the longest that anybody waits for one here. */
const SENDING = { lateSeconds: number(0, 86_400), times: whole(1, 1000) };
const ACT = { ...SENDING, lost: FLAG, amount: TEXT, currency: TEXT };
const FORGERY = {
  leaked: FLAG,
  status: oneOf('success', 'failed', 'closed', 'reversed', 'init', 'pending', 'dealing'),
  amount: TEXT,
  currency: TEXT,
};

/** The order of a transaction number, or the newest of a reference. */
export function orderOf({ orders }: Simulator, key: string): Order {
  const order = orders.byTransactionNo(key) ?? orders.byReference(key).at(-1);
  if (order) return order;
  throw new ControlError(`The simulator has no order ${key}. List them with \`orders\`.`, 404);
}

/** Gives an order a status, and tells the merchant as the body says: late, often, otherwise than it is, or not at all. */
export async function act(simulator: Simulator, key: string, verb: string, body: Body): Promise<Happened> {
  const { lateSeconds, times, lost, ...changes } = readMembers(body, ACT);
  const { transactionNo } = orderOf(simulator, key);
  simulator.setStatus(transactionNo, STATUSES[verb]!);
  const notice = simulator.keepNotice(transactionNo, changes);
  return tell(simulator, transactionNo, notice, { lateSeconds, times, lost });
}

interface HowToTell {
  readonly lateSeconds?: number;
  readonly times?: number;
  readonly lost?: boolean;
}

async function tell(
  simulator: Simulator,
  transactionNo: string,
  notice: Notice | undefined,
  { lateSeconds = 0, times, lost }: HowToTell = {},
): Promise<Happened> {
  const order = orderView(orderOf(simulator, transactionNo));
  if (notice === undefined) return { order, sending: 'none' };
  const told = (sending: Happened['sending']) => ({ order, notice: noticeView(simulator, notice), sending });
  if (lost) return told('lost');
  if (simulator.noticesHeld) return told('held');
  await simulator.sendNotice(notice.id, { afterMs: lateSeconds * 1000, times });
  return told(lateSeconds > 0 ? 'later' : 'sent');
}

/** Lets queries about an order lag. */
export function lag(simulator: Simulator, key: string, body: Body): { order: OrderView; queries: number } {
  const { queries = 1 } = readMembers(body, { queries: whole(0, 1000) });
  const order = orderOf(simulator, key);
  simulator.faults.lag(order.transactionNo, queries);
  return { order: orderView(order), queries };
}

/** Refunds a paid order in the portal, whole or in part. The merchant is told only if `notice` says so. */
export async function refundAtPortal(simulator: Simulator, key: string, body: Body): Promise<Happened> {
  const { amount, notice } = readMembers(body, { amount: TEXT, notice: FLAG });
  const { reference, transactionNo, status } = orderOf(simulator, key);
  if (status !== 'success') {
    throw new ControlError(`The order ${reference} is ${status}; only a paid one can be refunded.`, 409);
  }
  const refund = simulator.refundAtPortal(transactionNo, amount);
  const kept = notice ? simulator.keepNotice(transactionNo, {}, refund) : undefined;
  return tell(simulator, transactionNo, kept);
}

/**
 * Sends a notice about something that did not happen: signed with a token that is not the merchant's, or with the
 * merchant's own, `leaked`. The order stays as it is.
 */
export async function forge(simulator: Simulator, key: string, body: Body): Promise<Happened> {
  const { leaked, status = 'success', ...changes } = readMembers(body, FORGERY);
  const { transactionNo } = orderOf(simulator, key);
  const token = leaked ? undefined : randomUUID();
  const notice = simulator.keepNotice(transactionNo, { ...changes, status, token });
  const order = orderView(orderOf(simulator, transactionNo));
  if (notice === undefined) return { order, sending: 'none' };
  await simulator.deliver(notice.id);
  return { order, notice: noticeView(simulator, notice), sending: 'sent' };
}

/** Sends a notice that waits, or that was sent before. */
export async function sendAgain(simulator: Simulator, id: string, body: Body): Promise<NoticeView> {
  const { lateSeconds = 0, times } = readMembers(body, SENDING);
  if (!simulator.notices.some((notice) => notice.id === id)) {
    throw new ControlError(`The simulator has no notice ${id}. List them with \`notices\`.`, 404);
  }
  return noticeView(simulator, await simulator.sendNotice(id, { afterMs: lateSeconds * 1000, times }));
}

export function orderView(order: Order): OrderView {
  const { reference, transactionNo, status, amount, currency, createdAt } = order;
  return {
    reference,
    transactionNo,
    status,
    amount: amountText(amount),
    currency,
    refunded: amountText(amount - refundable(order)),
    createdAt: createdAt.toISOString(),
  };
}

export function noticeView(
  { orders }: Pick<Simulator, 'orders'>,
  { id, transactionNo, deliveries }: Notice,
): NoticeView {
  return {
    id,
    reference: orders.byTransactionNo(transactionNo)!.reference,
    transactionNo,
    deliveries: deliveries.map(({ at, ...delivery }) => ({ at: at.toISOString(), ...delivery })),
  };
}
