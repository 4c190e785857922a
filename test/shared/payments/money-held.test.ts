import type { Payment } from '#shared/payments/payment.ts';
import { HOUR, MINUTE, SECOND } from '#tools/harness/clock.ts';
import { answered, found, givenAt, IN_STATUS, later, orderOf } from '#tools/harness/payments.ts';

const { pending } = IN_STATUS;
const ALL = [{ refundAmount: '13.00' }];
const success = (refunds: { refundAmount: string | null }[] = [], askedAt = later(HOUR)) =>
  answered(found({ refunds }), { askedAt });
const at = (milliseconds: number, payment: Payment, ...steps: Parameters<typeof givenAt>[2][]) =>
  givenAt(later(milliseconds), payment, ...steps);

describe('that an order held money', () => {
  it('is known by an answer with none of it gone', () => {
    expect(orderOf(at(HOUR, pending, success()))).toMatchObject({ state: 'paid', held: true });
  });

  it('is known by an answer with a part of it gone', () => {
    expect(at(HOUR, pending, success([{ refundAmount: '12.99' }])).status).toBe('paid');
  });

  it('is not known by an answer with all of it gone', () => {
    const gone = at(HOUR, pending, success(ALL));
    expect(gone.status).toBe('closed');
    expect(orderOf(gone)).not.toHaveProperty('held');
  });

  it('is not known by a listed refund that nobody can read', () => {
    const unread = at(HOUR, pending, success([{ refundAmount: null }]));
    expect(orderOf(unread)).not.toHaveProperty('held');
    expect(unread.status).toBe('closed');
  });

  it("is judged by the answer's own list, whatever was listed before", () => {
    const [one, two] = [{ refundAmount: '1.00' }, { refundAmount: '12.00' }];
    const gone = at(HOUR, pending, success([one, two]));
    expect(orderOf(gone)).not.toHaveProperty('held');
    expect(orderOf(at(HOUR, gone, success([one]))).held).toBe(true);
    expect(orderOf(at(HOUR, gone, success(ALL)))).not.toHaveProperty('held');
    expect(at(HOUR, gone, success([one])).status).toBe('refunded');
  });

  it('is not known by a reversal', () => {
    const reversed = at(HOUR, pending, answered(found({ status: 'reversed' })));
    expect(reversed.status).toBe('closed');
  });

  it('stays known when all of it is gone', () => {
    const refunded = at(HOUR, pending, success(), success(ALL));
    expect(refunded.status).toBe('refunded');
    expect(orderOf(refunded).held).toBe(true);
  });

  it('is learnt of a reversed order by an answer that was asked for before', () => {
    const reversed = at(HOUR, pending, answered(found({ status: 'reversed' })));
    const both = at(HOUR, reversed, success([], later(HOUR - SECOND)));
    expect(both.status).toBe('reversed');
    expect(orderOf(both)).toMatchObject({ state: 'reversed', held: true });
  });

  it('is learnt of a refunded order by an answer that was asked for before', () => {
    const both = at(HOUR, pending, success(ALL), success([], later(HOUR - SECOND)));
    expect(orderOf(both).held).toBe(true);
    expect(both.status).toBe('refunded');
  });
});

describe('of two lists of refunds', () => {
  const one = [{ refundAmount: '1.00' }];
  const two = [{ refundAmount: '1.00' }, { refundAmount: '2.00' }];

  it('the longer counts, whichever was asked for later', () => {
    for (const lists of [
      [one, two],
      [two, one],
    ] as const) {
      const both = at(HOUR, pending, success([...lists[0]]), success([...lists[1]], later(HOUR + SECOND)));
      expect(orderOf(both).refunds).toEqual(two);
    }
  });

  it('of the same length the later counts, whichever came first', () => {
    const later1 = success([{ refundAmount: '3.00' }], later(HOUR));
    const earlier = success(one, later(HOUR - SECOND));
    for (const steps of [
      [later1, earlier],
      [earlier, later1],
    ]) {
      expect(orderOf(at(HOUR, pending, ...steps)).refunds).toEqual([{ refundAmount: '3.00' }]);
    }
  });

  it('of the same length the later counts, also when the newest answer left its list out', () => {
    const steps = [
      success(one, later(HOUR - 2 * SECOND)),
      success(),
      success([{ refundAmount: '3.00' }], later(HOUR - SECOND)),
    ];
    expect(orderOf(at(HOUR, pending, ...steps)).refunds).toEqual([{ refundAmount: '3.00' }]);
  });

  it('each counts of a paid order, whatever Pockyt calls it now', () => {
    for (const status of ['reversed', 'closed', 'failed']) {
      const called = answered(found({ status, refunds: [...one] }), { askedAt: later(HOUR + SECOND) });
      const order = orderOf(at(HOUR + SECOND, at(HOUR, pending, success()), called));
      expect(order).toMatchObject({ refunds: one, refunded: '1.00' });
      expect(order.state).toBe(status === 'reversed' ? 'reversed' : 'paid');
    }
  });

  it('none that an answer left out counts', () => {
    const left = at(HOUR + SECOND, at(HOUR, pending, success(one)), success());
    expect(orderOf(left)).toMatchObject({ refunds: one, refundsAskedAt: later(HOUR).toISOString() });
    expect(orderOf(at(HOUR, pending, success()))).not.toHaveProperty('refundsAskedAt');
  });

  it('what is told is the most of both', () => {
    for (const lists of [
      [two, one],
      [one, two],
      [[{ refundAmount: '3.00' }], one],
      [one, [{ refundAmount: '3.00' }]],
    ] as const) {
      const both = at(HOUR, pending, ...lists.map((list) => success([...list])));
      expect(orderOf(both).refunded).toBe('3.00');
    }
  });
});

describe.each(['closed', 'failed'])('a paid order that Pockyt calls %s', (status) => {
  const paid = at(HOUR, pending, success());
  const says = (milliseconds: number, payment: Payment) =>
    givenAt(later(HOUR + milliseconds), payment, answered(found({ status })));

  it('is reversed when it was said twice, 10 minutes after the last success and apart', () => {
    const twice = says(20 * MINUTE, says(10 * MINUTE, paid));
    expect(twice.status).toBe('reversed');
  });

  it.each([
    ['once', [30 * MINUTE]],
    ['twice, sooner than 10 minutes apart', [10 * MINUTE, 20 * MINUTE - 1]],
    ['sooner than 10 minutes after the last success', [10 * MINUTE - 1, 20 * MINUTE - 2]],
  ])('is still paid when it was said %s', (_name, times) => {
    expect(times.reduce((payment, time) => says(time, payment), paid).status).toBe('paid');
  });

  it('is asked about again when it may be sure', () => {
    const first = says(15 * MINUTE, paid);
    expect(first.dueAt).toBe(later(HOUR + 25 * MINUTE).toISOString());
    expect(says(MINUTE, paid).dueAt).toBe(later(HOUR + 10 * MINUTE).toISOString());
  });

  it('is asked about before that where a cancellation may still come late', () => {
    const open = answered(found({ status: 'init' }), { cancel: 'next' });
    const noted = at(HOUR, at(HOUR - 30 * SECOND, pending, open), success());
    const late = later(HOUR + 30 * SECOND).toISOString();
    expect(says(SECOND, noted).dueAt).toBe(late);
    expect(says(30 * SECOND, noted).dueAt).toBe(later(HOUR + 10 * MINUTE).toISOString());
  });

  it('has its money after all when Pockyt says so again', () => {
    const back = givenAt(later(HOUR + 15 * MINUTE), says(10 * MINUTE, paid), answered(found()));
    expect(says(20 * MINUTE, back).status).toBe('paid');
    expect(says(35 * MINUTE, says(25 * MINUTE, back)).status).toBe('reversed');
  });

  it('counts from the earlier of two questions, in whatever order they are answered', () => {
    const asked = (milliseconds: number) =>
      answered(found({ status }), { askedAt: later(HOUR + milliseconds) });
    const swapped = givenAt(
      later(HOUR + 10 * MINUTE + SECOND),
      paid,
      asked(10 * MINUTE + SECOND),
      asked(10 * MINUTE),
    );
    expect(says(20 * MINUTE, swapped).status).toBe('reversed');
  });

  it('stays suspect through an answer that was asked for before', () => {
    const suspect = says(10 * MINUTE, paid);
    const late = givenAt(
      later(HOUR + 10 * MINUTE),
      suspect,
      answered(found(), { askedAt: later(HOUR + 599_999) }),
    );
    expect(orderOf(late).state).toBe('paid');
  });
});
