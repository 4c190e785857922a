import { EveryChoice, readSchedule, recordedChoices, scheduleText, seededChoices } from './core/choices.ts';
import { hashText } from './core/hash.ts';
import { simulate } from './core/simulate.ts';
import { INVARIANTS } from './invariants/all.ts';
import { product } from './product.ts';
import { replay } from './runner/shrink.ts';
import { Sketch } from './runner/sketch.ts';
import { worldOf } from './worlds/all.ts';

it('every list of choices is walked once', () => {
  const every = new EveryChoice();
  const seen: string[] = [];
  for (let choices = every.next(); choices !== undefined; choices = every.next()) {
    const first = choices.pick([1, 1]);
    if (first === 1) choices.pick([1, 1, 1]);
    seen.push(choices.taken.join());
    every.advance(choices.taken);
  }
  expect(seen).toEqual(['0', '1,0', '1,1', '1,2']);
});

it('a schedule is read as it was written, and what is none is refused', () => {
  expect(readSchedule(scheduleText('lost-link', [0, 3, 0, 12, 0, 0]))).toEqual({
    world: 'lost-link',
    choices: [0, 3, 0, 12],
  });
  expect(readSchedule('lost-link:')).toEqual({ world: 'lost-link', choices: [] });
  expect(() => readSchedule('lost-link:1.x')).toThrow(RangeError);
});

it('chance chooses what has no weight only where there is nothing else', () => {
  const choices = seededChoices(7);
  for (let turn = 0; turn < 1_000; turn++) expect(choices.pick([0, 1, 3])).toBeGreaterThan(0);
  expect(choices.pick([0])).toBe(0);
  expect(recordedChoices([5]).pick([1, 1])).toBe(1);
});

it('a schedule that chance chose is repeated step by step', async () => {
  const simulation = { world: worldOf('everything'), product, invariants: INVARIANTS };
  const stories: string[][] = [];
  const story = () => {
    const lines: string[] = [];
    stories.push(lines);
    return (line: string) => lines.push(line);
  };
  const first = await simulate({ ...simulation, choices: seededChoices(11), story: story() });
  await replay({ ...simulation, story: story() }, first.taken);
  expect(stories[1]).toEqual(stories[0]);
});

it('states are counted without a list of them', () => {
  const sketch = new Sketch();
  for (let index = 0; index < 50_000; index++) sketch.add(hashText(`state ${index % 20_000}`));
  expect(sketch.count()).toBeGreaterThan(19_000);
  expect(sketch.count()).toBeLessThan(21_000);
});
