import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { INVARIANTS } from '../invariants/all.ts';
import { FAULTS } from '../planted/faults.ts';
import { LARGE_WORLDS, SMALL_WORLDS, worldOf } from '../worlds/all.ts';

export interface Options {
  /** Of the large worlds together. */
  readonly schedules: number;
  readonly seed: number;
  readonly threads: number;
  readonly worlds: readonly string[];
  /** The invariants that are looked at. */
  readonly promises: readonly string[];
  /** Go on after a broken promise, and tell of one of each kind in the end. */
  readonly goesOn: boolean;
  /** Print what was found as JSON. */
  readonly json: boolean;
  readonly replay?: string;
  /** Look for planted faults: these, or all. */
  readonly planted?: readonly string[];
}

/** In the bounded run each large world is walked so often. */
export const EACH = 500;

export const HELP = `npm run explore -- [options]

  Runs the real use cases over a model of Pockyt and of the store, one step at a time, in every order.
  Without options it exhausts the small worlds and walks ${EACH * LARGE_WORLDS.length} schedules of the large ones.

  --schedules N      walk so many schedules of the large worlds
  --seed N           others than those of seed 1
  --worlds a,b       only these (${[...SMALL_WORLDS, ...LARGE_WORLDS].map(({ name }) => name).join(', ')})
  --promises a,b     only these (${INVARIANTS.map(({ name }) => name).join(', ')})
  --replay SCHEDULE  tell the story of one schedule, step by step
  --planted a,b      look for faults that are planted into the product: these, or \`all\`
  --go-on            do not stop at the first broken promise; tell of the shortest schedule for each
  --threads N        as many as the machine has, if not said
  --json             print what was found as JSON
`;

/** @throws {RangeError} that says what is wrong with the options. */
export function readOptions(parameters: readonly string[]): Options | 'help' {
  const { values } = parseArgs({
    args: [...parameters],
    options: {
      schedules: { type: 'string' },
      seed: { type: 'string', default: '1' },
      worlds: { type: 'string' },
      promises: { type: 'string' },
      replay: { type: 'string' },
      planted: { type: 'string' },
      threads: { type: 'string' },
      'go-on': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  const worlds = values.worlds?.split(',') ?? [...SMALL_WORLDS, ...LARGE_WORLDS].map(({ name }) => name);
  const large = worlds.map(worldOf).filter(({ isSmall }) => !isSmall).length;
  return {
    schedules: values.schedules === undefined ? EACH * large : whole('schedules', values.schedules),
    seed: whole('seed', values.seed),
    threads: values.threads === undefined ? availableParallelism() : whole('threads', values.threads),
    worlds,
    promises: values.promises?.split(',') ?? INVARIANTS.map(({ name }) => name),
    goesOn: values['go-on'],
    json: values.json,
    ...(values.replay !== undefined && { replay: values.replay }),
    ...(values.planted !== undefined && { planted: plantedIn(values.planted) }),
  };
}

function plantedIn(text: string): readonly string[] {
  return text === 'all' ? FAULTS.map(({ name }) => name) : text.split(',');
}

function whole(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new RangeError(`--${name} must be a whole number, and is ${text}.`);
  return Number(text);
}
