import * as assumed from './assumptions.ts';
import type { Counted, Lifecycle } from './lifecycle.ts';
import type { Charge } from './monthly.ts';
import { usd } from './prices.ts';
import { type Kind, type Usage, type Used, usageOfLook } from './usage.ts';

const MILLION = 1_000_000;

/** What a million payments cost, line by line. */
export function charges(usage: Usage): Charge[] {
  return usage.map((used) => ({
    service: used.service,
    what: described(used),
    usd: usd(used.unit, used.quantity * MILLION),
  }));
}

/**
 * What the looks of `paidChecks` cost a million payments, in one line, since a deployment chooses how many there are.
 * Each payment has them, whether it was paid or has expired.
 */
export function paidLooks(look: Counted, count: number, kind: Kind): Charge {
  const { reads, writes, indexWrites } = look;
  const [time] = usageOfLook(look, kind);
  const each = `${reads} read, ${writes} write and ${indexWrites} index units, ${time?.what}`;
  const cost = total(charges(usageOfLook(look, kind)));
  return {
    service: 'Reconciliation',
    what: `${count} looks by \`paidChecks\`: ${each}, each`,
    usd: count * cost,
  };
}

export const total = (lines: readonly Charge[]): number => lines.reduce((sum, line) => sum + line.usd, 0);

/** What each further 100 ms of Pockyt's would add to a million payments: requests wait for it, and looks do together. */
export function perHundredMilliseconds(
  { requests, check, paidLook }: Lifecycle,
  paidChecks: number,
  memory: number,
): number {
  const alone = Object.values(requests).reduce((sum, { pockyt }) => sum + pockyt, 0);
  const together = assumed.CHECKS * check.pockyt + paidChecks * paidLook.pockyt;
  const waits = alone + together / assumed.SIDE_BY_SIDE;
  return usd('lambdaArm', (MILLION * waits * 0.1 * memory) / 1024);
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
