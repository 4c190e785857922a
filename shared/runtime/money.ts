/** As numbers are written: by JSON, by hand, and by Java, whose doubles write ten million as `1.0E7`. No sign but plus. */
const NUMBER = /^\+?(?=\.?[0-9])([0-9]*)(?:\.([0-9]*))?(?:[eE]([+-]?[0-9]{1,3}))?$/;

/** Shorter than the 64 characters at which foreign text is cut, so that what was cut never reads as money. */
const MAX_LENGTH = 63;
/** More than any amount: 15 digits before the point. */
const TOO_MANY_HUNDREDTHS = 10n ** 17n;

/**
 * An amount in hundredths, whatever the currency: Pockyt writes `1000.00` for won as well. It is read exactly, in any
 * spelling (`13`, `13.000` and `1.3E1` are the same), and never through a float. Null for text that is no amount, or
 * none in whole hundredths.
 */
export function toHundredths(text: string): bigint | null {
  const match = text.length <= MAX_LENGTH ? NUMBER.exec(text) : null;
  if (match === null) return null;
  const [, whole, fraction = '', exponent] = match;
  const shift = Number(exponent ?? 0) + 2 - fraction.length;
  // The exponent has three digits at most, so neither power takes time.
  const multiple = BigInt(`${whole}${fraction}`) * 10n ** BigInt(Math.max(shift, 0));
  const divisor = 10n ** BigInt(Math.max(-shift, 0));
  const hundredths = multiple / divisor;
  return multiple % divisor === 0n && hundredths < TOO_MANY_HUNDREDTHS ? hundredths : null;
}

/** Whether two amounts are the same money, in whatever spelling. What cannot be read equals nothing. */
export function sameAmount(one: string, other: string): boolean {
  const hundredths = toHundredths(one);
  return hundredths !== null && hundredths === toHundredths(other);
}

/** Hundredths as decimal text with two decimals: `13.00`. */
export function toAmount(hundredths: bigint): string {
  const digits = String(hundredths).padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
