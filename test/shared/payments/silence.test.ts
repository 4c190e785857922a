import { applySilence } from '#shared/payments/apply-report.ts';
import type { Payment } from '#shared/payments/payment.ts';
import { orderDueAt } from '#shared/payments/schedule.ts';
import { DAY, HOUR, MINUTE, SECOND } from '#tools/harness/clock.ts';
import {
  answered,
  CREATING,
  found,
  givenAt,
  IN_STATUS,
  later,
  NO_ORDER,
  noticed,
  orderOf,
  repeated,
} from '#tools/harness/payments.ts';

const { pending } = IN_STATUS;
/** After so many milliseconds, since `NOW`, its order is asked about next. */
const dueIn = (payment: Payment) =>
  Date.parse(orderDueAt(orderOf(payment), payment.orders) as string) - later(0).getTime();
const init = answered(found({ status: 'init' }));

describe('the silence of Pockyt', () => {
  const silent = (at: number, payment: Payment) => givenAt(later(at), payment, answered(null));

  it('does not advance the schedule, and is broken a minute later at the earliest', () => {
    const once = silent(2 * MINUTE, pending);
    expect(orderOf(once).checks).toEqual(orderOf(pending).checks);
    expect(dueIn(once)).toBe(3 * MINUTE);
  });

  it('is broken the later the longer it lasts, but each hour', () => {
    let payment = pending;
    const waits = [];
    for (let at = MINUTE; at < DAY; at = dueIn(payment) as number) {
      payment = silent(at, payment);
      waits.push((dueIn(payment) as number) - at);
    }
    expect(waits.slice(0, 4)).toEqual([MINUTE, MINUTE, MINUTE, MINUTE]);
    expect([...waits].sort((one, other) => one - other)).toEqual(waits);
    expect(waits.at(-1)).toBe(HOUR);
  });

  it('is over with any answer', () => {
    const over = givenAt(later(2 * HOUR), silent(HOUR, pending), init);
    expect(orderOf(over)).not.toHaveProperty('silentSince');
    expect(dueIn(over)).toBe(2 * HOUR + MINUTE);
    const key = { transactionNo: 'T-9' };
    expect(
      orderOf(givenAt(later(2 * HOUR), silent(HOUR, pending), answered(NO_ORDER, { key }))),
    ).not.toHaveProperty('retryAt');
  });

  it('is that of all orders where a check could not be made at all', () => {
    const key = { transactionNo: 'T-9' };
    const two = givenAt(later(0), pending, answered(found(key), { key }));
    const postponed = applySilence(two, later(2 * DAY)).payment;
    expect(postponed.dueAt).toBe(later(2 * DAY + MINUTE).toISOString());
    expect(postponed.orders.map(({ retryAt }) => retryAt)).toEqual([postponed.dueAt, postponed.dueAt]);
    expect(applySilence(CREATING, later(MINUTE)).payment.status).toBe('unknown');
  });

  it('is not that of a call in flight', () => {
    const both = givenAt(
      later(0),
      IN_STATUS.rejected,
      noticed({ transactionNo: 'T-9' }),
      repeated('owner-2'),
    );
    const postponed = applySilence(both, later(1)).payment;
    expect(postponed.orders.map(({ state }) => state)).toEqual(['refused', 'sending']);
  });

  it('is nothing where nothing was due', () => {
    for (const payment of [pending, IN_STATUS.rejected]) {
      const silent = answered(null)(payment, later(SECOND));
      expect(silent).toEqual({ payment, isChanged: false, reason: 'silent' });
      expect(applySilence(payment, later(SECOND))).toEqual({ payment, isChanged: false, reason: 'not-due' });
    }
  });

  it('after a cancellation is broken at once: nobody knows what that did', () => {
    const noted = givenAt(later(2 * MINUTE), pending, init);
    const silence = answered(null, { cancel: 'sent' })(noted, later(2 * MINUTE + SECOND));
    expect(silence).toMatchObject({ isChanged: true, reason: 'silent' });
    expect(dueIn(silence.payment)).toBe(2 * MINUTE + SECOND);
    expect(orderOf(silence.payment).checks).toEqual([
      later(2 * MINUTE + SECOND).toISOString(),
      ...orderOf(noted).checks,
    ]);
    expect(orderOf(silence.payment)).not.toHaveProperty('retryAt');
    const again = givenAt(later(2 * MINUTE + SECOND), silence.payment, init);
    expect(orderOf(again).checks).toEqual(orderOf(noted).checks);
  });
});
