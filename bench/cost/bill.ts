import type { Charge } from './monthly.ts';
import { usd } from './prices.ts';
import type { Usage, Used } from './usage.ts';

const MILLION = 1_000_000;

/** What a million payments cost, line by line. */
export function charges(usage: Usage): Charge[] {
  return usage.map((used) => ({
    service: used.service,
    what: described(used),
    usd: usd(used.unit, used.quantity * MILLION),
  }));
}

export const total = (lines: readonly Charge[]): number => lines.reduce((sum, line) => sum + line.usd, 0);

/** What each further 100 ms of Pockyt's would add to a million payments: two requests of each wait for it. */
export function perHundredMilliseconds(memory: number): number {
  return usd('lambdaArm', (MILLION * 2 * 0.1 * memory) / 1024);
}

/** A bill as a table in Markdown. */
export function billTable([first, second]: readonly [string, string], lines: readonly Charge[]): string {
  const rows = lines.map((line) => `| ${line.service} | ${line.what} | ${line.usd.toFixed(2)} |`);
  const sum = `| in all | | **${total(lines).toFixed(2)}** |`;
  return [`| ${first} | ${second} | USD |`, '|---|---|---|', ...rows, sum].join('\n');
}

/** How much of what, for one payment. */
function described({ what, unit, quantity }: Used): string {
  if (unit.startsWith('lambda') && unit !== 'lambdaRequest') return what;
  if (unit === 'logGigabyte') return `${(quantity * 1e6).toFixed(1)} KB of logs`;
  return `${Number(quantity.toFixed(2))} ${what}`;
}
