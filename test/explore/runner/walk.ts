import { seededChoices } from '../core/choices.ts';
import { hashText } from '../core/hash.ts';
import type { Invariant } from '../core/invariant.ts';
import { simulate } from '../core/simulate.ts';
import type { World } from '../core/world.ts';
import type { Product } from '../product.ts';
import { Sketch } from './sketch.ts';
import { emptyTally, noteBroken, type Tally } from './tally.ts';

/** Some schedules of a large world. */
export interface Stretch {
  readonly seed: number;
  readonly from: number;
  readonly count: number;
}

/**
 * Walks schedules of a world, chosen by a seed: the same number is always the same schedule. `isEnough` hears of each
 * broken promise, and ends the walk by answering true.
 */
export async function walk(
  world: World,
  product: Product,
  invariants: readonly Invariant[],
  { seed, from, count }: Stretch,
  isEnough: (broken: { invariant: string }) => boolean = () => true,
): Promise<Tally> {
  const states = new Sketch();
  const isKnown = (run: { shape(): number }) => {
    states.add(run.shape());
    return false;
  };
  const tally = emptyTally(world.name);
  for (let index = from; index < from + count; index++) {
    const choices = seededChoices(hashText(`${world.name} ${seed} ${index}`) | 0);
    const result = await simulate({ world, product, invariants, choices, isKnown });
    tally.schedules++;
    tally.steps += result.steps;
    tally.largestItem = Math.max(tally.largestItem, result.largestItem);
    if (result.violation === undefined) continue;
    const { invariant, message } = result.violation;
    noteBroken(tally, { world: world.name, invariant, message, taken: [...result.taken] });
    if (isEnough({ invariant })) break;
  }
  tally.registers = states.registers;
  return tally;
}
