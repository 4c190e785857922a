import { readFile, writeFile } from 'node:fs/promises';
import { excess, type Size, type Sizes } from '#infra/bundle/budget.ts';

const FILE = new URL('../../infra/bundle/budgets.json', import.meta.url);

/** What the bundles may not exceed, as it was set last. */
export async function readBudgets(): Promise<Sizes> {
  return JSON.parse(await readFile(FILE, 'utf8'));
}

/** Sets the budgets to the bundles of today. Whoever reviews the change of the file sees what it costs. */
export async function setBudgets(sizes: Sizes): Promise<void> {
  const budgets = Object.entries(sizes).map(([name, size]) => [name, budgetFor(size)]);
  await writeFile(FILE, `${JSON.stringify(Object.fromEntries(budgets), null, 2)}\n`);
}

/** A budget with room for a little more, and the parts that it was set for, the largest first. */
export function budgetFor({ raw, gzip, parts }: Size): Size {
  const sorted = Object.entries(parts).sort(([, a], [, b]) => b - a);
  return { raw: withRoom(raw), gzip: withRoom(gzip), parts: Object.fromEntries(sorted) };
}

/** The next thousand that leaves at least three in a hundred. */
function withRoom(bytes: number): number {
  return Math.ceil((bytes * 1.03) / 1000) * 1000;
}

/** What is too large, function by function, in words for whoever made it so. */
export function overBudget(sizes: Sizes, budgets: Sizes): string[] {
  return Object.entries(sizes).flatMap(([name, size]) => {
    const budget = budgets[name];
    const problem = budget
      ? excess(size, budget)
      : 'It has no budget. Set one with "npm run build -- --set-budgets".';
    return problem === null ? [] : [`${name}: ${problem}`];
  });
}

/** A line for each function: its size, and the most that it may be. */
export function sizeLines(sizes: Sizes, budgets: Sizes): string[] {
  const width = Math.max(...Object.keys(sizes).map(({ length }) => length));
  const of = (size: number, most: number | undefined) =>
    `${(size / 1000).toFixed(1).padStart(5)} of ${most === undefined ? '?' : most / 1000} kB`;
  return Object.entries(sizes).map(([name, { raw, gzip }]) => {
    return `${name.padEnd(width)}  ${of(raw, budgets[name]?.raw)}, gzip ${of(gzip, budgets[name]?.gzip)}`;
  });
}
