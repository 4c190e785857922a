/** Text as an amount in hundredths of the currency, or undefined when it is no plain decimal number. */
export function hundredthsOf(text: string): bigint | undefined {
  const [, whole, cents = ''] = /^(0|[1-9]\d{0,11})(?:\.(\d{1,2}))?$/.exec(text) ?? [];
  return whole === undefined ? undefined : BigInt(whole + cents.padEnd(2, '0'));
}

/** Hundredths as Pockyt writes them: two decimals in every currency, `13.00` and `1000.00`. */
export function amountText(hundredths: bigint): string {
  const digits = hundredths.toString().padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
