import type { Product } from '../product.ts';
import type { Choices } from './choices.ts';
import { runOn } from './clock.ts';
import { type Invariant, judgeBy } from './invariant.ts';
import { Violation } from './moments.ts';
import { END, options } from './options.ts';
import { Run } from './run.ts';
import type { World } from './world.ts';

/** What came of one schedule. */
export interface Simulated {
  readonly taken: readonly number[];
  readonly steps: number;
  /** It came to a state from which everything was walked before. */
  readonly isKnown: boolean;
  readonly violation?: Violation;
  readonly largestItem: number;
}

export interface Simulation {
  readonly world: World;
  readonly product: Product;
  readonly invariants: readonly Invariant[];
  readonly choices: Choices;
  /** Told of each new state; true when it was there before, and there is no need to go on. */
  readonly isKnown?: (run: Run) => boolean;
  readonly story?: (line: string) => void;
}

/** More would be a loop of the explorer's own. */
const MOST_STEPS = 5_000;

/** Runs one schedule to its end, or until a promise is broken. */
export async function simulate(simulation: Simulation): Promise<Simulated> {
  const { world, product, choices, invariants, isKnown, story } = simulation;
  const run = new Run({
    opening: world.open(choices),
    product,
    choices,
    immediate: world.immediate,
    judge: judgeBy(invariants),
    story,
  });
  const done = (more: { isKnown?: boolean; violation?: Violation } = {}): Simulated => ({
    taken: choices.taken,
    steps: run.steps,
    isKnown: false,
    largestItem: run.payments.largest,
    ...more,
  });
  try {
    await world.prepare?.(run);
    for (; run.steps < MOST_STEPS; run.steps++) {
      if (choices.isNew && isKnown?.(run)) return done({ isKnown: true });
      const all = options(run, world);
      if (all.length === 0) break;
      const option = all[choices.pick(all.map(({ weight }) => weight))] ?? END;
      if (option === END) break;
      await option.run(run);
    }
    await runOn(run);
    run.check('ends');
    return done();
  } catch (error) {
    if (error instanceof Violation) return done({ violation: error });
    throw error;
  }
}
