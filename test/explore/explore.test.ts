import { explorer } from './explorer.ts';

interface World {
  readonly world: string;
  readonly schedules: number;
  readonly states: number;
  readonly steps: number;
  readonly isExhausted: boolean;
  readonly largestItem: number;
}

it('no schedule of the small worlds, and none of thousands of the large ones, breaks a promise', async () => {
  const { worlds, broken } = await explorer<{ worlds: World[]; broken: object[] }>('--json');
  expect(broken).toEqual([]);
  const small = worlds.filter(({ isExhausted }) => isExhausted);
  const large = worlds.filter(({ isExhausted }) => !isExhausted);
  expect(small.length).toBeGreaterThanOrEqual(8);
  const walked = large.reduce((sum, { schedules }) => sum + schedules, 0);
  expect(walked).toBeGreaterThanOrEqual(5_000);
  // Trivial schedules would show as such.
  for (const { schedules, steps } of large) expect(steps / schedules).toBeGreaterThan(20);
  for (const { schedules, states } of large) expect(states).toBeGreaterThan(schedules);
}, 600_000);
