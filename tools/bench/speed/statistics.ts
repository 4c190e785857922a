/** Where the middle half of some values lies. */
export interface Quartiles {
  readonly q1: number;
  readonly median: number;
  readonly q3: number;
}

/** @throws {RangeError} when there are no values. */
export function quartiles(values: readonly number[]): Quartiles {
  if (values.length === 0) throw new RangeError('No values, no quartiles.');
  const sorted = [...values].sort((a, b) => a - b);
  return { q1: quantile(sorted, 0.25), median: quantile(sorted, 0.5), q3: quantile(sorted, 0.75) };
}

/** Of a measure that is one value. */
export const exactly = (value: number): Quartiles => ({ q1: value, median: value, q3: value });

/** The value below which the given part of the sorted values lies; between two of them in proportion. */
export function quantile(sorted: readonly number[], part: number): number {
  const at = (sorted.length - 1) * part;
  const [below, above] = [sorted[Math.floor(at)] as number, sorted[Math.ceil(at)] as number];
  return below + (above - below) * (at - Math.floor(at));
}

/** How wide the middle half is, as part of the median: a measure of how noisy the machine was. */
export function spread({ q1, median, q3 }: Quartiles): number {
  return (q3 - q1) / median;
}
