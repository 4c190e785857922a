import { canRetryCreate, type Payment } from '#shared/payments/payment.ts';
import { MINUTE } from '#tools/harness/clock.ts';
import { answered, found, givenAt, IN_STATUS, later, orderOf } from '#tools/harness/payments.ts';

const { pending, unknown, paid } = IN_STATUS;
const AT = later(10 * MINUTE);
const stateOf = (payment: Payment) => payment.orders.map(({ state }) => state);

describe('an answer about a transaction that is no payment', () => {
  const GIVEN_BACK = ['refund', 'void'].flatMap((transactionType) =>
    ['success', 'closed', 'strange'].map((status) => ({ transactionType, status })),
  );

  it.each(GIVEN_BACK)('means paid and given back, with our own number: %j', (back) => {
    const closed = givenAt(AT, pending, answered(found(back)));
    expect(closed.status).toBe('closed');
    expect(orderOf(closed)).toMatchObject({ state: 'paid', refunded: '13.00' });
    for (const name of ['held', 'refunds']) expect(orderOf(closed)).not.toHaveProperty(name);
    const refunded = givenAt(AT, paid, answered(found(back)));
    expect(refunded.status).toBe('refunded');
    expect(orderOf(refunded)).not.toHaveProperty('refunds');
  });

  it.each(GIVEN_BACK)('means that so much was given back as it lists: %j', (back) => {
    const answer = found({ ...back, refunds: [{ refundAmount: '3.00' }] });
    expect(orderOf(givenAt(AT, paid, answered(answer)))).toMatchObject({ state: 'paid', refunded: '3.00' });
  });

  it('takes back nothing of what was known to have gone back', () => {
    const more = givenAt(AT, paid, answered(found({ refunds: [{ refundAmount: '14.00' }] })));
    const back = givenAt(AT, more, answered(found({ transactionType: 'void' })));
    expect(orderOf(back)).toMatchObject({ refunded: '14.00' });
  });

  it.each(['refund', 'void'])(
    'means that the order was reversed, of type %s and reversed',
    (transactionType) => {
      const reversed = givenAt(AT, paid, answered(found({ transactionType, status: 'reversed' })));
      expect([reversed.status, stateOf(reversed)]).toEqual(['reversed', ['reversed']]);
    },
  );

  it.each(['failed', 'fail', 'init', 'pending', 'dealing'])(
    'means nothing of the order where the refund is not carried out: %s',
    (status) => {
      for (const transactionType of ['refund', 'void']) {
        const change = answered(found({ transactionType, status }))(paid, AT);
        expect(change).toMatchObject({ discrepancy: 'not-a-payment', payment: { status: 'paid' } });
      }
    },
  );

  it('leaves the reference free where all went back of a lost order before anybody saw it', () => {
    const all = givenAt(AT, unknown, answered(found({ refunds: [{ refundAmount: '13.00' }] })));
    expect([all.status, canRetryCreate(all)]).toEqual(['rejected', true]);
    const reversed = givenAt(AT, unknown, answered(found({ status: 'reversed' })));
    expect([reversed.status, canRetryCreate(reversed)]).toEqual(['rejected', true]);
    const some = givenAt(AT, unknown, answered(found({ refunds: [{ refundAmount: '12.99' }] })));
    expect([some.status, canRetryCreate(some)]).toEqual(['paid', false]);
    const linked = givenAt(AT, pending, answered(found({ refunds: [{ refundAmount: '13.00' }] })));
    expect([linked.status, canRetryCreate(linked)]).toEqual(['closed', false]);
  });

  it('is of no order where its number is not ours', () => {
    const change = answered(found({ transactionType: 'refund' }))(unknown, AT);
    expect(change).toMatchObject({ discrepancy: 'not-a-payment', payment: { status: 'unknown' } });
  });

  it.each(['init', 'success', 'reversed', 'closed'])(
    'is no word on an order where it is neither refund nor void: %s',
    (status) => {
      const change = answered(found({ transactionType: 'authorisation', status }))(pending, AT);
      expect(change.discrepancy).toBe('not-a-payment');
      expect(stateOf(change.payment)).toEqual(['open']);
    },
  );
});
