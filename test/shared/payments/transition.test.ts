import { orderId } from '#shared/payments/order.ts';
import { recorded, transition, unchanged, withOrder } from '#shared/payments/transition.ts';
import { MINUTE } from '#tools/harness/clock.ts';
import { given, IN_STATUS, later, orderOf, repeated } from '#tools/harness/payments.ts';

const { pending, closed, paid, rejected } = IN_STATUS;
const AT = later(MINUTE);
const entry = { source: 'query', event: 'answer', order: 'R-1' } as const;

describe('a change', () => {
  it('of nothing is the payment as it was, and says why', () => {
    expect(unchanged(pending)).toEqual({ payment: pending, isChanged: false });
    expect(unchanged(pending, 'not-due')).toEqual({ payment: pending, isChanged: false, reason: 'not-due' });
  });

  it('that says nothing new is written without a line of history, with what is due by then', () => {
    const checks = [later(9 * MINUTE).toISOString()];
    const change = recorded(pending, [{ ...orderOf(pending), checks }]);
    expect(change).toEqual({
      isChanged: true,
      payment: { ...pending, orders: [{ ...orderOf(pending), checks }], dueAt: checks[0] },
    });
  });

  it('of the status says from what to what, and when it was paid first', () => {
    const { payment } = transition(pending, paid.orders, AT, entry);
    const at = AT.toISOString();
    expect(payment).toMatchObject({ status: 'paid', paidAt: at, updatedAt: at });
    expect(payment.history.at(-1)).toEqual({ at, ...entry, from: 'pending', to: 'paid' });
    expect(payment).not.toHaveProperty('paidAfterClose');
    const again = transition({ ...payment, status: 'closed' }, paid.orders, later(2 * MINUTE), entry);
    expect(again.payment).toMatchObject({ paidAt: at, paidAfterClose: true });
  });

  it('that leaves the status is written with a line of history, and in what it contradicts', () => {
    const change = transition(closed, closed.orders, AT, { ...entry, discrepancy: 'amount-mismatch' });
    expect(change).toMatchObject({ discrepancy: 'amount-mismatch', payment: { status: 'closed' } });
    expect(change.payment.history.at(-1)).toMatchObject({ from: 'closed', to: 'closed' });
  });

  it('of one order leaves the others alone', () => {
    const two = given(rejected, repeated('owner-2'));
    const changed = withOrder(two, 'R-1--2', { state: 'refused' });
    expect(changed.orders.map((order) => [orderId(order), order.state])).toEqual([
      ['R-1', 'refused'],
      ['R-1--2', 'refused'],
    ]);
    expect(changed.orders[0]).toBe(two.orders[0]);
  });
});
