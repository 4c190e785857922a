/** How something grows: `cost = constant × size ^ exponent`, as well as one can say so of these points. */
export interface Law {
  readonly exponent: number;
  readonly constant: number;
}

export interface Point {
  readonly size: number;
  readonly cost: number;
}

/**
 * The power law through some points, by least squares over their logarithms.
 *
 * @throws {RangeError} for less than two sizes.
 */
export function lawOf(points: readonly Point[]): Law {
  const logs = points.map(({ size, cost }) => [Math.log(size), Math.log(cost)] as const);
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(logs.map(([size]) => size)), mean(logs.map(([, cost]) => cost))];
  const spread = logs.reduce((sum, [size]) => sum + (size - x) ** 2, 0);
  if (spread === 0) throw new RangeError('One size shows no growth.');
  const exponent = logs.reduce((sum, [size, cost]) => sum + (size - x) * (cost - y), 0) / spread;
  return { exponent, constant: Math.exp(y - exponent * x) };
}

/** The law in words. */
export function inWords({ exponent, constant }: Law): string {
  const kind = exponent < 0.15 ? 'constant' : exponent < 0.85 ? 'less than linear' : 'linear';
  const word = exponent > 1.25 ? 'MORE THAN LINEAR' : kind;
  return `${word}: ${constant.toPrecision(2)} × size ^ ${exponent.toFixed(2)}`;
}
