import { EveryChoice } from '../core/choices.ts';
import type { Invariant } from '../core/invariant.ts';
import { simulate } from '../core/simulate.ts';
import type { World } from '../core/world.ts';
import type { Product } from '../product.ts';
import { emptyTally, noteBroken, type Tally } from './tally.ts';

/**
 * Walks every schedule of a small world, each state once. `isEnough` hears of each broken promise, and ends the walk by
 * answering true.
 */
export async function exhaust(
  world: World,
  product: Product,
  invariants: readonly Invariant[],
  isEnough: (broken: { invariant: string }) => boolean = () => true,
  mostSchedules = Number.POSITIVE_INFINITY,
): Promise<Tally> {
  const every = new EveryChoice();
  const states = new Set<number>();
  const isKnown = (run: { hash(): number }) => states.size === states.add(run.hash()).size;
  const tally = emptyTally(world.name);
  const finished = (isExhausted: boolean) => ({ ...tally, states: states.size, isExhausted });
  for (let choices = every.next(); choices !== undefined; choices = every.next()) {
    if (tally.schedules >= mostSchedules) return finished(false);
    const result = await simulate({ world, product, invariants, choices, isKnown });
    tally.schedules++;
    tally.steps += result.steps;
    tally.largestItem = Math.max(tally.largestItem, result.largestItem);
    if (result.violation) {
      const { invariant, message } = result.violation;
      noteBroken(tally, { world: world.name, invariant, message, taken: [...result.taken] });
      if (isEnough({ invariant })) return finished(false);
    }
    every.advance(result.taken);
  }
  return finished(true);
}
