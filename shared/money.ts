const AMOUNT = /^(0|[1-9][0-9]{0,14})(?:\.([0-9]{1,2}))?$/;

/**
 * An amount in hundredths, whatever the currency: Pockyt writes `1000.00` for won as well. Null for text that is
 * no plain decimal amount.
 */
export function toHundredths(amount: string): bigint | null {
  const match = AMOUNT.exec(amount);
  if (match === null) return null;
  return BigInt(match[1] as string) * 100n + BigInt((match[2] ?? '').padEnd(2, '0'));
}

/** Whether two amounts are the same money: `13`, `13.0` and `13.00` are. What cannot be read equals nothing. */
export function sameAmount(one: string, other: string): boolean {
  const hundredths = toHundredths(one);
  return hundredths !== null && hundredths === toHundredths(other);
}

/** Hundredths as decimal text with two decimals: `13.00`. */
export function toAmount(hundredths: bigint): string {
  const digits = String(hundredths).padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
