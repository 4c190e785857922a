import type { Budget } from '../core/opening.ts';
import type { Call, Process } from '../core/process.ts';
import type { Run } from '../core/run.ts';
import type { Act, World } from '../core/world.ts';
import { type Dialect, PLAIN } from '../pockyt/dialect.ts';

/** One thing that an actor of a small world does, after what it did before. */
export interface Step {
  readonly name: string;
  /** Whether it can be done now. */
  isReady?(run: Run): boolean;
  run(run: Run): Process | undefined;
}

export interface SmallWorld {
  readonly name: string;
  readonly about: string;
  readonly budget: Partial<Budget>;
  /** Each is walked: the readings of Pockyt's pages that matter here. */
  readonly dialects?: readonly Partial<Dialect>[];
  readonly lifetimeMs?: number;
  prepare?(run: Run): Promise<void>;
  /** Each does its steps one after the other; who goes next is the scheduler's choice. */
  readonly actors: readonly (readonly Step[])[];
  /** The calls to which something may happen, by name. */
  readonly exposed: readonly string[];
}

/** Nobody changes what they answer, and only a process that is frozen in one of them could tell. */
const IMMEDIATE = ['credentials', 'unmatched.under'];

const NOTHING: Budget = { lost: 0, held: 0, ways: 0, deaths: 0, clock: 0, acts: 0, mishaps: 1 };
/** An API function is stopped after so long. */
const LIFETIME_MS = 25_000;

/** A world that is small enough to be exhausted. */
export function small(world: SmallWorld): World {
  const { name, about, dialects = [{}], actors, exposed, lifetimeMs = LIFETIME_MS } = world;
  const acts = actors.reduce((sum, { length }) => sum + length, 0);
  return {
    name,
    about,
    isSmall: true,
    open(choices) {
      const reading = dialects.length > 1 ? choices.pick(dialects.map(() => 1)) : 0;
      return {
        budget: { ...NOTHING, ...world.budget, acts },
        dialect: { ...PLAIN, ...dialects[reading] },
        lifetimeMs,
        mayEnd: true,
      };
    },
    ...(world.prepare && { prepare: world.prepare }),
    acts: (run) => nextSteps(run, actors),
    isExposed: (call: Call) => exposed.includes(call.name),
    immediate: IMMEDIATE.filter((name) => !exposed.includes(name)),
  };
}

function nextSteps(run: Run, actors: SmallWorld['actors']): Act[] {
  const all: Act[] = [];
  for (const [index, actor] of actors.entries()) {
    const step = actor[run.progress[index] ?? 0];
    if (step === undefined || run.busy[index]?.state === 'alive' || step.isReady?.(run) === false) continue;
    all.push({
      name: step.name,
      weight: 1,
      run() {
        run.progress[index] = (run.progress[index] ?? 0) + 1;
        const process = step.run(run);
        run.busy[index] = process;
        return process;
      },
    });
  }
  return all;
}
