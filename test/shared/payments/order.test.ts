import fc from 'fast-check';
import {
  MAX_ORDERS,
  moneyDiffers,
  nthReference,
  orderId,
  orderNumber,
  ownKey,
  paymentReference,
} from '#shared/payments/order.ts';
import { canRetryCreate, keptOrders, ordersWithMoney, refundableInAll } from '#shared/payments/payment.ts';
import { MINUTE } from '#tools/harness/clock.ts';
import { givenAt, IN_STATUS, later, noticed, orderOf } from '#tools/harness/payments.ts';

const order = orderOf(IN_STATUS.pending);
/** As callers may choose it: not ending in `--` and digits. */
const reference = fc.stringMatching(/^[A-Za-z0-9_-]{1,60}$/).filter((text) => !/--[0-9]+$/.test(text));

describe('the references of a payment at Pockyt', () => {
  it('are its own, then that with a number', () => {
    expect([1, 2, 99].map((number) => nthReference('R', number))).toEqual(['R', 'R--2', 'R--99']);
  });

  it('belong to that payment and to no other, whatever the references are', () => {
    fc.assert(
      fc.property(reference, fc.integer({ min: 1, max: MAX_ORDERS }), (own, number) => {
        const providerReference = nthReference(own, number);
        expect(paymentReference(providerReference)).toBe(own);
        expect(orderNumber({ ...order, providerReference })).toBe(number);
        expect(providerReference.length).toBeLessThanOrEqual(64);
      }),
    );
  });

  it.each(['R', 'R-2', 'R--', 'R--0', 'R--1', 'R--01', 'R--100', 'R--2x', 'R--2\n'])(
    'are not cut: %j',
    (text) => {
      expect(paymentReference(text)).toBe(text);
    },
  );

  it('are asked for by the number where there is one', () => {
    expect(ownKey(order)).toEqual({ transactionNo: 'T-1' });
    expect(ownKey(orderOf(IN_STATUS.unknown))).toEqual({ reference: 'R-1' });
  });

  it('name an order of ours; a find has its number in its name besides', () => {
    expect(orderId(order)).toBe('R-1');
    expect(orderId({ ...order, found: true, transactionNo: 'T-9' })).toBe('R-1#T-9');
  });
});

describe('the orders of a payment', () => {
  const numbered = Array.from({ length: 12 }, (_, index) => ({
    ...order,
    providerReference: nthReference('R-1', index + 1),
  }));

  it('are kept where they held money or were found, however old', () => {
    const held = { ...numbered[0], held: true as const } as typeof order;
    const one = { ...numbered[1], found: true as const } as typeof order;
    const kept = keptOrders([held, one, ...numbered.slice(2)]);
    expect(kept.slice(0, 3)).toEqual([held, one, numbered[3]]);
    expect(kept).toHaveLength(11);
  });

  it('are kept while there is a claim on them', () => {
    const claimed = givenAt(later(MINUTE), IN_STATUS.pending, noticed());
    const kept = keptOrders([orderOf(claimed), ...numbered.slice(1)]);
    expect([kept[0], kept.length]).toEqual([orderOf(claimed), 10]);
  });

  it('are told apart by what contradicts, and by nothing that is left out', () => {
    expect(moneyDiffers(order, {})).toBeUndefined();
    expect(moneyDiffers(order, { amount: '', currency: '' })).toBeUndefined();
    expect(moneyDiffers(order, { amount: '13.000', currency: 'PHP' })).toBeUndefined();
    expect(moneyDiffers(order, { amount: '6.00', currency: 'USD' })).toBe('amount-mismatch');
    expect(moneyDiffers(order, { amount: 'much' })).toBe('amount-mismatch');
    expect(moneyDiffers(order, { currency: 'USD' })).toBe('currency-mismatch');
  });

  it('have money while it is there, and a refund takes no more than that', () => {
    const { paid, refunded, reversed, pending } = IN_STATUS;
    expect([paid, refunded, reversed, pending].map((each) => ordersWithMoney(each).length)).toEqual([
      1, 0, 0, 0,
    ]);
    expect([paid, refunded, reversed, pending].map(refundableInAll)).toEqual([1300n, 0n, 0n, 0n]);
  });

  it('leave the reference free when all are dead and none ever had a link', () => {
    expect(canRetryCreate(IN_STATUS.rejected)).toBe(true);
    expect(canRetryCreate(IN_STATUS.closed)).toBe(false);
  });
});
