import { readFileSync } from 'node:fs';

/** What one unit of something costs, and where AWS says so. */
interface Price {
  readonly usd: number;
  readonly per: number;
  readonly unit: string;
  readonly source: string;
}

interface PriceList {
  /** The day on which these were the list prices; ISO 8601. */
  readonly asOf: string;
  readonly region: string;
  readonly prices: Readonly<Record<string, Price>>;
}

export const PRICES: PriceList = JSON.parse(readFileSync(new URL('prices.json', import.meta.url), 'utf8'));

/**
 * What so many units cost, in USD.
 *
 * @throws {RangeError} for a unit without a price.
 */
export function usd(unit: string, quantity: number): number {
  const price = PRICES.prices[unit];
  if (price === undefined) throw new RangeError(`${unit} has no price in prices.json.`);
  return (quantity * price.usd) / price.per;
}
