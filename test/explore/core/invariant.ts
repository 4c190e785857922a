import type { Acknowledged, Post } from './ledger.ts';
import type { Process } from './process.ts';
import type { Run } from './run.ts';
import type { Write } from './views.ts';

/**
 * Something that must always hold. Each function is called when its moment has come, and answers with a sentence when
 * it does not hold.
 */
export interface Invariant {
  readonly name: string;
  /** The product sends something to Pockyt, whether it arrives or not. */
  sends?(run: Run, post: Post): string | undefined;
  /** The product has read Pockyt's answer. */
  reads?(run: Run, post: Post): string | undefined;
  /** A payment was written. */
  writes?(run: Run, write: Write): string | undefined;
  /** A use case came to its end, with an answer or with an error. */
  finishes?(run: Run, process: Process): string | undefined;
  /** Pockyt was told `success`. */
  acknowledges?(run: Run, notice: Acknowledged): string | undefined;
  /** Pockyt has changed something of its own, by a call or without one. */
  changes?(run: Run): string | undefined;
  /** Faults have ended, and the clock has run on. */
  ends?(run: Run): string | undefined;
}

/** A promise that was broken. */
export class Violation extends Error {
  override readonly name = 'Violation';
  readonly invariant: string;

  constructor(invariant: string, message: string) {
    super(`${invariant}: ${message}`);
    this.invariant = invariant;
  }
}
