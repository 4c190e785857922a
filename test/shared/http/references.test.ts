import { readRefundRequest } from '#functions/refund/request.ts';
import { isProviderReference, isReference, isRefundReference } from '#shared/http/references.ts';
import { MAX_ORDERS, nthReference } from '#shared/payments/order.ts';
import { SECURE_PAY_RULES } from '#shared/pockyt/fields.ts';

describe('a reference in a path', () => {
  it.each([
    'R-1',
    'x'.repeat(60),
    'x'.repeat(61),
    '',
    '-',
    '_',
    '__proto__',
    'R--x',
    'R--',
    'R--1',
    'R--2',
    'R--02',
    'R--100',
    'R--2x',
    '--2',
    'R-1\n',
    '\nR-1',
    'a b',
    'é',
    'R/1',
    'R%2F1',
    'R#1',
    '\u0000',
  ])('is by the same rule as in a body: %j', (text) => {
    expect(isReference(text)).toBe('text' in SECURE_PAY_RULES.reference(text));
  });
});

describe('the name of an order in a path', () => {
  it.each(['R-1', 'x'.repeat(60)])('is the name of any order that %s can have', (reference) => {
    for (let number = 1; number <= MAX_ORDERS; number++) {
      expect([number, isProviderReference(nthReference(reference, number))]).toEqual([number, true]);
    }
  });

  it.each(['', 'a b', 'R#T-1', 'x'.repeat(61), `${'x'.repeat(60)}--1`, `${'x'.repeat(60)}--100`, 'R-1\n'])(
    'is not %j',
    (text) => {
      expect(isProviderReference(text)).toBe(false);
    },
  );
});

describe('the name of a refund in a path', () => {
  it.each(['R-1', 'a--2', 'x'.repeat(60), 'x'.repeat(61), 'a b', 'a/b', 'R-1\n', 'é'])(
    'is by the same rule as in a body: %j',
    (refundReference) => {
      const accept = () => readRefundRequest({ refundReference, refundAmount: '1' }, 'PHP');
      if (isRefundReference(refundReference)) expect(accept).not.toThrow();
      else expect(accept).toThrow('refundReference');
    },
  );
});
