/**
 * What the system must know of a payment, by the rules of its design and by nothing that it does. What Pockyt has is
 * read from Pockyt, never foretold. Amounts are whole cents, times milliseconds.
 */

const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export const PRICE = 1300;
const TIMEOUT = 120 * MINUTE;
/** After the creation. */
export const CHECK_DELAYS = [60 * SECOND, 300 * SECOND];
/** After it was learnt that an order is paid, or over. */
export const PAID_CHECKS = [DAY, 7 * DAY];

/** Minutes after a notice at which Pockyt is asked about what it says, besides at once. */
const QUESTIONS = [1, 2, 4, 8, 15, 30];

const RANKS = {
  unknown: 1,
  refused: 2,
  absent: 2,
  open: 3,
  expired: 4,
  failed: 5,
  closed: 6,
  paid: 7,
  reversed: 8,
} as const;
export type State = keyof typeof RANKS;

/** What Pockyt has of an order: its word, and the refunds by their names. */
export interface Truth {
  readonly word: string;
  readonly refunds: ReadonlyMap<string, number>;
}

export interface RefundRequest {
  readonly cents: number;
  readonly sentAt: number;
  state: 'done' | 'unknown' | 'refused';
}

export interface ModelOrder {
  /** Absent where Pockyt has no such order. */
  readonly transactionNo: string | undefined;
  readonly hasLink: boolean;
  readonly expiresAt: number;
  state: State;
  held: boolean;
  /** When it is to be asked about. */
  checks: number[];
  askAgainAt?: number | undefined;
  askedAt?: number;
  successAt?: number;
  goneSince?: number | undefined;
  /** The refunds that Pockyt has told. */
  listed: ReadonlyMap<string, number>;
  readonly requests: Map<string, RefundRequest>;
  /** What a notice says that is not confirmed yet, and how many came to nothing. */
  claim?: string | undefined;
  claimsFailed: number;
}

export interface Model {
  readonly reference: string;
  readonly orders: ModelOrder[];
}

export type Status =
  | 'none'
  | 'unknown'
  | 'pending'
  | 'rejected'
  | 'paid'
  | 'refunded'
  | 'reversed'
  | 'failed'
  | 'closed'
  | 'expired';

/** An order that Pockyt was asked for. */
export function ordered(
  model: Model,
  at: number,
  order: { transactionNo: string | undefined; state: State; hasLink: boolean },
): void {
  const expiresAt = at + TIMEOUT;
  const end = expiresAt + MINUTE;
  const checks = [...CHECK_DELAYS.map((delay) => at + delay), end, end + 2 * HOUR, end + DAY];
  const nothing = { held: false, listed: new Map(), requests: new Map(), claimsFailed: 0 };
  model.orders.push({ ...order, expiresAt, checks, ...nothing });
}

/** Cents that are known to have gone back: the larger of what Pockyt lists and what it said to have done. */
export function refunded({ listed, requests }: Pick<ModelOrder, 'listed' | 'requests'>): number {
  const done = [...requests.values()].filter(({ state }) => state === 'done');
  return Math.max(sum(listed.values()), sum(done.map(({ cents }) => cents)));
}

/** Cents that may still be sent back: all of ours count that may have been made, and all of others'. */
export function refundable(order: ModelOrder): number {
  if (order.state !== 'paid' || !order.held) return 0;
  const ours = [...order.requests.values()].filter(({ state }) => state !== 'refused');
  const others = [...order.listed].filter(([name]) => !order.requests.has(name));
  return Math.max(PRICE - sum(ours.map(({ cents }) => cents)) - sum(others.map(([, cents]) => cents)), 0);
}

export function holdsMoney(order: ModelOrder): boolean {
  return order.state === 'paid' && order.held && refunded(order) < PRICE;
}

/** The status of a payment: the first line that holds. */
export function statusOf({ orders }: Model): Status {
  if (orders.some(holdsMoney)) return 'paid';
  const held = orders.filter((order) => order.held);
  if (held.length > 0) return held.some(({ state }) => state === 'reversed') ? 'reversed' : 'refunded';
  const last = currentOf({ orders });
  if (last === undefined) return 'none';
  const { state, hasLink } = last;
  if (state === 'unknown' || (state === 'open' && !hasLink)) return 'unknown';
  if (state === 'open') return 'pending';
  if (state === 'refused' || state === 'absent' || !hasLink) return 'rejected';
  return state === 'reversed' || state === 'paid' ? 'closed' : state;
}

/** The last order that is in flight or has a link, else the last. */
export function currentOf({ orders }: Pick<Model, 'orders'>): ModelOrder | undefined {
  return orders.findLast(({ state, hasLink }) => state === 'unknown' || hasLink) ?? orders.at(-1);
}

/** Whether an order is to be closed: nobody has its link, or another order has the money. */
export function isToBeClosed(order: ModelOrder, { orders }: Model): boolean {
  if (order.state !== 'open' && order.state !== 'unknown') return false;
  return !order.hasLink || orders.some((other) => other !== order && holdsMoney(other));
}

/**
 * Whether nobody can learn what became of an order: Pockyt has a void under its reference, and calls by that name what is
 * no order, unless it has the order's own number, which is not known.
 */
export function isHidden({ state }: ModelOrder, truth: Truth | undefined): boolean {
  return state === 'unknown' && truth?.word === 'reversed';
}

/** An order after Pockyt was asked about it by its own name. */
export function learn(order: ModelOrder, truth: Truth | undefined, at: number): void {
  if (isHidden(order, truth)) return;
  const before = order.state;
  order.askedAt = at;
  order.checks = order.checks.filter((time) => time > at);
  if (order.askAgainAt !== undefined && order.askAgainAt <= at) order.askAgainAt = undefined;
  if (truth === undefined) return;
  const { word, refunds } = truth;
  // Whatever Pockyt calls the order, it may list what went back of it.
  if (refunds.size >= order.listed.size) order.listed = refunds;
  for (const [name, request] of order.requests) if (refunds.has(name)) request.state = 'done';
  if (word === 'init' || word === 'pending' || word === 'dealing') {
    raise(order, 'open');
    const end = order.expiresAt + MINUTE + (word === 'init' ? 0 : DAY);
    const isClaimed = order.claim !== undefined && at < order.expiresAt + MINUTE + DAY;
    if (order.state === 'open' && at >= end && !isClaimed) order.state = 'expired';
  } else if (word === 'success') {
    raise(order, 'paid');
    Object.assign(order, { successAt: at, goneSince: undefined });
    if (sum(refunds.values()) < PRICE) order.held = true;
  } else if (order.state === 'paid' && word !== 'reversed') isGone(order, at);
  else raise(order, word as State);

  const looks = PAID_CHECKS.map((delay) => at + delay);
  if (order.state === 'paid' && before !== 'paid') order.checks = looks;
  if (order.state === 'expired' && before !== 'expired') order.checks.push(...looks);
  if (order.claim !== undefined && isReached(order, order.claim)) order.claim = undefined;
}

/** A paid order that is said to be closed or failed: believed when it is said twice, and not too soon. */
function isGone(order: ModelOrder, at: number): void {
  const from = (order.successAt as number) + 10 * MINUTE;
  if (at < from) order.askAgainAt = from;
  else if (order.goneSince === undefined) {
    Object.assign(order, { goneSince: at, askAgainAt: at + 10 * MINUTE });
  } else if (at >= order.goneSince + 10 * MINUTE) order.state = 'reversed';
  else order.askAgainAt = order.goneSince + 10 * MINUTE;
}

/** A signed notice about an order's own number says so: Pockyt is asked, at once or later. */
export function tell(order: ModelOrder, says: string, truth: Truth, at: number): void {
  if (isReached(order, says)) return;
  order.claim ??= says;
  if (order.claimsFailed < 3) learn(order, truth, at);
  if (order.claim !== undefined && isReached(order, order.claim)) order.claim = undefined;
}

/** Whether an order is what a notice says of it, or more; `refund: name` for a refund. */
function isReached({ state, listed, requests }: ModelOrder, says: string): boolean {
  if (says.startsWith('refund: ')) return listed.has(says.slice('refund: '.length));
  const isRefunded = state === 'paid' && refunded({ listed, requests }) >= PRICE;
  const isOver = state === 'reversed' || isRefunded;
  if (says === 'success') return RANKS[state] >= RANKS.paid;
  // What was refunded can still be taken back besides: then it is gone twice.
  if (says === 'reversed') return state === 'reversed';
  if (says === 'failed' || says === 'closed') return state === 'failed' || state === 'closed' || isOver;
  return RANKS[state] >= RANKS.open;
}

/**
 * The schedule goes on from one time to another, a day apart at least: what is unknown is resolved, what nobody is to
 * pay is closed, each claim is asked about until it is reached or has come to nothing, and each check is made.
 *
 * @param truthOf what Pockyt has in the end, when what is to be closed is closed.
 */
export function pass(
  model: Model,
  from: number,
  to: number,
  truthOf: (order: ModelOrder) => Truth | undefined,
): void {
  const { orders } = model;
  const last = from + Math.max(...QUESTIONS) * MINUTE;
  for (const order of orders) {
    if (order.claim !== undefined) order.checks.push(...QUESTIONS.map((minutes) => from + minutes * MINUTE));
  }
  for (;;) {
    const seen = orders.filter((order) => !isHidden(order, truthOf(order)));
    const due = seen.map((order) => ({ order, at: dueAt(order, model, from) }));
    const next = due.sort((one, other) => one.at - other.at)[0];
    if (next === undefined || next.at > to) break;
    const { order } = next;
    // A run begins with each full minute.
    const at = Math.ceil(next.at / MINUTE) * MINUTE;
    const truth = truthOf(order);
    learn(order, truth, at);
    if (truth === undefined && order.state === 'unknown') order.state = 'absent';
    if (isToBeClosed(order, model))
      throw new Error(`${model.reference}: an order is open that was to be closed.`);
    if (order.claim === undefined || at < last) continue;
    order.claim = undefined;
    order.claimsFailed++;
  }
}

/** When an order is asked about next. */
function dueAt(order: ModelOrder, model: Model, from: number): number {
  if (isToBeClosed(order, model)) return from + MINUTE;
  const { state, checks, askAgainAt, requests } = order;
  const isOver = state === 'refused' || state === 'absent' || state === 'reversed';
  const unknown = [...requests.values()].filter((request) => request.state === 'unknown');
  const searches = unknown.map(({ sentAt }) => nextSearch(sentAt, Math.max(order.askedAt ?? 0, sentAt)));
  return Math.min(...(askAgainAt === undefined ? [] : [askAgainAt]), ...searches, ...(isOver ? [] : checks));
}

/** A quarter of its age later what is unknown is looked for again. */
function nextSearch(sentAt: number, last: number): number {
  return last + Math.min(Math.max((last - sentAt) / 4, MINUTE), 30 * DAY);
}

function raise(order: ModelOrder, state: State): void {
  if (RANKS[state] > RANKS[order.state]) order.state = state;
}

function sum(numbers: Iterable<number>): number {
  return [...numbers].reduce((total, each) => total + each, 0);
}
