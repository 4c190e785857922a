import { orderOfNotice } from '#shared/payments/claims.ts';
import type { Payment } from '#shared/payments/payment.ts';
import type { Notice } from '#shared/pockyt/notice.ts';
import { HOUR, MINUTE } from '#test/support/clock.ts';
import {
  answered,
  found,
  given,
  givenAt,
  IN_STATUS,
  later,
  NOW,
  noticed,
  noticeOf,
  orderOf,
} from '#test/support/payments.ts';

const { pending, paid } = IN_STATUS;
const AT = later(10 * MINUTE);
const other = (number: number, change: Partial<Notice> = {}) =>
  noticed({ transactionNo: `T-9${number}`, ...change });
const claimsOf = (payment: Payment, name?: string) => orderOf(payment, name).claims ?? [];
const record = (payment: Payment, change: Partial<Notice> = {}, now = AT) => noticed(change)(payment, now);

describe('a signed notice', () => {
  it('changes nothing but the claims of its order and when it is asked about', () => {
    const now = later(30_000);
    const after = givenAt(now, pending, noticed());
    const { claims, ...order } = orderOf(after);
    expect(order).toEqual(orderOf(pending));
    expect(claims).toHaveLength(1);
    expect(after).toMatchObject({ status: 'pending', dueAt: now.toISOString(), isUrgent: true });
  });

  it('is kept with what describes the shopper, which its line of history does not have', () => {
    const shopper = { vaultId: 'ca_1', customerNo: 'c-1' };
    const rest = { vendorId: 'v', time: '20260501', completedAt: '20260501' };
    const after = givenAt(AT, pending, noticed({ ...shopper, ...rest, cut: true }));
    const { reference: _, ...said } = noticeOf({ ...shopper, ...rest, cut: true });
    const received = { credentials: 'current', receivedAt: AT.toISOString(), askAt: AT.toISOString() };
    expect(claimsOf(after)).toEqual([{ ...said, ...received }]);
    expect(after.history.at(-1)).toMatchObject({
      source: 'notice',
      event: 'claim',
      order: 'R-1',
      credentials: 'current',
    });
    expect(JSON.stringify(after.history)).not.toMatch(/ca_1|c-1/);
  });

  it('belongs to the order that has exactly its reference, and of those to the one with its number', () => {
    const key = { transactionNo: 'T-9' };
    const withFind = givenAt(AT, pending, answered(found(key), { key }));
    const [own, find] = withFind.orders;
    expect(orderOfNotice(withFind, noticeOf())).toBe(own);
    expect(orderOfNotice(withFind, noticeOf(key))).toBe(find);
    expect(orderOfNotice(withFind, noticeOf({ transactionNo: 'T-8' }))).toBe(own);
  });

  it.each(['R-1--2', 'R-10', 'r-1', 'R-1--1'])(
    'belongs to none where no order has its reference: %s',
    (reference) => {
      expect(record(pending, { reference })).toEqual({
        payment: pending,
        isChanged: false,
        reason: 'unmatched',
      });
    },
  );

  it.each([
    ['success', paid],
    ['success', IN_STATUS.refunded],
    ['success', IN_STATUS.reversed],
    ['reversed', IN_STATUS.reversed],
    ['reversed', IN_STATUS.refunded],
    ['closed', IN_STATUS.closed],
    ['failed', IN_STATUS.failed],
    ['closed', IN_STATUS.reversed],
    ['init', paid],
  ])('leaves nothing where what it claims is reached: %s', (status, payment) => {
    expect(record(payment, { status })).toEqual({ payment, isChanged: false, reason: 'reached' });
  });

  it.each([
    ['success', IN_STATUS.expired],
    ['success', IN_STATUS.closed],
    ['reversed', paid],
    ['closed', paid],
    ['failed', IN_STATUS.expired],
    ['strange', paid],
  ])('is kept whatever status the payment has: %s', (status, payment) => {
    expect(claimsOf(record(payment, { status }).payment)).toMatchObject([{ status }]);
  });

  it('of money that may be on its way is kept until Pockyt was asked', () => {
    expect(claimsOf(record(pending, { status: 'pending' }).payment)).toMatchObject([{ status: 'pending' }]);
    const confirming = givenAt(later(5 * MINUTE), pending, answered(found({ status: 'pending' })));
    expect(record(confirming, { status: 'dealing' })).toMatchObject({ reason: 'reached' });
  });

  it.each([
    ['amount-mismatch', { amount: '1.00' }],
    ['currency-mismatch', { currency: 'USD' }],
    ['transaction-mismatch', { transactionNo: 'T-9' }],
    [undefined, { amount: undefined, currency: undefined }],
  ])('says in what it differs from the order: %s', (discrepancy, change) => {
    expect(record(pending, change).discrepancy).toBe(discrepancy);
  });
});

describe('the claims of an order', () => {
  it.each([
    ['strange', 'failed'],
    ['failed', 'success'],
    ['success', 'reversed'],
  ])('are one on its own number: %s makes room for %s, and not the other way round', (less, more) => {
    const both = [noticed({ status: less }), noticed({ status: more })] as const;
    for (const steps of [both, both.toReversed()]) {
      expect(claimsOf(givenAt(AT, pending, ...steps))).toMatchObject([{ status: more }]);
    }
  });

  it('are one on its own number: of two that say as much, the one that fits the order', () => {
    const both = [noticed({ amount: '1.00' }), noticed()] as const;
    for (const steps of [both, both.toReversed()]) {
      expect(claimsOf(givenAt(AT, pending, ...steps))).toMatchObject([{ amount: '13.00' }]);
    }
  });

  it('are known when the same comes again', () => {
    expect(record(givenAt(AT, pending, noticed())).reason).toBe('known');
    expect(record(givenAt(AT, pending, other(1)), { transactionNo: 'T-91' }).reason).toBe('known');
  });

  it('are three on other numbers, and there is no room for a further one', () => {
    const full = givenAt(AT, pending, other(1), other(2), other(3));
    expect(record(full, { transactionNo: 'T-94' })).toEqual({
      payment: full,
      isChanged: false,
      reason: 'no-room',
    });
    expect(record(full, { transactionNo: 'T-91', status: 'closed' })).toMatchObject({ reason: 'no-room' });
  });

  it('have room for one on its own number whatever is claimed of others', () => {
    const full = givenAt(AT, pending, other(1), other(2), other(3), noticed());
    expect(claimsOf(full).map(({ transactionNo }) => transactionNo)).toEqual(['T-91', 'T-92', 'T-93', 'T-1']);
    expect(claimsOf(givenAt(AT, full, noticed({ status: 'reversed' })))).toHaveLength(4);
  });

  it('have room again when one of them ended', () => {
    const full = givenAt(AT, pending, other(1), other(2), other(3));
    const key = { transactionNo: 'T-91' };
    const ended = givenAt(AT, full, answered(found(key), { key }));
    expect(record(ended, { transactionNo: 'T-94' }).isChanged).toBe(true);
  });
});

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
