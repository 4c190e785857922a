import fc from 'fast-check';
import { LosslessNumber } from 'lossless-json';
import { parseJson, scalarText } from '#shared/runtime/json.ts';
import { sameAmount, toAmount, toHundredths } from '#shared/runtime/money.ts';

describe('amounts', () => {
  it.each([
    ['0', 0n],
    ['0.01', 1n],
    ['13', 1300n],
    ['13.5', 1350n],
    ['13.50', 1350n],
    ['13.000', 1300n],
    ['1.3E1', 1300n],
    ['1e3', 100000n],
    ['1E+1', 1000n],
    ['1.0E7', 1000000000n],
    ['1350E-2', 1350n],
    ['1.00E-2', 1n],
    ['1E-2', 1n],
    ['10000E-4', 100n],
    ['0E-999', 0n],
    ['0e999', 0n],
    ['1E+007', 1000000000n],
    ['01', 100n],
    ['+1', 100n],
    ['1.', 100n],
    ['.5', 50n],
    ['999999999999999.99', 99999999999999999n],
    [`1.${'0'.repeat(61)}`, 100n],
  ])('%s is %s hundredths', (text, hundredths) => {
    expect(toHundredths(text)).toBe(hundredths);
    expect(sameAmount(text, toAmount(hundredths))).toBe(true);
  });

  it.each([
    '',
    ' 1',
    '1 ',
    '1\n',
    '.',
    'E5',
    '.E5',
    '1E',
    '1E+',
    '1E1.0',
    '1E1E1',
    '-1',
    '-0.00',
    '+-1',
    '++1',
    '1.2.3',
    '1.234',
    '13.001',
    '1E-3',
    '1E-999',
    '1,000',
    '1_000',
    '0x1',
    'NaN',
    'Infinity',
    '１',
    '١',
    '1000000000000000',
    '1E15',
    '1E999',
    '1E1000',
    '1E999999999',
    '0E1000',
    `1.${'0'.repeat(62)}`,
  ])('%j is none, and equals nothing', (text) => {
    expect(toHundredths(text)).toBeNull();
    expect(sameAmount(text, text)).toBe(false);
    expect(sameAmount(text, '1')).toBe(false);
    expect(sameAmount('1', text)).toBe(false);
  });

  it.each(['13', '13.00', '1.3E1', '1.3e+1', '"1.30E+1"'])('are read from the JSON %s', (json) => {
    expect(toHundredths(scalarText(parseJson(json)) as string)).toBe(1300n);
  });

  it('are no floats on the way', () => {
    const text = scalarText(new LosslessNumber('900719925474099.30')) as string;
    expect(toHundredths(text)).toBe(90071992547409930n);
    expect(sameAmount(text, '900719925474099.29')).toBe(false);
  });

  it.each([
    [0n, '0.00'],
    [5n, '0.05'],
    [1300n, '13.00'],
  ])('of %s hundredths are written %s', (hundredths, text) => {
    expect(toAmount(hundredths)).toBe(text);
  });
});

/** Hundredths that can be told from all their neighbours. */
const hundredths = fc.bigInt({ min: 0n, max: 10n ** 17n - 1n });

/** How a number may be written: where its point stands, with what around it. */
const spelling = fc.record({
  zerosBehind: fc.nat({ max: 9 }),
  zerosBefore: fc.nat({ max: 3 }),
  point: fc.nat(),
  letter: fc.constantFrom('e', 'E'),
  plus: fc.constantFrom('', '+'),
  sign: fc.constantFrom('', '+'),
});
type Spelling = typeof spelling extends fc.Arbitrary<infer T> ? T : never;

/** A number of so many ten-thousandths in that spelling. */
function spelt(tenThousandths: bigint, { zerosBehind, zerosBefore, point, letter, plus, sign }: Spelling) {
  const digits = '0'.repeat(zerosBefore) + String(tenThousandths) + '0'.repeat(zerosBehind);
  const at = point % (digits.length + 1);
  const exponent = digits.length - at - zerosBehind - 4;
  const mantissa = at === digits.length ? digits : `${digits.slice(0, at)}.${digits.slice(at)}`;
  return `${sign}${mantissa}${exponent === 0 ? '' : `${letter}${exponent < 0 ? '' : plus}${exponent}`}`;
}

describe('an amount', () => {
  it('is the same money in every spelling of its number', () => {
    fc.assert(
      fc.property(hundredths, spelling, spelling, (value, one, other) => {
        const [text, again] = [spelt(value * 100n, one), spelt(value * 100n, other)];
        expect(toHundredths(text)).toBe(value);
        expect(sameAmount(text, again)).toBe(true);
        expect(toAmount(value)).toBe(`${value / 100n}.${String(value % 100n).padStart(2, '0')}`);
        expect(sameAmount(text, toAmount(value))).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('is never the same money as its neighbours, in no spelling', () => {
    const neighbour = fc.constantFrom(-100n, -1n, 1n, 50n, 100n);
    fc.assert(
      fc.property(hundredths, neighbour, spelling, spelling, (value, step, one, other) => {
        const near = value * 100n + step;
        if (near < 0n) return;
        const [text, next] = [spelt(value * 100n, one), spelt(near, other)];
        expect(sameAmount(text, next)).toBe(false);
        if (near % 100n !== 0n) expect(toHundredths(next)).toBeNull();
      }),
      { numRuns: 1000 },
    );
  });

  it('costs next to nothing to refuse', () => {
    const started = process.cpuUsage();
    for (const text of [
      '1E999999999',
      '1E-999999999',
      '9E999',
      '9'.repeat(1_000_000),
      `${'.'.repeat(1e6)}1`,
    ]) {
      for (let times = 0; times < 1000; times += 1) toHundredths(text);
    }
    expect(process.cpuUsage(started).user).toBeLessThan(1_000_000);
  });

  it('is read from any text without a fault', () => {
    const parts = fc.constantFrom('0', '1', '9', '.', 'E', 'e', '+', '-', '99', '000', ' ');
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 12 }), (pieces) => {
        const text = pieces.join('');
        const value = toHundredths(text);
        if (value === null) return;
        // A float is exact enough to say that this is the number, and not exact enough to read it.
        expect(Math.abs(Number(text) * 100 - Number(value))).toBeLessThanOrEqual(Number(value) * 1e-12);
      }),
      { numRuns: 5000 },
    );
  });
});
