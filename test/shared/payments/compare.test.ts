import { expectedOf, isGivenBack, mismatch } from '#shared/payments/compare.ts';
import type { Attempt } from '#shared/payments/payment.ts';
import { IN_STATUS } from '#test/support/payments.ts';

const { pending, unknown } = IN_STATUS;
const [known] = pending.attempts as [Attempt];
const [unknownAttempt] = unknown.attempts as [Attempt];
const claim = { amount: '13.00', currency: 'PHP', transactionNo: 'T-1', status: 'success' };

describe('a claim', () => {
  it('is compared with what was asked for, and with the number as far as it is known', () => {
    expect(expectedOf(pending, known)).toEqual({ amount: '13', currency: 'PHP', transactionNo: 'T-1' });
    expect(expectedOf(unknown, unknownAttempt)).toEqual({ amount: '13', currency: 'PHP' });
    expect(expectedOf(unknown, undefined)).toEqual({ amount: '13', currency: 'PHP' });
  });

  it.each([
    [{}, undefined],
    [{ amount: '13.01', currency: 'USD', transactionNo: 'T-2' }, 'amount-mismatch'],
    [{ currency: 'USD', transactionNo: 'T-2' }, 'currency-mismatch'],
    [{ transactionNo: 'T-2' }, 'transaction-mismatch'],
  ])('with %j differs first in %s', (change, difference) => {
    expect(mismatch(pending, known, { ...claim, ...change })).toBe(difference);
  });

  it('may tell a number that was not known, but not of an order that was not made', () => {
    expect(mismatch(unknown, unknownAttempt, claim)).toBeUndefined();
    expect(mismatch(unknown, undefined, claim)).toBe('transaction-mismatch');
  });
});

describe('refunds', () => {
  it.each([
    [['12.99'], false],
    [['13.00'], true],
    [['5', '8'], true],
    [['odd'], false],
    [[], false],
  ])('of %j give back 13: %s', (amounts, all) => {
    const refunds = amounts.map((refundAmount) => ({ refundAmount }));
    expect(isGivenBack(pending, refunds)).toBe(all);
  });
});
