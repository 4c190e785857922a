import { type Order, type OrderState, RANKS } from '#shared/payments/order.ts';
import type { Payment } from '#shared/payments/payment.ts';
import { MINUTE } from '#tools/harness/clock.ts';
import {
  answered,
  found,
  givenAt,
  IN_STATUS,
  later,
  NO_ORDER,
  NOW,
  orderOf,
} from '#tools/harness/payments.ts';

/** Long after the lease, and long before the order's time is over. */
const AT = later(10 * MINUTE);
const STATES = Object.keys(RANKS) as OrderState[];
const { transactionNo, link, ...unnumbered } = orderOf(IN_STATUS.pending);

/** A payment whose only order is in this state. */
function inState(state: OrderState, change: Partial<Order> = {}): Payment {
  const isNumbered = RANKS[state] >= RANKS.open;
  const successAt = NOW.toISOString();
  const known = {
    ...(isNumbered && { transactionNo, link }),
    ...(RANKS[state] >= RANKS.paid && { successAt }),
  };
  const order = { ...unnumbered, ...known, state, ...change };
  return { ...IN_STATUS.pending, orders: [order] };
}

const answerOf = (word: string, change = {}) =>
  word === 'no order' ? NO_ORDER : found({ status: word, ...change });

/** What Pockyt's words make of an order, asked by its own number or, where it has none, by its own reference. */
const BY_ITS_OWN: Record<OrderState, Record<string, OrderState>> = {
  sending: row('open', 'open', 'paid', 'failed', 'closed', 'reversed', 'unknown', 'unknown'),
  unknown: row('open', 'open', 'paid', 'failed', 'closed', 'reversed', 'unknown', 'unknown'),
  refused: row('open', 'open', 'paid', 'failed', 'closed', 'reversed', 'refused', 'refused'),
  absent: row('open', 'open', 'paid', 'failed', 'closed', 'reversed', 'absent', 'absent'),
  open: row('open', 'open', 'paid', 'failed', 'closed', 'reversed', 'open', 'open'),
  expired: row('expired', 'expired', 'paid', 'failed', 'closed', 'reversed', 'expired', 'expired'),
  failed: row('failed', 'failed', 'paid', 'failed', 'closed', 'reversed', 'failed', 'failed'),
  closed: row('closed', 'closed', 'paid', 'closed', 'closed', 'reversed', 'closed', 'closed'),
  paid: row('paid', 'paid', 'paid', 'paid', 'paid', 'reversed', 'paid', 'paid'),
  reversed: row(...(Array(8).fill('reversed') as Row)),
};

type Row = [OrderState, OrderState, OrderState, OrderState, OrderState, OrderState, OrderState, OrderState];

function row(...[init, pending, success, failed, closed, reversed, strange, none]: Row) {
  return {
    init,
    pending,
    dealing: pending,
    success,
    failed,
    fail: failed,
    closed,
    reversed,
    strange,
    'no order': none,
  };
}

const WORDS = Object.keys(BY_ITS_OWN.open);
const CELLS = STATES.flatMap((state) =>
  WORDS.map((word) => [state, word, BY_ITS_OWN[state][word] as OrderState] as const),
);

describe('an answer to the own question of an order', () => {
  it.each(CELLS)('that is %s: %s makes it %s', (state, word, next) => {
    const payment = givenAt(AT, inState(state), answered(answerOf(word)));
    expect(payment.orders.map((order) => order.state)).toEqual([next]);
  });

  it.each(STATES)('that is %s changes nothing of it where Pockyt names another amount', (state) => {
    const before = inState(state, { transactionNo: 'T-1' });
    const { orders } = givenAt(AT, before, answered(found({ amount: '6.00' })));
    expect(orders).toMatchObject([{ state: state === 'sending' ? 'unknown' : state }]);
    expect(orders[0]).not.toHaveProperty('held');
  });
});

describe('an answer about another number than that of an order', () => {
  const key = { transactionNo: 'T-9' };
  const words = WORDS.filter((word) => word !== 'success');
  const cells = STATES.flatMap((state) => words.map((word) => [state, word] as const));

  it.each(cells)('that is %s leaves it so and finds nothing: %s', (state, word) => {
    const before = inState(state);
    const { orders } = givenAt(AT, before, answered(answerOf(word, key), { key }));
    expect(orders.map((order) => order.state)).toEqual([state === 'sending' ? 'unknown' : state]);
  });

  it.each(STATES)('that is %s leaves it so and adds what was found paid', (state) => {
    const { orders } = givenAt(AT, inState(state), answered(found(key), { key }));
    expect(orders).toMatchObject([
      { state: state === 'sending' ? 'unknown' : state },
      { state: 'paid', found: true, held: true, transactionNo: 'T-9' },
    ]);
  });
});

describe('while the lease of a call holds', () => {
  const { creating } = IN_STATUS;

  it.each(WORDS)('no answer changes the order: %s', (word) => {
    const now = later(59_999);
    expect(answered(answerOf(word))(creating, now)).toMatchObject({ isChanged: false, reason: 'in-flight' });
  });

  it('an answer to a question that was asked before its end changes nothing afterwards either', () => {
    const late = answered(found(), { askedAt: later(59_999) })(creating, later(MINUTE + 5_000));
    expect(late).toMatchObject({ isChanged: false, reason: 'in-flight' });
  });

  it('an answer to a question that was asked at its end is a report like any other', () => {
    const { orders } = givenAt(later(MINUTE), creating, answered(found({ status: 'init' })));
    expect(orders).toMatchObject([{ state: 'open', transactionNo: 'T-1' }]);
  });
});
