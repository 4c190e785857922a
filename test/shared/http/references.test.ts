import { isReference } from '#shared/http/references.ts';
import { SECURE_PAY_RULES } from '#shared/pockyt/secure-pay-rules.ts';

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
