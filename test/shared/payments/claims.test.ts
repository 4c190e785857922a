import { orderOfNotice } from '#shared/payments/apply-notice.ts';
import type { Payment } from '#shared/payments/payment.ts';
import type { Notice } from '#shared/pockyt/notice.ts';
import { HOUR, MINUTE } from '#tools/harness/clock.ts';
import {
  answered,
  called,
  found,
  given,
  givenAt,
  IN_STATUS,
  LINK,
  later,
  NO_ORDER,
  noticed,
  noticeOf,
  orderOf,
  REFUSED,
  repeated,
} from '#tools/harness/payments.ts';

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
    ['reversed', IN_STATUS.refunded],
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

  it('of an order that exists leaves nothing where it does, and is kept where it may not', () => {
    expect(record(pending, { status: 'init' })).toMatchObject({ reason: 'reached' });
    expect(record(IN_STATUS.expired, { status: 'pending' })).toMatchObject({ reason: 'reached' });
    expect(record(IN_STATUS.unknown, { status: 'init' }).isChanged).toBe(true);
  });

  it.each([
    ['amount-mismatch', { amount: '1.00' }],
    ['currency-mismatch', { currency: 'USD' }],
    ['transaction-mismatch', { transactionNo: 'T-9' }],
    [undefined, { amount: undefined, currency: undefined }],
  ])(
    'says in the history in what it differs from the order, and is no answer that contradicts: %s',
    (discrepancy, change) => {
      const { payment, ...made } = record(pending, change);
      expect(payment.history.at(-1)?.discrepancy).toBe(discrepancy);
      expect(made).not.toHaveProperty('discrepancy');
    },
  );
});

describe('the claims of an order', () => {
  it.each<[Partial<Notice>, Partial<Notice>]>([
    [{ status: 'strange' }, { status: 'PENDING' }],
    [{ status: 'pending' }, { status: 'failed' }],
    [{ status: 'closed' }, { status: 'success' }],
    [{ status: 'success' }, { status: 'strange', refundReference: 'RF-1' }],
    [{ status: 'success' }, { status: 'success', refundAmount: '3.00' }],
    [{ status: 'success', refundReference: 'RF-1' }, { status: 'reversed' }],
  ])('are one on its own number: %j makes room for %j, and not the other way round', (less, more) => {
    const both = [noticed(less), noticed(more)] as const;
    for (const steps of [both, both.toReversed()]) {
      expect(claimsOf(givenAt(AT, pending, ...steps))).toMatchObject([more]);
    }
  });

  it('are one on its own number: of two that say as much, the one that fits the order', () => {
    const both = [noticed({ amount: '1.00' }), noticed()] as const;
    for (const steps of [both, both.toReversed()]) {
      expect(claimsOf(givenAt(AT, pending, ...steps))).toMatchObject([{ amount: '13.00' }]);
    }
  });

  it.each(['T-1', 'T-91'])('are no more when the same comes again: %s', (transactionNo) => {
    const once = givenAt(AT, pending, noticed({ transactionNo }));
    const again = record(once, { transactionNo }, later(11 * MINUTE));
    expect(again).toMatchObject({ isChanged: true, claim: claimsOf(again.payment)[0] });
    expect(claimsOf(again.payment)).toEqual([
      { ...claimsOf(once)[0], receivedAt: later(11 * MINUTE).toISOString(), askAt: AT.toISOString() },
    ]);
    expect(again.payment.history.at(-1)).toMatchObject({ event: 'claim', times: 2 });
    expect(again.payment.history).toHaveLength(once.history.length);
  });

  it('are two on another number that do not say the same', () => {
    const one = givenAt(AT, pending, other(1));
    for (const change of [
      { status: 'closed' },
      { amount: '14.00' },
      { currency: 'USD' },
      { refundReference: 'RF-1' },
      { refundAmount: '3.00' },
    ]) {
      expect(claimsOf(givenAt(AT, one, other(1, change)))).toHaveLength(2);
    }
    expect(claimsOf(givenAt(AT, one, other(1, { time: 'later' })))).toHaveLength(1);
  });

  it('are three on other numbers, and there is no room for a further one', () => {
    const full = givenAt(AT, pending, other(1), other(2), other(3));
    expect(record(full, { transactionNo: 'T-94' })).toEqual({
      payment: full,
      isChanged: false,
      reason: 'no-room',
    });
    expect(record(full, { transactionNo: 'T-91', status: 'closed' })).toMatchObject({ reason: 'no-room' });
    expect(record(full, { transactionNo: 'T-91' }).isChanged).toBe(true);
  });

  it('are nine on other numbers with those of all orders of the payment', () => {
    const names = ['R-1', 'R-1--2', 'R-1--3', 'R-1--4'];
    const four = names
      .slice(1)
      .reduce((each, owner) => given(each, repeated(owner), called(REFUSED, owner)), IN_STATUS.rejected);
    const full = names
      .slice(0, 3)
      .reduce(
        (each, reference) => givenAt(AT, each, ...[1, 2, 3].map((number) => other(number, { reference }))),
        four,
      );
    expect(full.orders.map(({ claims = [] }) => claims.length)).toEqual([3, 3, 3, 0]);
    const further = { reference: 'R-1--4', transactionNo: 'T-94' };
    expect(record(full, further)).toEqual({ payment: full, isChanged: false, reason: 'no-room' });
    const asked = answered(NO_ORDER, { key: { transactionNo: 'T-91' } });
    const ended = givenAt(later(HOUR), full, asked);
    expect(record(ended, further, later(HOUR)).isChanged).toBe(true);
  });

  it('have room for one on its own number when there is none for any other', () => {
    const full = ['R-1', 'R-1--2', 'R-1--3'].reduce(
      (each, reference) => givenAt(AT, each, ...[1, 2, 3].map((number) => other(number, { reference }))),
      given(
        IN_STATUS.rejected,
        repeated('two'),
        called(REFUSED, 'two'),
        repeated('three'),
        called(REFUSED, 'three'),
        repeated('four'),
        called(LINK, 'four'),
      ),
    );
    expect(record(full, { reference: 'R-1--4', transactionNo: 'T-94' }).reason).toBe('no-room');
    expect(record(full, { reference: 'R-1--4' }).isChanged).toBe(true);
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
