import fc from 'fast-check';
import { orderId, RANKS } from '#shared/payments/order.ts';
import type { Payment } from '#shared/payments/payment.ts';
import { refundedHundredths } from '#shared/payments/refunds.ts';
import type { QueryAnswer, Refund, Transaction } from '#shared/pockyt/query.ts';
import { HOUR, MINUTE, SECOND } from '#tools/harness/clock.ts';
import { answered, found, given, givenAt, IN_STATUS, later, repeated } from '#tools/harness/payments.ts';

const { pending, unknown, expired, closed, rejected } = IN_STATUS;
/** All answers are asked for within 30 s before, and so all of them count. */
const now = later(HOUR);

/** An answer, and the question that it answers. */
interface Said {
  readonly answer: QueryAnswer;
  readonly about: NonNullable<Parameters<typeof answered>[1]>;
}

const refunds = fc.array(fc.integer({ min: 1, max: 13 }), { maxLength: 3 }).map((amounts) => {
  let left = 13;
  const lists: Refund[][] = [];
  for (const each of amounts) {
    const amount = Math.min(each, left);
    left -= amount;
    const refund = { refundReference: `RF-${left}`, refundAmount: `${amount}.00` };
    if (amount > 0) lists.push([...(lists.at(-1) ?? []), refund]);
  }
  return lists;
});

/** How an order goes at Pockyt, from its first word to its last: each is true from then on until the next. */
const life = fc
  .record({
    confirming: fc.constantFrom([], ['pending'], ['dealing', 'pending']),
    end: fc.constantFrom('success', 'success', 'failed', 'closed', undefined),
    refunds,
    isReversed: fc.boolean(),
  })
  .map(({ confirming, end, isReversed, refunds: lists }): Partial<Transaction>[] => {
    const begun = ['init', ...confirming].map((status) => ({ status }));
    if (end !== 'success') return [...begun, ...(end === undefined ? [] : [{ status: end }])];
    const reversed = isReversed ? [{ status: 'reversed', refunds: lists.at(-1) ?? [] }] : [];
    return [...begun, { status: end }, ...lists.map((list) => ({ refunds: list })), ...reversed];
  });

/** Some true answers about one order, in the order in which they were asked for; `about` is of each in turn. */
function answersAbout(about: (index: number) => Said['about'], change: Partial<Transaction> = {}) {
  return life.chain((words) =>
    fc.array(fc.nat({ max: words.length - 1 }), { minLength: 1, maxLength: 5 }).map((drawn) =>
      [...drawn]
        .sort((one, other) => one - other)
        .map((word, index): Said => {
          const askedAt = later(HOUR - (25 - 5 * index) * SECOND);
          return { answer: found({ ...words[word], ...change }), about: { ...about(index), askedAt } };
        }),
    ),
  );
}

/** The same once more in another order, some of it twice. */
const shuffled = (all: readonly Said[]) =>
  fc
    .tuple(fc.shuffledSubarray([...all], { minLength: all.length }), fc.subarray([...all]))
    .map((each) => each.flat());

/** What is known of each order: not when it was learnt. */
const known = ({ status, orders }: Payment) => ({
  status,
  orders: orders
    .map((order) => {
      const { state, held, transactionNo, refunds: listed, refunded, failure } = order;
      const confirming = state === 'open' && order.confirming;
      return { id: orderId(order), state, held, confirming, transactionNo, listed, refunded, failure };
    })
    .sort((one, other) => (one.id < other.id ? -1 : 1)),
});

const endAlike = (payment: Payment, said: fc.Arbitrary<Said[]>) => {
  const after = (all: readonly Said[]) =>
    known(givenAt(now, payment, ...all.map(({ answer, about }) => answered(answer, about))));
  fc.assert(
    fc.property(
      said.chain((all) => fc.tuple(fc.constant(all), shuffled(all))),
      ([inTurn, anyhow]) => expect(after(anyhow)).toEqual(after(inTurn)),
    ),
    { numRuns: 400 },
  );
};

describe('true answers, in whatever order and however often, end in the same orders and status', () => {
  const own = () => ({});
  const key = { transactionNo: 'T-9' };
  /** One that was never seen paid is not found at all, and so neither is one that was reversed by then. */
  const aboutFind = answersAbout(() => ({ key }), key).filter((all) =>
    all.every(({ answer }) => answer.kind === 'found' && answer.transaction.status !== 'reversed'),
  );

  it.each([
    ['can be paid', pending],
    ['is expired', expired],
    ['is closed', closed],
  ])('of an order that %s', (_name, payment) => {
    endAlike(payment, answersAbout(own));
  });

  it('of an order whose call was lost, asked by its reference', () => {
    endAlike(
      unknown,
      answersAbout(() => ({ key: { reference: 'R-1' } })),
    );
  });

  it('of a number that is not ours', () => {
    endAlike(pending, aboutFind);
  });

  it('of two orders at once', () => {
    endAlike(
      pending,
      fc.tuple(answersAbout(own), aboutFind).map((each) => each.flat()),
    );
  });
});

it('an order that is decided is not waiting for a confirmation', () => {
  const late = answered(found({ status: 'pending' }), { askedAt: later(HOUR - SECOND) });
  for (const status of ['success', 'failed', 'closed', 'reversed']) {
    for (const steps of [
      [answered(found({ status })), late],
      [late, answered(found({ status }))],
    ]) {
      expect(givenAt(now, pending, ...steps).orders[0]).not.toHaveProperty('confirming');
    }
  }
});

describe('whatever answers come, true or not', () => {
  const two = given(rejected, repeated('owner-2'));
  const word = fc.constantFrom('init', 'pending', 'success', 'failed', 'closed', 'reversed', 'strange');
  const answer: fc.Arbitrary<QueryAnswer | null> = fc.oneof(
    fc.constant(null),
    fc.constant({ kind: 'unknown-order' as const }),
    fc
      .record({
        status: word,
        transactionNo: fc.constantFrom('T-1', 'T-1', 'T-2', 'T-9'),
        reference: fc.constantFrom('R-1', 'R-1', 'R-1--2', ''),
        amount: fc.constantFrom('13.00', '13.00', '13', '6.00', 'much', ''),
        currency: fc.constantFrom('PHP', 'PHP', 'USD', ''),
        transactionType: fc.constantFrom('payment', 'payment', 'refund', 'void', 'other'),
        refunds: fc.constantFrom(
          [],
          [{ refundAmount: '13.00' }],
          [{ refundAmount: '1.00' }],
          [{ refundAmount: '1.00' }, { refundReference: 'RF-1', refundAmount: '2.00' }],
          [{ refundAmount: null }],
        ),
      })
      .map((change) => found(change)),
  );
  const report = fc.record({
    answer,
    orderId: fc.constantFrom('R-1', 'R-1--2'),
    key: fc.constantFrom(
      { transactionNo: 'T-1' },
      { transactionNo: 'T-2' },
      { transactionNo: 'T-9' },
      { reference: 'R-1' },
      { reference: 'R-1--2' },
    ),
    minutes: fc.nat({ max: 3_000 }),
    cancel: fc.constantFrom(undefined, 'next' as const, 'sent' as const),
  });

  it('no rank falls, no money that was held or went back is forgotten, and one answer changes one order', () => {
    fc.assert(
      fc.property(fc.array(report, { maxLength: 12 }), (reports) => {
        let payment = two;
        let time = 2 * MINUTE;
        for (const { minutes, ...each } of reports) {
          time += minutes * MINUTE;
          const before = payment;
          payment = givenAt(later(time), before, answered(each.answer, each));
          const changed = before.orders.filter((order, index) => order !== payment.orders[index]);
          expect(changed.length).toBeLessThanOrEqual(1);
          for (const [index, order] of before.orders.entries()) {
            const after = payment.orders[index] as typeof order;
            expect(RANKS[after.state]).toBeGreaterThanOrEqual(RANKS[order.state]);
            if (order.held) expect(after.held).toBe(true);
            expect(refundedHundredths(after)).toBeGreaterThanOrEqual(refundedHundredths(order));
            expect(orderId(after)).toBe(orderId(order));
          }
          expect(payment.orders.length - before.orders.length).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 500 },
    );
  });
});
