import type { Choices } from '../core/choices.ts';
import type { Budget, Opening } from '../core/opening.ts';
import type { Run } from '../core/run.ts';
import type { Act, World } from '../core/world.ts';
import { type Dialect, PLAIN, READINGS } from '../pockyt/dialect.ts';
import { sweep } from './acts.ts';
import { customerActs, merchantActs, noticeActs, pockytActs, strangerActs, thiefActs } from './doings.ts';

/** How likely each kind of act is in a world that is walked by chance. */
export interface Likely {
  readonly merchant?: number;
  readonly customer?: number;
  readonly pockyt?: number;
  readonly notice?: number;
  readonly thief?: number;
  readonly stranger?: number;
  readonly sweep?: number;
}

export interface WalkedWorld {
  readonly name: string;
  readonly about: string;
  /** The references that the merchant uses. They look alike. */
  readonly references: readonly string[];
  readonly likely: Likely;
  /** What may go wrong at most. */
  readonly budget: Budget;
  /** Whether Pockyt may speak in every way that its pages leave open. */
  readonly isManyTongued?: boolean;
  /** Whether frozen processes come back long after their time. */
  readonly isFrozen?: boolean;
  prepare?(run: Run): Promise<void>;
}

const LIFETIME_MS = 25_000;
const FROZEN_MS = 10 * 60_000;

/** A world that is too large to be exhausted. Each run draws how much goes wrong, and how Pockyt speaks. */
export function walked(world: WalkedWorld): World {
  const { name, about } = world;
  return {
    name,
    about,
    isSmall: false,
    open: (choices) => drawOpening(world, choices),
    ...(world.prepare && { prepare: world.prepare }),
    acts: (run) => actsOf(world, run),
  };
}

/** Of each kind of mishap there is none, some or all in a run: what is rare beside everything else has its turn alone. */
function drawOpening({ budget, isManyTongued, isFrozen }: WalkedWorld, choices: Choices): Opening {
  const share = (most: number) => Math.ceil((most * choices.pick([3, 2, 2])) / 2);
  return {
    budget: {
      lost: share(budget.lost),
      held: share(budget.held),
      ways: share(budget.ways),
      deaths: share(budget.deaths),
      clock: budget.clock,
      acts: budget.acts,
      mishaps: budget.mishaps,
    },
    dialect: isManyTongued && choices.pick([1, 1]) === 1 ? drawDialect(choices) : PLAIN,
    lifetimeMs: isFrozen && choices.pick([1, 1]) === 1 ? FROZEN_MS : LIFETIME_MS,
    mayEnd: true,
  };
}

function drawDialect(choices: Choices): Dialect {
  const drawn = Object.entries(READINGS).map(([name, readings]) => {
    const weights = readings.map((_, index) => (index === 0 ? 4 : 1));
    return [name, readings[choices.pick(weights)]];
  });
  return Object.fromEntries(drawn) as Dialect;
}

function actsOf({ references, likely }: WalkedWorld, run: Run): Act[] {
  const all: Act[] = [];
  const offer = (
    weight: number | undefined,
    name: string,
    doings: (() => Act['run'] | undefined) | undefined,
  ) => {
    if (!weight || doings === undefined) return;
    all.push({ name, weight, run: (whole) => doings()?.(whole) });
  };
  offer(likely.merchant, 'the merchant', merchantActs(run, references));
  offer(likely.customer, 'a customer', customerActs(run));
  offer(likely.pockyt, 'Pockyt', pockytActs(run));
  offer(likely.notice, 'a notice', noticeActs(run));
  offer(likely.thief, 'the thief', thiefActs(run, references));
  offer(likely.stranger, 'a stranger', strangerActs(run, references));
  offer(likely.sweep, 'the schedule', () => sweep);
  return all;
}
