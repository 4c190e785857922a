import { invariantsNamed } from '../invariants/all.ts';
import { product } from '../product.ts';
import { worldOf } from '../worlds/all.ts';
import { exhaust } from './exhaust.ts';
import type { Tally } from './tally.ts';
import { type Stretch, walk } from './walk.ts';

/** A part of the work that one thread does by itself. */
export interface Job {
  readonly world: string;
  /** The invariants that are looked at. */
  readonly promises: readonly string[];
  /** Of a large world; a small one is exhausted. */
  readonly stretch?: Stretch;
  /** Whether to go on after a promise was broken. */
  readonly goesOn: boolean;
}

/** Does a job with the product as it stands. */
export function runJob({ world: name, promises, stretch, goesOn }: Job): Promise<Tally> {
  const world = worldOf(name);
  const invariants = invariantsNamed(promises);
  const isEnough = () => !goesOn;
  return stretch
    ? walk(world, product, invariants, stretch, isEnough)
    : exhaust(world, product, invariants, isEnough);
}
