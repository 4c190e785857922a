import { findRefund } from '#shared/payments/apply-refund.ts';
import type { Payment } from '#shared/payments/payment.ts';
import type { Refund } from '#shared/pockyt/query.ts';
import { HOUR, MINUTE } from '#tools/harness/clock.ts';
import { answered, found, givenAt, IN_STATUS, later, reserved } from '#tools/harness/payments.ts';

const { paid } = IN_STATUS;
const listing = (...refunds: Refund[]) => answered(found({ refunds }));
const stateOf = (payment: Payment) => findRefund(payment, 'one')?.request.state;

describe('a refund whose owner did not come back', () => {
  const under = givenAt(later(HOUR), paid, reserved('one', '3'));

  it('is unknown from the end of its lease on', () => {
    expect(stateOf(givenAt(later(HOUR + MINUTE - 1), under, listing()))).toBe('reserved');
    const abandoned = givenAt(later(HOUR + MINUTE), under, listing());
    expect(findRefund(abandoned, 'one')?.request).toMatchObject({
      state: 'unknown',
      failure: { reason: 'abandoned' },
    });
  });

  it('is unknown whatever Pockyt says of the order', () => {
    for (const answer of [found({ status: 'reversed' }), found({ amount: '1.00' })]) {
      expect(stateOf(givenAt(later(HOUR + MINUTE), under, answered(answer)))).toBe('unknown');
    }
  });
});
