import type { Order, OrderState } from '#shared/payments/order.ts';
import type { Payment } from '#shared/payments/payment.ts';
import { orderDueAt } from '#shared/payments/schedule.ts';
import { DAY, HOUR, MINUTE, SECOND } from '#tools/harness/clock.ts';
import {
  answered,
  CREATE_INPUT,
  CREATING,
  called,
  found,
  givenAt,
  IN_STATUS,
  later,
  NO_ORDER,
  noticed,
  orderOf,
  REFUND_UNKNOWN,
  refundCame,
  reserved,
  type Step,
  UNKNOWN,
} from '#tools/harness/payments.ts';

const { pending, paid } = IN_STATUS;
/** After so many milliseconds, since `NOW`, an order is asked about next. */
const dueIn = (payment: Payment, name?: string) => {
  const due = orderDueAt(orderOf(payment, name), payment.orders);
  return due === undefined ? undefined : Date.parse(due) - later(0).getTime();
};
const init = answered(found({ status: 'init' }));
const confirming = answered(found({ status: 'pending' }));

describe('an order is next asked about', () => {
  const checks = [later(MINUTE), later(3 * HOUR)].map((time) => time.toISOString());
  const inState = (state: OrderState, change: Partial<Order> = {}): Payment => ({
    ...pending,
    orders: [{ ...orderOf(pending), checks, state, ...change }],
  });

  it.each<[OrderState, number | undefined]>([
    ['sending', MINUTE],
    ['refused', undefined],
    ['absent', undefined],
    ['open', MINUTE],
    ['expired', MINUTE],
    ['failed', MINUTE],
    ['closed', MINUTE],
    ['paid', MINUTE],
    ['reversed', undefined],
  ])('by its state: %s', (state, due) => {
    const lease = { owner: 'o', until: later(state === 'sending' ? MINUTE : 0).toISOString() };
    expect(dueIn(inState(state, { lease }))).toBe(due);
  });

  it('a minute after its call ended without an answer', () => {
    expect(dueIn(givenAt(later(10 * SECOND), CREATING, called(UNKNOWN)))).toBe(70 * SECOND);
  });

  it.each([
    ['unknown', inState('unknown')],
    ['open without a link', inState('open', { link: undefined })],
  ])('after a quarter of its age, between 60 s and 30 days, where it is %s', (_name, payment) => {
    const after = (age: number) =>
      (dueIn({
        ...payment,
        orders: [{ ...orderOf(payment), askedAt: later(age).toISOString() }],
      }) as number) - age;
    expect([MINUTE, 4 * MINUTE, 8 * MINUTE].map(after)).toEqual([MINUTE, MINUTE, 2 * MINUTE]);
    expect([4 * DAY, 120 * DAY, 400 * DAY].map(after)).toEqual([DAY, 30 * DAY, 30 * DAY]);
  });

  it('by nobody when there is nothing left to learn', () => {
    expect(dueIn({ ...paid, orders: [{ ...orderOf(paid), checks: [] }] })).toBeUndefined();
    expect(givenAt(later(8 * DAY), paid, answered(found()))).not.toHaveProperty('dueAt');
  });

  it('again whatever it has become, where it is to be asked again', () => {
    const askAgainAt = later(2 * MINUTE).toISOString();
    for (const state of ['closed', 'reversed', 'absent', 'paid'] as const) {
      expect(dueIn(inState(state, { askAgainAt, checks: [] }))).toBe(2 * MINUTE);
    }
    expect(
      dueIn(
        givenAt(
          later(2 * MINUTE),
          inState('closed', { askAgainAt, checks: [] }),
          answered(found({ status: 'closed' })),
        ),
      ),
    ).toBeUndefined();
  });
});

describe('the checks of a link', () => {
  it('go on with each answer to its own question', () => {
    const seen = givenAt(later(2 * MINUTE), pending, init);
    expect(dueIn(seen)).toBe(5 * MINUTE);
    expect(dueIn(givenAt(later(7 * HOUR), pending, init))).toBe(DAY + 2 * HOUR + MINUTE);
    expect(dueIn(givenAt(later(2 * MINUTE), pending, answered(NO_ORDER)))).toBe(5 * MINUTE);
    expect(dueIn(givenAt(later(2 * MINUTE), pending, answered(found({ amount: '1.00' }))))).toBe(5 * MINUTE);
  });
});

describe('an order expires', () => {
  const END = 2 * HOUR + MINUTE;

  it.each<[string, Step]>([
    ['is unpaid', init],
    ['is not known', answered(NO_ORDER)],
  ])('when Pockyt, asked a minute after its time, says that it %s', (_name, step) => {
    expect(givenAt(later(END - 1), pending, step).status).toBe('pending');
    expect(givenAt(later(END), pending, step).status).toBe('expired');
  });

  it('not while money may be on its way, except a day after its time', () => {
    const dealing = answered(found({ status: 'dealing' }));
    for (const step of [confirming, dealing]) {
      expect(givenAt(later(END), pending, step).status).toBe('pending');
      expect(givenAt(later(END + DAY - 1), pending, step).status).toBe('pending');
      expect(givenAt(later(END + DAY), pending, step).status).toBe('expired');
    }
  });

  it('when no money is on its way any more', () => {
    const before = givenAt(later(HOUR), pending, confirming);
    expect(givenAt(later(END), before, init).status).toBe('expired');
    const older = answered(found({ status: 'pending' }), { askedAt: later(END - SECOND) });
    expect(givenAt(later(END), givenAt(later(HOUR), pending, init), older, init).status).toBe('expired');
  });

  it('by no word of which nobody knows what it means, except a day after its time', () => {
    const strange = answered(found({ status: 'strange' }));
    expect(givenAt(later(END), pending, strange).status).toBe('pending');
    expect(givenAt(later(END + DAY), pending, strange).status).toBe('expired');
  });

  it('not by Pockyt’s silence, however long', () => {
    expect(givenAt(later(9 * DAY), pending, answered(null)).status).toBe('pending');
  });

  it('and is asked about the rest of its checks, then after `paidChecks`', () => {
    expect(orderOf(givenAt(later(END), pending, init)).checks).toEqual(
      [END + 2 * HOUR, END + DAY, END + DAY, END + 7 * DAY].map((ms) => later(ms).toISOString()),
    );
  });

  it('once, so that its checks come to an end', () => {
    const expired = givenAt(later(END), pending, init);
    expect(dueIn(givenAt(later(END + 7 * DAY), expired, init))).toBeUndefined();
  });
});

it('a paid order is asked about after `paidChecks`, from when it was learnt', () => {
  const learnt = givenAt(later(HOUR), pending, answered(found()));
  expect(orderOf(learnt).checks).toEqual([HOUR + DAY, HOUR + 7 * DAY].map((ms) => later(ms).toISOString()));
  expect(learnt).not.toHaveProperty('isUrgent');
  const seen = givenAt(later(HOUR + DAY), learnt, answered(found()));
  expect(dueIn(seen)).toBe(HOUR + 7 * DAY);
});

describe('while one order holds money, another that is open is to be closed', () => {
  const key = { transactionNo: 'T-9' };

  it('at once when that was learnt', () => {
    const seen = givenAt(later(HOUR), pending, init);
    const twice = givenAt(later(HOUR + SECOND), seen, answered(found(key), { key }));
    expect(dueIn(twice)).toBe(HOUR + SECOND);
    expect(twice.isUrgent).toBe(true);
  });

  it('again later the longer it stays open, counted from when the other was last seen to have it', () => {
    const twice = givenAt(later(HOUR), pending, answered(found(key), { key }));
    expect(dueIn(givenAt(later(HOUR), twice, init))).toBe(HOUR + MINUTE);
    expect(dueIn(givenAt(later(HOUR + 8 * MINUTE), twice, init))).toBe(HOUR + 10 * MINUTE);
    const seen = givenAt(later(HOUR + 8 * MINUTE), twice, init);
    expect(dueIn(givenAt(later(HOUR + 9 * MINUTE), seen, answered(found(key), { key })))).toBe(
      HOUR + 9 * MINUTE,
    );
  });

  it.each([{ amount: '99.00' }, { currency: 'USD' }])(
    'but not by the money of another order: %j',
    (other) => {
      const seen = givenAt(later(HOUR), pending, init);
      const twice = givenAt(later(HOUR + SECOND), seen, answered(found({ ...key, ...other }), { key }));
      expect(dueIn(twice)).toBe(dueIn(seen));
      expect(twice).not.toHaveProperty('isUrgent');
    },
  );

  it('but not by money that has gone back', () => {
    const twice = givenAt(later(HOUR), pending, answered(found(key), { key }));
    const all = answered(found({ ...key, refunds: [{ refundAmount: '13.00' }] }), { key });
    expect(givenAt(later(HOUR), twice, all)).not.toHaveProperty('isUrgent');
  });

  it('but none that is dead', () => {
    const twice = givenAt(later(HOUR), IN_STATUS.closed, answered(found(key), { key }));
    expect(twice).not.toHaveProperty('isUrgent');
  });
});

describe('a payment is due', () => {
  it('at the earliest time of its orders', () => {
    const key = { transactionNo: 'T-9' };
    const two = givenAt(later(3 * DAY), paid, answered(found(key), { key }), answered(found()));
    expect(two.dueAt).toBe(later(4 * DAY).toISOString());
  });

  it.each<[string, Payment, true | undefined]>([
    ['a call is under way', CREATING, true],
    ['an outcome is unknown', IN_STATUS.unknown, true],
    ['there is a claim', givenAt(later(MINUTE), paid, noticed({ status: 'reversed' })), true],
    ['a refund is under way', givenAt(later(MINUTE), paid, reserved('one', '3')), true],
    [
      'a refund is unknown',
      givenAt(later(MINUTE), paid, reserved('one', '3'), refundCame('one', REFUND_UNKNOWN)),
      true,
    ],
    ['it waits for its customer', pending, undefined],
    ['it is paid', paid, undefined],
    ['it is expired', IN_STATUS.expired, undefined],
  ])('before routine looks where money waits for it: %s', (_name, { isUrgent }, urgent) => {
    expect(isUrgent).toBe(urgent);
  });
});

describe('a refund of which nobody knows the end', () => {
  const under = givenAt(later(HOUR), paid, reserved('one', '3'));

  it('is looked for at the end of its lease, then ever more seldom', () => {
    expect(dueIn(under)).toBe(HOUR + MINUTE);
    const abandoned = givenAt(later(HOUR + MINUTE), under, answered(found()));
    expect(dueIn(abandoned)).toBe(HOUR + 2 * MINUTE);
    expect(dueIn(givenAt(later(5 * HOUR), abandoned, answered(found())))).toBe(6 * HOUR);
  });

  it.each([
    ['reversed', found({ status: 'reversed' })],
    ['of another amount', found({ amount: '1.00' })],
    ['not known', NO_ORDER],
  ])('is not asked about each minute for ever where the order is %s', (_name, answer) => {
    const seen = givenAt(later(9 * HOUR), under, answered(answer));
    expect(dueIn(seen)).toBeGreaterThanOrEqual(11 * HOUR);
  });
});

it('checks are the same seconds that the deployment asked for', () => {
  expect(CREATE_INPUT.order.checks.slice(0, 2)).toEqual(
    [later(MINUTE), later(5 * MINUTE)].map((time) => time.toISOString()),
  );
});
