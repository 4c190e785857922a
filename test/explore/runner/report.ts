import { scheduleText } from '../core/choices.ts';
import type { Finding } from '../planted/search.ts';
import { type Broken, statesOf, type Tally } from './tally.ts';

/** A line for each world, and one for all of them together. */
export function summary(tallies: readonly Tally[], seconds: number): string[] {
  const rows = tallies.map((tally) => [
    tally.world,
    `${tally.schedules} schedules`,
    `${tally.registers ? '~' : ''}${statesOf(tally)} states`,
    `mean ${(tally.steps / Math.max(tally.schedules, 1)).toFixed(1)} steps`,
    tally.registers ? 'by seed' : tally.isExhausted ? 'exhausted' : 'not exhausted',
  ]);
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => (row[column] as string).length)));
  const table = rows.map(
    (row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`,
  );
  return [...table, total(tallies, seconds)];
}

function total(tallies: readonly Tally[], seconds: number): string {
  const sum = (of: (tally: Tally) => number) => tallies.reduce((all, tally) => all + of(tally), 0);
  const schedules = sum(({ schedules: count }) => count);
  const steps = sum(({ steps: count }) => count);
  const largest = Math.max(...tallies.map(({ largestItem }) => largestItem));
  return [
    `${tallies.length} worlds`,
    `${schedules} schedules`,
    `${sum(statesOf)} distinct states`,
    `mean ${(steps / Math.max(schedules, 1)).toFixed(1)} steps`,
    `${Math.round(schedules / seconds)} schedules per second`,
    `largest item ${(largest / 1000).toFixed(1)} KB`,
  ].join(', ');
}

export function brokenText({ world, message, taken }: Broken): string[] {
  const schedule = scheduleText(world, taken);
  return [`BROKEN ${message}`, `  npm run explore -- --replay ${schedule}`];
}

export function findingText({ fault, schedules, message, schedule }: Finding): string {
  const end = message === undefined ? 'NOT FOUND' : `${message} (${schedule})`;
  return `${fault.padEnd(40)} ${String(schedules).padStart(7)} schedules  ${end}`;
}

/** Says how far a run over so many schedules of the large worlds is, tally by tally. */
export function progressLine(schedules: number, say: (line: string) => void): (tally: Tally) => void {
  let walked = 0;
  return (tally) => {
    if (tally.registers) walked += tally.schedules;
    say(`${tally.world}: ${walked} of ${schedules} schedules walked`);
  };
}
