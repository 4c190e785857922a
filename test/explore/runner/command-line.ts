import { availableParallelism } from 'node:os';
import type { Values } from '#tools/command-line/command.ts';
import { flag, type Option, someOf, wholeNumber } from '#tools/command-line/options.ts';
import { readSchedule, type Schedule } from '../core/choices.ts';
import { INVARIANTS } from '../invariants/all.ts';
import { FAULTS } from '../planted/faults.ts';
import { LARGE_WORLDS, SMALL_WORLDS, worldOf } from '../worlds/all.ts';
import { EACH } from './plan.ts';

const names = (all: readonly { readonly name: string }[]) => all.map(({ name }) => name);

/** `all` or some of them. */
const someFaults = someOf(
  names(FAULTS),
  'look for faults that are planted into the product: all, or some of',
);
const planted: Option<readonly string[] | undefined> = {
  ...someFaults,
  otherwise: undefined,
  read: (text) => (text === 'all' ? names(FAULTS) : someFaults.read(text)),
};

const replay: Option<Schedule | undefined> = {
  value: 'SCHEDULE',
  does: 'tell the story of one schedule, step by step',
  otherwise: undefined,
  mustBe: 'a schedule as a run prints it, such as claims:0.3.1',
  read: (text) => {
    try {
      const schedule = readSchedule(text);
      worldOf(schedule.world);
      return schedule;
    } catch {
      return undefined;
    }
  },
};

export const OPTIONS = {
  schedules: wholeNumber({
    otherwise: undefined,
    does: `walk so many schedules of the large worlds (${EACH} of each if not said)`,
  }),
  seed: wholeNumber({ otherwise: 1, does: 'walk others than those of seed 1' }),
  worlds: someOf(names([...SMALL_WORLDS, ...LARGE_WORLDS]), 'only these worlds'),
  promises: someOf(names(INVARIANTS), 'look only at these promises'),
  replay,
  planted,
  'go-on': flag('do not stop at the first broken promise; tell of the shortest schedule for each'),
  threads: wholeNumber({
    least: 1,
    most: 1000,
    otherwise: availableParallelism(),
    does: 'so many schedules side by side',
  }),
  json: flag('print what was found as JSON'),
};

export interface Options extends Values<typeof OPTIONS> {
  /** Of the large worlds together. */
  readonly schedules: number;
}

export function optionsOf(values: Values<typeof OPTIONS>): Options {
  const large = values.worlds.map(worldOf).filter(({ isSmall }) => !isSmall).length;
  return { ...values, schedules: values.schedules ?? EACH * large };
}
