import type { Dialect } from '../pockyt/dialect.ts';
import type { Choices } from './choices.ts';
import type { Call, Process } from './process.ts';
import type { Run } from './run.ts';

/** How much may still go wrong in a run. */
export interface Budget {
  /** Calls that are lost, before or after they had their effect. */
  lost: number;
  /** Answers that are late, and writes that the SDK sends again. */
  held: number;
  /** Odd answers of Pockyt's: refusals, errors, untruths. */
  ways: number;
  /** Processes that die. */
  deaths: number;
  /** Jumps of the clock. */
  clock: number;
  /** Things that somebody does. */
  acts: number;
  /** Of calls that are lost, late or oddly answered, and deaths, together. */
  mishaps: number;
}

/** Something that somebody outside does: a merchant, a customer, Pockyt, a thief, the schedule. */
export interface Act {
  readonly name: string;
  /** How likely it is where chance decides. */
  readonly weight: number;
  /** Returns the process that it started, if it started one. */
  run(run: Run): Process | undefined;
}

/** How a run of a world begins. */
export interface Opening {
  readonly budget: Budget;
  readonly dialect: Dialect;
  /** How long a process lives at most: a Lambda function is stopped; one that was frozen goes on much later. */
  readonly lifetimeMs: number;
  /** Whether the run may end while there are acts left. */
  readonly mayEnd: boolean;
}

export interface World {
  readonly name: string;
  /** What it is for, in a sentence. */
  readonly about: string;
  /** Whether it is exhausted; else it is walked by seed. */
  readonly isSmall: boolean;
  open(choices: Choices): Opening;
  /** What has happened before, without a fault. */
  prepare?(run: Run): Promise<void>;
  /** What somebody could do now. */
  acts(run: Run): readonly Act[];
  /** The calls to which something may happen; all of them if not said. */
  isExposed?(call: Call): boolean;
  /**
   * Ports that answer at once. It is the same whether something else happens before a call of them or after it, so
   * that there is nothing to choose.
   */
  readonly immediate?: readonly string[];
}

export const SETTINGS = {
  /** Minutes for which a link can be paid. */
  timeout: 5,
  /** Seconds. */
  checkDelays: [60],
  /** Seconds: shorter than in life, so that a run is. */
  paidChecks: [86_400, 2 * 86_400],
} as const;
