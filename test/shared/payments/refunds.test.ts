import { findRefund, refundRequestsOf } from '#shared/payments/apply-refund.ts';
import { type Payment, refundableInAll, refundedInAll } from '#shared/payments/payment.ts';
import { MAX_REFUNDS } from '#shared/payments/refunds.ts';
import { STATUSES } from '#shared/payments/status.ts';
import type { Refund } from '#shared/pockyt/query.ts';
import { toAmount } from '#shared/runtime/money.ts';
import { MINUTE, SECOND } from '#tools/harness/clock.ts';
import {
  answered,
  REFUND_DONE as DONE,
  found,
  given,
  givenAt,
  IN_STATUS,
  later,
  NOW,
  orderOf,
  REFUND_REFUSED as REFUSED,
  refundCame,
  reserved,
  REFUND_UNKNOWN as UNKNOWN,
} from '#tools/harness/payments.ts';

const { paid } = IN_STATUS;
const left = (payment: Payment) => toAmount(refundableInAll(payment));
const back = (payment: Payment) => toAmount(refundedInAll(payment));
const listing = (...refunds: Refund[]) => answered(found({ refunds }));
const stateOf = (payment: Payment, name = 'one') => findRefund(payment, name)?.request.state;
const nameless = (refundAmount: string | null): Refund => ({ refundAmount });

describe('money for a refund', () => {
  it('is reserved by its owner, of the order that was named', () => {
    const change = reserved('one', '3')(paid, NOW);
    expect(change).toMatchObject({ isChanged: true, payment: { status: 'paid' } });
    expect(orderOf(change.payment).refundRequests).toMatchObject([
      {
        refundReference: 'one',
        refundAmount: '3',
        state: 'reserved',
        requestedAt: NOW.toISOString(),
        lease: { owner: 'one' },
      },
    ]);
    expect(change.payment.history.at(-1)).toMatchObject({
      source: 'refund',
      event: 'refund-requested',
      refund: { refundReference: 'one', refundAmount: '3' },
    });
  });

  it.each(STATUSES.filter((status) => !['paid', 'refunded'].includes(status)))(
    'is none of a payment that is %s',
    (status) => {
      expect(left(IN_STATUS[status])).toBe('0.00');
      expect(reserved('one', '1')(IN_STATUS[status], NOW)).toMatchObject({
        isChanged: false,
        reason: 'not-paid',
      });
    },
  );

  it('is none where the money was never seen held', () => {
    const gone = given(IN_STATUS.pending, listing(nameless('13.00')));
    expect(reserved('one', '1')(gone, NOW)).toMatchObject({ reason: 'not-paid' });
    expect(reserved('one', '1', 'R-1--7')(paid, NOW)).toMatchObject({ reason: 'not-paid' });
  });

  it('is never more than what is left', () => {
    expect(reserved('one', '13.01')(paid, NOW)).toMatchObject({
      isChanged: false,
      reason: 'exceeds-the-payment',
    });
    expect(reserved('one', '0.01')(IN_STATUS.refunded, NOW)).toMatchObject({ reason: 'exceeds-the-payment' });
    expect(left(given(paid, reserved('one', '13.00')))).toBe('0.00');
  });

  it('is none for an amount that nobody can read', () => {
    expect(reserved('one', 'much')(paid, NOW).isChanged).toBe(false);
  });

  it('is reserved once for each name, while that one may have been made', () => {
    for (const outcome of [DONE, UNKNOWN]) {
      const taken = given(paid, reserved('one', '3'), refundCame('one', outcome));
      expect(reserved('one', '3')(taken, NOW)).toMatchObject({ isChanged: false, reason: 'taken' });
    }
    expect(reserved('one', '1')(given(paid, reserved('one', '3')), NOW)).toMatchObject({ reason: 'taken' });
  });

  it('is reserved anew after Pockyt has refused, of another amount and of another order even', () => {
    const key = { transactionNo: 'T-9' };
    const twice = given(paid, answered(found(key), { key }));
    const refused = given(twice, reserved('one', '3'), refundCame('one', REFUSED));
    const anew = given(refused, reserved('one', '4', 'R-1#T-9'));
    expect(orderOf(anew).refundRequests).toEqual([]);
    expect(orderOf(anew, 'R-1#T-9').refundRequests).toMatchObject([{ refundAmount: '4', state: 'reserved' }]);
  });

  it('is not reserved where Pockyt lists a refund of that name already: it is done, or another one', () => {
    const listed = given(paid, listing({ refundReference: 'one', refundAmount: '3.00' }));
    const same = given(listed, reserved('one', '3'));
    expect([stateOf(same), back(same), left(same)]).toEqual(['done', '3.00', '10.00']);
    expect(findRefund(same, 'one')?.request).not.toHaveProperty('lease');
    expect(refundCame('one', REFUSED)(same, NOW).isChanged).toBe(false);
    expect(reserved('one', '4')(listed, NOW)).toMatchObject({ isChanged: false, reason: 'reused' });
    const unread = given(paid, listing({ refundReference: 'one', refundAmount: null }));
    expect(stateOf(given(unread, reserved('one', '3')))).toBe('done');
    const all = given(IN_STATUS.paid, listing({ refundReference: 'one', refundAmount: '13.00' }));
    expect(stateOf(given(all, reserved('one', '13')))).toBe('done');
    expect(reserved('one', 'much')(unread, NOW)).toMatchObject({ reason: 'exceeds-the-payment' });
  });

  it(`is reserved for ${MAX_REFUNDS} refunds of a payment, and no more`, () => {
    const [order] = given(paid, reserved('0', '0.01'), refundCame('0', REFUSED)).orders;
    const [request] = order?.refundRequests ?? [];
    const refundRequests = Array.from({ length: MAX_REFUNDS }, (_, index) => ({
      ...(request as NonNullable<typeof request>),
      refundReference: String(index),
    }));
    const full = { ...paid, orders: [{ ...orderOf(paid), refundRequests }] };
    expect(reserved('one', '1')(full, NOW)).toMatchObject({ isChanged: false, reason: 'too-many-refunds' });
    expect(reserved('7', '1')(full, NOW)).toMatchObject({ isChanged: true });
  });

  it('counts against the order that has it', () => {
    const key = { transactionNo: 'T-9' };
    const twice = given(paid, answered(found(key), { key }));
    const both = given(twice, reserved('one', '13', 'R-1#T-9'));
    expect([left(twice), left(both)]).toEqual(['26.00', '13.00']);
    expect(reserved('two', '1', 'R-1#T-9')(both, NOW)).toMatchObject({ reason: 'exceeds-the-payment' });
    expect(refundRequestsOf(both)).toHaveLength(1);
  });
});

describe('what came of a refund', () => {
  const under = given(paid, reserved('one', '3'));

  it('is told by its owner alone', () => {
    expect(refundCame('one', DONE, 'somebody else')(under, NOW)).toEqual({
      payment: under,
      isChanged: false,
    });
    expect(refundCame('two', DONE)(under, NOW)).toEqual({ payment: under, isChanged: false });
  });

  it('is that it was made, with its number', () => {
    const done = given(under, refundCame('one', DONE));
    expect(findRefund(done, 'one')?.request).toMatchObject({ state: 'done', refundTransactionNo: 'RT-1' });
    expect([back(done), left(done)]).toEqual(['3.00', '10.00']);
    expect(done.history.at(-1)).toMatchObject({ event: 'refund-done' });
  });

  it('ends the lease, of which nothing is left but where nobody knows', () => {
    for (const outcome of [DONE, REFUSED]) {
      const ended = givenAt(later(SECOND), under, refundCame('one', outcome));
      expect(findRefund(ended, 'one')?.request).not.toHaveProperty('lease');
    }
    const lost = givenAt(later(SECOND), under, refundCame('one', UNKNOWN));
    const lease = { owner: 'one', until: later(SECOND).toISOString() };
    expect(findRefund(lost, 'one')?.request.lease).toEqual(lease);
    const found = given(lost, listing({ refundReference: 'one', refundAmount: '3.00' }));
    expect(findRefund(found, 'one')?.request).not.toHaveProperty('lease');
  });

  it('is that it was refused, which frees the money', () => {
    const refused = given(under, refundCame('one', REFUSED));
    expect(findRefund(refused, 'one')?.request).toMatchObject({
      state: 'refused',
      failure: { code: '000023' },
    });
    expect([back(refused), left(refused)]).toEqual(['0.00', '13.00']);
  });

  it('is that nobody knows, which keeps the money', () => {
    const unknown = given(under, refundCame('one', UNKNOWN));
    expect([stateOf(unknown), back(unknown), left(unknown)]).toEqual(['unknown', '0.00', '10.00']);
  });

  it('frees the money also when it comes late', () => {
    const abandoned = givenAt(later(MINUTE), under, listing());
    expect([stateOf(abandoned), left(abandoned)]).toEqual(['unknown', '10.00']);
    expect(left(given(abandoned, refundCame('one', REFUSED)))).toBe('13.00');
  });

  it('is what Pockyt lists, whatever its owner thinks', () => {
    const listed = given(under, listing({ refundReference: 'one', refundAmount: '3.00' }));
    for (const outcome of [REFUSED, UNKNOWN]) {
      expect(refundCame('one', outcome)(listed, NOW)).toMatchObject({ isChanged: false });
    }
    const late = given(
      under,
      refundCame('one', REFUSED),
      listing({ refundReference: 'one', refundAmount: '3.00' }),
    );
    expect([stateOf(late), back(late), left(late)]).toEqual(['done', '3.00', '10.00']);
  });

  it('may be that all the money is gone', () => {
    const all = given(paid, reserved('one', '13'), refundCame('one', DONE));
    expect(all.status).toBe('refunded');
  });

  it('is not known by a list that does not have it', () => {
    const unknown = given(under, refundCame('one', UNKNOWN), listing());
    expect(stateOf(unknown)).toBe('unknown');
  });
});
