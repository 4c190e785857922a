import type { Shown } from '../pockyt/answers.ts';
import type { Endpoint } from '../pockyt/pockyt.ts';
import type { Parameters } from '../pockyt/signature.ts';
import { hashText, mix } from './hash.ts';
import type { Said, Task } from './task.ts';

/**
 * `read`: of the store. `write`: to it, conditional. `note`: to it, unconditional. `post`: to Pockyt. `secret`: of the
 * credentials.
 */
export type CallKind = 'read' | 'write' | 'note' | 'post' | 'secret';

/** One call to Pockyt: what was sent when, and what became of it. */
export interface Post {
  readonly process: Process;
  readonly endpoint: Endpoint;
  readonly parameters: Parameters;
  readonly sentAt: number;
  /** Pockyt carried it out. */
  arrivedAt?: number;
  /** What its answer tells, whether that came or not. */
  shown?: Shown;
  /** The answer was read by whoever asked. */
  answeredAt?: number;
}

/** One call of a port, from the moment at which it was issued. */
export interface Call<T = unknown> {
  readonly process: Process;
  readonly kind: CallKind;
  /** Of the port, such as `replace`. */
  readonly name: string;
  /** What it is about, for the story. */
  readonly about: string;
  readonly issuedAt: number;
  /** When the caller gives up waiting. */
  readonly deadline?: number;
  /** Has its effect. `how` is one of `ways`; without it all goes well. */
  readonly perform: (how?: string) => T;
  /** What else may happen when it has its effect. */
  readonly ways: readonly string[];
  /** What a write answers that was sent again, since the answer to the first sending was lost. */
  readonly again?: () => T;
  /** What an error of this port looks like. */
  readonly lost: (why: 'deadline' | 'connection') => Error;
  /** What is sent to Pockyt by it. */
  readonly sent?: Pick<Post, 'endpoint' | 'parameters'>;
  /** As the ledger has it. */
  post?: Post;
  /** The same for the same answer. */
  readonly digestOf: (value: T) => number;
  /** An answer in a few words, for the story. */
  readonly show: (value: T) => string;
  readonly resolve: (value: T) => void;
  readonly reject: (error: Error) => void;
  /** What it will be answered, once it has had its effect. */
  reply?: { value: T } | { error: Error } | { again: true };
}

export type CallRequest<T> = Pick<
  Call<T>,
  'kind' | 'name' | 'about' | 'perform' | 'lost' | 'digestOf' | 'show'
> &
  Partial<Pick<Call<T>, 'deadline' | 'ways' | 'again' | 'sent'>>;

const NO_WAYS: readonly string[] = [];

/** One invocation of a use case: code that runs to its next call of a port, and then waits for the scheduler. */
export class Process {
  readonly name: string;
  readonly task: Task;
  readonly bornAt: number;
  readonly calls: Call[] = [];
  readonly ids = new Set<string>();
  /** It has kept a notice that belongs to no payment. */
  hasKept = false;
  state: 'alive' | 'done' | 'dead' = 'alive';
  said?: Said;
  /** What it threw, where it came to no answer. */
  failure?: unknown;
  /** Everything that it has ever learnt, so that two processes with the same hash go on alike. */
  digest: number;
  #now: () => number;
  #lastRead = -1;
  #issued: (call: Call) => void;

  constructor(name: string, task: Task, now: () => number, issued: (call: Call) => void) {
    this.name = name;
    this.task = task;
    this.bornAt = now();
    this.#now = now;
    this.#issued = issued;
    this.digest = hashText(name);
  }

  now(): Date {
    const now = this.#now();
    if (now !== this.#lastRead) {
      this.#lastRead = now;
      this.digest = mix(this.digest, now);
    }
    return new Date(now);
  }

  randomId(): string {
    const id = `${this.name}/${this.ids.size + 1}`;
    this.ids.add(id);
    return id;
  }

  /** Issues a call. What comes of it, and when, is the scheduler's choice. */
  call<T>(request: CallRequest<T>): Promise<T> {
    // A process that is dead asks nobody any more.
    if (this.state !== 'alive') return new Promise(() => {});
    return new Promise<T>((resolve, reject) => {
      const call: Call<T> = {
        ways: NO_WAYS,
        ...request,
        process: this,
        issuedAt: this.#now(),
        resolve,
        reject,
      };
      this.calls.push(call as Call);
      this.#issued(call as Call);
    });
  }

  /** Runs until it waits for a port or is over. Promises need a few turns of the microtask queue for that. */
  async rest(): Promise<void> {
    // While another call of its own is under way nobody can see whether it has gone on from this one: a fixed number of
    // turns is enough, and the same each time.
    for (let turn = this.calls.length === 0 ? TURNS : 0; turn < TURNS; turn++) await undefined;
    for (let turn = 0; this.state === 'alive' && this.calls.length === 0; turn++) {
      if (turn > MOST_TURNS) throw new Error(`${this.name} waits for something that is no port.`);
      await undefined;
    }
  }
}

const TURNS = 30;
const MOST_TURNS = 100_000;
