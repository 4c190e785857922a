import type { Payment } from '#shared/payments/payment.ts';
import type { Notice } from '#shared/pockyt/notice.ts';
import { HOUR, MINUTE } from '#tools/harness/clock.ts';
import {
  answered,
  found,
  given,
  givenAt,
  IN_STATUS,
  later,
  NOW,
  noticed,
  orderOf,
} from '#tools/harness/payments.ts';

const { pending, paid } = IN_STATUS;
const AT = later(10 * MINUTE);
const claimsOf = (payment: Payment) => orderOf(payment).claims ?? [];
const record = (payment: Payment, change: Partial<Notice> = {}) => noticed(change)(payment, AT);

describe('a claim ends', () => {
  const refundNotice = { refundReference: 'RF-1', refundAmount: '3.00' };
  const refund = { refundReference: 'RF-1', refundAmount: '3.00' };

  it('when what it claims is reached', () => {
    expect(claimsOf(givenAt(AT, pending, noticed(), answered(found())))).toEqual([]);
    expect(
      claimsOf(givenAt(AT, paid, noticed({ status: 'reversed' }), answered(found({ status: 'reversed' })))),
    ).toEqual([]);
    expect(orderOf(givenAt(AT, pending, noticed(), answered(found()))).claimsFailed).toBeUndefined();
  });

  it.each(['pending', 'dealing', 'PENDING'])(
    'of money that may be on its way ends when Pockyt says so, or says more: %s',
    (status) => {
      const claimed = givenAt(AT, pending, noticed({ status }));
      expect(claimsOf(givenAt(AT, claimed, answered(found({ status: 'init' }))))).toHaveLength(1);
      for (const said of ['pending', 'dealing', 'success', 'closed', 'failed', 'reversed']) {
        expect(claimsOf(givenAt(AT, claimed, answered(found({ status: said }))))).toEqual([]);
      }
    },
  );

  it('when Pockyt says of another number what it does', () => {
    const key = { transactionNo: 'T-9' };
    const said = answered(found({ ...key, status: 'closed' }), { key });
    expect(claimsOf(givenAt(AT, pending, noticed({ ...key, status: 'closed' }), said))).toEqual([]);
  });

  it('of a refund when Pockyt lists it, and not before', () => {
    const claimed = givenAt(AT, paid, noticed(refundNotice));
    const lagging = givenAt(AT, claimed, answered(found()));
    expect(claimsOf(lagging)).toMatchObject([{ ...refundNotice, askAt: later(11 * MINUTE).toISOString() }]);
    expect(claimsOf(givenAt(AT, claimed, answered(found({ refunds: [refund] }))))).toEqual([]);
  });

  it('of a refund that is listed already before it is kept', () => {
    const listed = givenAt(AT, paid, answered(found({ refunds: [refund] })));
    expect(record(listed, refundNotice).reason).toBe('reached');
    expect(record(listed, { refundAmount: '3.00' }).isChanged).toBe(true);
  });

  it('with the find that its number became, at once where that is what it claims', () => {
    const key = { transactionNo: 'T-9' };
    const claimed = givenAt(AT, pending, noticed(key), noticed({ ...key, status: 'reversed' }));
    const seen = givenAt(AT, claimed, answered(found(key), { key }));
    expect(claimsOf(seen)).toMatchObject([{ ...key, status: 'reversed' }]);
    const reversed = givenAt(
      later(11 * MINUTE),
      seen,
      answered(found({ ...key, status: 'reversed' }), { key }),
    );
    expect(reversed.orders.flatMap(({ claims = [] }) => claims)).toEqual([]);
    expect(orderOf(reversed)).not.toHaveProperty('claimsFailed');
  });

  it('wherever the order of its number stands by then', () => {
    const key = { transactionNo: 'T-9' };
    const claimed = givenAt(AT, pending, noticed({ ...key, status: 'pending' }), noticed(key));
    let payment = givenAt(AT, claimed, answered(found(key), { key }));
    for (let minute = 11; minute <= 50; minute++) {
      payment = givenAt(later(minute * MINUTE), payment, answered(found(key), { key }));
    }
    expect(payment.orders.flatMap(({ claims = [] }) => claims)).toEqual([]);
  });
});

describe('under a claim', () => {
  const OVER = later(2 * HOUR + MINUTE);
  const claimed = givenAt(OVER, pending, noticed());
  const init = answered(found({ status: 'init' }));

  it('no order expires', () => {
    expect(givenAt(OVER, pending, init).status).toBe('expired');
    expect(givenAt(OVER, claimed, init).status).toBe('pending');
  });

  it('an order expires a day after its time all the same', () => {
    const day = later(26 * HOUR + MINUTE);
    expect(givenAt(day, claimed, noticed({ transactionNo: 'T-9' }), init).status).toBe('expired');
  });
});

it('a claim that came before the lost order had a number is asked about by that number', () => {
  const lost = given(IN_STATUS.unknown, noticed());
  expect(lost.dueAt).toBe(NOW.toISOString());
  const asked = givenAt(AT, lost, answered(found({ status: 'init' })));
  expect(orderOf(asked)).toMatchObject({
    state: 'open',
    transactionNo: 'T-1',
    claims: [{ transactionNo: 'T-1' }],
  });
  expect(claimsOf(givenAt(AT, asked, answered(found())))).toEqual([]);
});
