import goals from '#tools/bench/goals.json' with { type: 'json' };
import { readGoals, verdict } from '#tools/bench/speed/goals.ts';
import { exactly } from '#tools/bench/speed/statistics.ts';
import { failures } from '#tools/bench/speed/table.ts';

const GOALS = { start: { bar: 4, aim: 3.5 }, size: { bar: 195 } };

it.each([
  [4.01, 'MISSED'],
  [4, 'bar held'],
  [3.5, 'aim reached'],
] as const)('a start of %s is: %s', (value, expected) => {
  expect(verdict(exactly(value), GOALS.start)).toBe(expected);
});

it('what has no aim can only hold its bar, and what has no bar has no verdict', () => {
  expect(verdict(exactly(0), GOALS.size)).toBe('bar held');
  expect(verdict(exactly(0), undefined)).toBe('');
});

it('a goal is missed by a measure above it, and by one that was not made', () => {
  const measures = [{ name: 'start', value: exactly(4.5) }];
  expect(failures(measures, GOALS)).toEqual(['start is 4.50 and not ≤ 4', 'size was not measured']);
  expect(failures([...measures, { name: 'size', value: exactly(195) }], { size: GOALS.size })).toEqual([]);
});

it('the bench of speed answers for its own goals and for no others', () => {
  const others = Object.entries(goals).flatMap(([name, goal]) => ('by' in goal ? [name] : []));
  expect(others).toContain('seconds of npm test');
  expect([...Object.keys(readGoals()), ...others].sort()).toEqual(Object.keys(goals).sort());
});
