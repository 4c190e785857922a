import type { Choices } from './choices.ts';
import type { Opening } from './opening.ts';
import type { Call, Process } from './process.ts';
import type { Run } from './run.ts';

/** Something that somebody outside does: a merchant, a customer, Pockyt, a thief, the schedule. */
export interface Act {
  readonly name: string;
  /** How likely it is where chance decides. */
  readonly weight: number;
  /** Returns the process that it started, if it started one. */
  run(run: Run): Process | undefined;
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
