import { type Goals, verdict } from './goals.ts';
import type { Measure } from './measures.ts';
import type { Quartiles } from './statistics.ts';

const COLUMNS = ['measure', 'median (quartiles)', 'bar', 'aim', 'verdict', 'ours', 'peer', 'floor'];

/** The report: every measure with its goal, as a table in Markdown. */
export function table(measures: readonly Measure[], goals: Goals): string {
  const rows = measures.map(({ name, value, ours = '', peer = '', floor = '' }) => {
    const goal = goals[name];
    const atMost = (limit: number | undefined) => (limit === undefined ? '' : `≤ ${limit}`);
    const limits = [atMost(goal?.bar), atMost(goal?.aim)];
    return [name, shown(value), ...limits, verdict(value, goal), ours, peer, floor];
  });
  const widths = COLUMNS.map((_, at) => Math.max(...[COLUMNS, ...rows].map((row) => width(row[at]))));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, at) => cell + ' '.repeat((widths[at] as number) - width(cell))).join(' | ')} |`;
  return [COLUMNS, widths.map((each) => '-'.repeat(each)), ...rows].map(line).join('\n');
}

/** The goals that were not reached, and those that were not measured: a renamed measure must not pass for reached. */
export function failures(measures: readonly Measure[], goals: Goals): string[] {
  return Object.entries(goals).flatMap(([name, goal]) => {
    const measure = measures.find((each) => each.name === name);
    if (measure === undefined) return [`${name} was not measured`];
    const { value } = measure;
    return verdict(value, goal) === 'MISSED' ? [`${name} is ${shown(value)} and not ≤ ${goal.bar}`] : [];
  });
}

function shown({ q1, median, q3 }: Quartiles): string {
  return q1 === q3 ? figure(median) : `${figure(median)} (${figure(q1)} to ${figure(q3)})`;
}

const figure = (value: number) => value.toPrecision(value < 1 ? 2 : 3);
const width = (text = '') => [...text].length;
