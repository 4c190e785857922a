import { Sketch } from './sketch.ts';

/** A schedule that breaks a promise. */
export interface Broken {
  readonly world: string;
  readonly invariant: string;
  readonly message: string;
  readonly taken: readonly number[];
}

/** What came of walking a world, or a part of it. Plain data, so that a thread can tell it to another. */
export interface Tally {
  readonly world: string;
  schedules: number;
  steps: number;
  /** Bytes. */
  largestItem: number;
  /** Of a small world: exactly how many. */
  states: number;
  /** Of a large one: see `Sketch`. */
  registers?: Uint8Array<ArrayBuffer>;
  /** Of a small world: whether every schedule was walked. */
  isExhausted: boolean;
  readonly broken: Broken[];
}

export function emptyTally(world: string): Tally {
  return { world, schedules: 0, steps: 0, largestItem: 0, states: 0, isExhausted: false, broken: [] };
}

/** So many schedules are kept for each promise that was broken: the shortest. */
const KEPT = 3;

/** Keeps a schedule that broke a promise, unless there are shorter ones that broke the same. */
export function noteBroken({ broken }: Tally, found: Broken): void {
  const same = broken.filter(({ invariant }) => invariant === found.invariant);
  if (same.length >= KEPT) {
    const longest = same.reduce((one, other) => (other.taken.length > one.taken.length ? other : one));
    if (longest.taken.length <= found.taken.length) return;
    broken.splice(broken.indexOf(longest), 1);
  }
  broken.push(found);
}

/** Two parts of the same world as one. */
export function merged(one: Tally, other: Tally): Tally {
  const sketch = new Sketch();
  for (const { registers } of [one, other]) if (registers) sketch.merge(new Sketch(registers));
  const hasSketch = one.registers !== undefined || other.registers !== undefined;
  return {
    world: one.world,
    schedules: one.schedules + other.schedules,
    steps: one.steps + other.steps,
    largestItem: Math.max(one.largestItem, other.largestItem),
    states: one.states + other.states,
    ...(hasSketch && { registers: sketch.registers }),
    isExhausted: one.isExhausted || other.isExhausted,
    broken: [...one.broken, ...other.broken],
  };
}

/** How many different states were seen; of a large world about so many. */
export function statesOf({ states, registers }: Tally): number {
  return registers ? new Sketch(registers).count() : states;
}
