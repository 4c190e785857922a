import fc from 'fast-check';
import { MAX_FINDS } from '#shared/payments/apply-answer.ts';
import { MAX_WORDS } from '#shared/payments/history.ts';
import { type Order, orderId, paymentReference } from '#shared/payments/order.ts';
import { KEPT_ORDERS } from '#shared/payments/payment.ts';
import { MAX_REFUNDS } from '#shared/payments/refunds.ts';
import { DAY, HOUR, MINUTE } from '#tools/harness/clock.ts';
import { type Letter, longAnswer, REFERENCE } from './greedy.ts';
import { Growth } from './growth.ts';

const LIMIT = 100_000;
/** Beside a link of 6 KB and a request of 18 KB, with the longest name of a caller a hundred times. */
const REFUNDS_LIMIT = 112_000;
/** Everything at once. DynamoDB takes items of 400 KB. */
const LIMIT_IN_ALL = 190_000;

const newest = ({ own }: Growth) => own.at(-1) as Order;
/** As many orders as are kept, the last of them with a link. */
const withOrders = (growth: Growth) => {
  growth.loseOrders(KEPT_ORDERS - 1, { claims: 3 });
  growth.link({ claims: 3 });
};

const SEQUENCES: [name: string, limit: number, happens: (growth: Growth) => void][] = [
  ['the largest request', LIMIT, (growth) => growth.link()],
  [
    '99 orders',
    LIMIT,
    (growth) => {
      growth.loseOrders(98);
      growth.link();
      expect(newest(growth)).toMatchObject({ providerReference: `${REFERENCE}--99`, state: 'open' });
      expect(growth.payment.orders).toHaveLength(KEPT_ORDERS);
    },
  ],
  [
    'notices with every field full about every order, until there is room for none',
    LIMIT,
    (growth) => {
      withOrders(growth);
      for (let turn = 0; turn < 3; turn++) {
        growth.time += turn * DAY;
        growth.claim();
        for (const order of growth.payment.orders) {
          for (const { transactionNo } of turn < 2 ? (order.claims ?? []) : []) {
            const other = longAnswer(growth.letter, { reference: 'other', transactionNo, status: 'init' });
            growth.answer({ orderId: orderId(order), transactionNo }, turn === 0 ? null : other);
          }
        }
      }
      expect(growth.payment.orders.flatMap(({ claims = [] }) => claims).length).toBeGreaterThanOrEqual(
        KEPT_ORDERS + 9,
      );
    },
  ],
  [
    'answers in words that nobody knows, after claims on every order',
    LIMIT,
    (growth) => {
      withOrders(growth);
      growth.claim();
      growth.puzzle(newest(growth));
      expect(growth.payment.history.at(-1)?.discrepancy).toBe('not-a-payment');
    },
  ],
  [
    'as many finds as there may be, with as many refunds as Pockyt may list, and answers that nobody understands',
    LIMIT,
    (growth) => {
      growth.link();
      growth.find(MAX_FINDS);
      growth.puzzle(growth.payment.orders.at(-1) as Order);
      expect(growth.payment.orders).toHaveLength(1 + MAX_FINDS);
      expect(growth.payment.orders.at(-1)).toMatchObject({ details: { customerNo: expect.anything() } });
    },
  ],
  ...(['done', 'lost'] as const).map((outcome): (typeof SEQUENCES)[number] => [
    `as many refunds of one order as Pockyt may list, and as many of ours that are ${outcome}`,
    REFUNDS_LIMIT,
    (growth) => {
      growth.link();
      growth.pay(newest(growth));
      growth.refund(REFERENCE, outcome);
      expect(growth.payment.orders[0]?.refunds).toHaveLength(MAX_REFUNDS);
      expect(growth.payment.orders[0]?.refundRequests).toHaveLength(MAX_REFUNDS);
    },
  ]),
  [
    'as many refunds of ours that are lost, each of which a person ends with the most to say',
    REFUNDS_LIMIT,
    (growth) => {
      growth.link();
      growth.pay(newest(growth), undefined, 0);
      growth.refund(REFERENCE, 'lost');
      growth.time += HOUR;
      growth.resolve();
      expect(growth.payment.orders[0]?.refundRequests?.every(({ isByWord }) => isByWord)).toBe(true);
      expect(growth.payment.history.filter(({ source }) => source === 'person')).toHaveLength(MAX_WORDS);
    },
  ],
  [
    'all of that together',
    LIMIT_IN_ALL,
    (growth) => {
      growth.loseOrders(99 - KEPT_ORDERS);
      withOrders(growth);
      growth.time += 2 * MINUTE;
      growth.find(MAX_FINDS);
      for (const order of growth.own) growth.pay(order);
      growth.refund(`${REFERENCE}--99`, 'lost');
      growth.time += HOUR;
      growth.resolve();
      growth.claim();
      expect(growth.payment.status).toBe('paid');
      expect(growth.payment.orders).toHaveLength(KEPT_ORDERS + MAX_FINDS);
    },
  ],
];

const deed = fc.oneof(
  fc.record({ kind: fc.constant('lose' as const) }),
  fc.record({ kind: fc.constant('link' as const) }),
  fc.record({
    kind: fc.constant('notice' as const),
    order: fc.nat({ max: 13 }),
    isOwn: fc.boolean(),
    status: fc.constantFrom('success', 'reversed', 'failed', 'strange'),
    isAboutRefund: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('answer' as const),
    order: fc.nat({ max: 13 }),
    isOwn: fc.boolean(),
    status: fc.constantFrom('success', 'success', 'reversed', 'init', 'strange', undefined),
    refunds: fc.nat({ max: 100 }),
  }),
  fc.record({ kind: fc.constant('refunds' as const), order: fc.nat({ max: 13 }) }),
  fc.record({ kind: fc.constant('wait' as const) }),
);
type Deed = typeof deed extends fc.Arbitrary<infer D> ? D : never;

function happen(growth: Growth, each: Deed): void {
  const { orders } = growth.payment;
  const order = orders['order' in each ? each.order % orders.length : 0] as Order;
  const { providerReference: reference } = order;
  const isOwn = 'isOwn' in each && each.isOwn && order.transactionNo !== undefined;
  const transactionNo = isOwn ? (order.transactionNo as string) : growth.number();
  switch (each.kind) {
    case 'lose':
      growth.loseOrders(1, { claims: 1 });
      break;
    case 'link':
      growth.link();
      break;
    case 'notice':
      growth.notice({
        reference,
        transactionNo,
        status: each.status,
        ...(each.isAboutRefund && { isAboutRefund: true }),
      });
      break;
    case 'answer': {
      const { status, refunds } = each;
      const told = { reference, transactionNo, refunds };
      const answer = status === undefined ? null : longAnswer(growth.letter, { ...told, status });
      growth.answer({ orderId: orderId(order), transactionNo }, answer);
      break;
    }
    case 'refunds':
      growth.refund(orderId(order), 'lost', 5);
      break;
    case 'wait':
      growth.time += DAY;
  }
}

describe.each<[string, Letter]>([
  ['plain letters', 'x'],
  ['letters of four bytes', '\u{1F600}'],
])('an item stays small, in %s,', (_name, letter) => {
  it.each(SEQUENCES)('after %s: under %i bytes', (_what, limit, happens) => {
    const growth = new Growth(letter);
    happens(growth);
    expect(growth.largest).toBeLessThan(limit);
  });

  it('after whatever happens in whatever order', () => {
    fc.assert(
      fc.property(fc.array(deed, { minLength: 20, maxLength: 60, size: 'max' }), (deeds) => {
        const growth = new Growth(letter);
        for (const each of deeds) happen(growth, each);
        expect(paymentReference(growth.payment.orders[0]?.providerReference as string)).toBe(REFERENCE);
        expect(growth.largest).toBeLessThan(LIMIT_IN_ALL);
      }),
      { numRuns: 10 },
    );
  });
});
