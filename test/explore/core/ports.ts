import type { Answer } from '../pockyt/answers.ts';
import type { Parameters } from '../pockyt/signature.ts';
import type { Status } from './views.ts';

/** What came of a conditional write, and what is stored now. */
export interface Stored {
  readonly isMine: boolean;
  readonly body: object;
}

/** What a write tells the outside. */
export interface Told {
  /** The status that it announces, if it announces a change of it. */
  readonly announces?: Status;
}

/** Keys that are due. */
export interface Due {
  readonly urgent: string[];
  readonly routine: string[];
}

/**
 * Everything that a process may ask of the world. Each call waits until the scheduler lets it have its effect, and again
 * until it lets the answer come.
 */
export interface Ports {
  get(key: string): Promise<object | undefined>;
  /** Writes an item whose key must be free. */
  add(key: string, body: object): Promise<Stored>;
  /** Writes over the version that was read; over any where none is named, as no use case does. */
  replace(key: string, body: object, version: number | undefined, told: Told | undefined): Promise<Stored>;
  /** The keys that are due, in two classes. */
  due(classOf: (body: object) => 'urgent' | 'routine' | undefined): Promise<Due>;
  keepUnmatched(key: string, body: object): Promise<void>;
  unmatchedUnder(isUnder: (body: object) => boolean): Promise<object[]>;
  removeUnmatched(key: string): Promise<void>;
  credentials(): Promise<{ merchantNo: string; storeNo: string; token: string }>;
  post(
    path: string,
    parameters: Parameters,
    deadlineMs: number,
    lost: (why: 'deadline' | 'connection') => Error,
  ): Promise<Answer>;
}
