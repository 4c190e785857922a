/** Whoever decides what happens next. A run is the same whenever its choices are. */
export interface Choices {
  /** One of the options 0, 1, ... `weights` holds one number for each: how likely it is where chance decides. */
  pick(weights: readonly number[]): number;
  /** Every choice so far. */
  readonly taken: readonly number[];
  /** False while a prefix is repeated that has been walked before. */
  readonly isNew: boolean;
}

/** Chance, the same for the same seed. */
export function seededChoices(seed: number): Choices {
  const taken: number[] = [];
  let state = seed | 0;
  // mulberry32
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  return {
    taken,
    isNew: true,
    pick(weights) {
      let total = 0;
      for (const weight of weights) total += weight;
      let at = next() * total;
      let index = 0;
      while (index < weights.length - 1 && at >= (weights[index] as number)) {
        at -= weights[index] as number;
        index++;
      }
      taken.push(index);
      return index;
    },
  };
}

/** A schedule that was recorded. Where it ends, the first option is taken from then on. */
export function recordedChoices(schedule: readonly number[]): Choices {
  const taken: number[] = [];
  return {
    taken,
    isNew: true,
    pick(weights) {
      const index = Math.min(schedule[taken.length] ?? 0, weights.length - 1);
      taken.push(index);
      return index;
    },
  };
}

/** All schedules of a world, one after the other, depth first. */
export class EveryChoice {
  #prefix: number[] = [];
  #counts: number[] = [];
  #isOver = false;

  /** The choices of the next schedule; undefined when all were walked. */
  next(): Choices | undefined {
    if (this.#isOver) return undefined;
    const prefix = this.#prefix;
    const counts: number[] = this.#counts;
    const taken: number[] = [];
    counts.length = prefix.length;
    return {
      taken,
      get isNew() {
        return taken.length >= prefix.length;
      },
      pick(weights) {
        const at = taken.length;
        const index = prefix[at] ?? 0;
        if (at >= counts.length) counts.push(weights.length);
        else if (counts[at] !== weights.length) {
          throw new Error(
            `Not the same again: choice ${at} had ${counts[at]} options and has ${weights.length}.`,
          );
        }
        taken.push(index);
        return index;
      },
    };
  }

  /** Goes on to the schedule after this one. */
  advance(taken: readonly number[]): void {
    const next = [...taken];
    while (next.length > 0) {
      const last = next.pop() as number;
      if (last + 1 < (this.#counts[next.length] as number)) {
        this.#prefix = [...next, last + 1];
        return;
      }
    }
    this.#isOver = true;
  }
}

/** Which world, and what was chosen in it, choice by choice. */
export interface Schedule {
  readonly world: string;
  readonly choices: readonly number[];
}

/** A schedule as text: the world's name and its choices, without the zeros at the end. */
export function scheduleText(world: string, taken: readonly number[]): string {
  const last = taken.findLastIndex((choice) => choice !== 0);
  return `${world}:${taken.slice(0, last + 1).join('.')}`;
}

/** @throws {RangeError} for what is no schedule. */
export function readSchedule(text: string): Schedule {
  const match = /^([a-z-]+):((?:\d+(?:\.\d+)*)?)$/.exec(text);
  if (match === null) throw new RangeError(`${text} is no schedule: it looks like claims:0.3.1`);
  const [, world, choices] = match as unknown as [string, string, string];
  return { world, choices: choices === '' ? [] : choices.split('.').map(Number) };
}
