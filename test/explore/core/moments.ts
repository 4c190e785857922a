import type { Acknowledged } from './ledger.ts';
import type { Post, Process } from './process.ts';
import type { Write } from './views.ts';

/** The moments at which promises are looked at, and what is known at each. */
export interface Moments {
  /** The product sends something to Pockyt, whether it arrives or not. */
  sends: [post: Post];
  /** The product has read Pockyt's answer. */
  reads: [post: Post];
  /** A payment was written. */
  writes: [write: Write];
  /** A use case came to its end, with an answer or with an error. */
  finishes: [process: Process];
  /** Pockyt was told `success`. */
  acknowledges: [notice: Acknowledged];
  /** Pockyt has changed something of its own, by a call or without one. */
  changes: [];
  /** Faults have ended, and the clock has run on. */
  ends: [];
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
