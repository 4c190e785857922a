import type { Dialect } from '../pockyt/dialect.ts';

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

/** How a run of a world begins. */
export interface Opening {
  readonly budget: Budget;
  readonly dialect: Dialect;
  /** How long a process lives at most: a Lambda function is stopped; one that was frozen goes on much later. */
  readonly lifetimeMs: number;
  /** Whether the run may end while there are acts left. */
  readonly mayEnd: boolean;
}
