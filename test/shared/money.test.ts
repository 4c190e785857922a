import fc from 'fast-check';
import { sameAmount, toAmount, toHundredths } from '#shared/money.ts';

describe('amounts', () => {
  it.each([
    ['0.01', 1n],
    ['13', 1300n],
    ['13.5', 1350n],
    ['13.50', 1350n],
    ['999999999999999.99', 99999999999999999n],
  ])('%s is %s hundredths', (text, hundredths) => {
    expect(toHundredths(text)).toBe(hundredths);
  });

  it.each([
    '',
    ' 1',
    '1 ',
    '01',
    '-1',
    '+1',
    '1.',
    '.5',
    '1.234',
    '1e3',
    '1,000',
    '0x1',
    '١',
    '1000000000000000',
  ])('"%s" is none, and equals nothing', (text) => {
    expect(toHundredths(text)).toBeNull();
    expect(sameAmount(text, text)).toBe(false);
  });

  it.each([
    [0n, '0.00'],
    [5n, '0.05'],
    [1300n, '13.00'],
  ])('of %s hundredths are written %s', (hundredths, text) => {
    expect(toAmount(hundredths)).toBe(text);
  });

  it('are the same money exactly when their hundredths are', () => {
    const hundredths = fc.bigInt({ min: 0n, max: 10n ** 17n - 1n });
    const written = (value: bigint) => `${value / 100n}.${String(value % 100n).padStart(2, '0')}`;
    fc.assert(
      fc.property(hundredths, hundredths, (one, other) => {
        expect(toHundredths(written(one))).toBe(one);
        expect(toAmount(one)).toBe(written(one));
        expect(sameAmount(written(one), written(other))).toBe(one === other);
        if (one % 100n === 0n) expect(sameAmount(String(one / 100n), written(one))).toBe(true);
      }),
    );
  });
});
