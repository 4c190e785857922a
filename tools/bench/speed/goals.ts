import { readFileSync } from 'node:fs';
import type { Quartiles } from './statistics.ts';

/** What a measure must keep to, and what it would better be: at most, unless it says `atLeast`. */
export interface Goal {
  readonly bar: number;
  readonly aim?: number;
  readonly atLeast?: true;
  /** What measures it, where the bench of speed does not. */
  readonly by?: string;
}

/** Goals by the names of the measures. */
export type Goals = Readonly<Record<string, Goal>>;

export type Verdict = 'aim reached' | 'bar held' | 'MISSED' | '';

/** The goals of what is measured here. */
export function readGoals(): Goals {
  const all: Goals = JSON.parse(readFileSync(new URL('../goals.json', import.meta.url), 'utf8'));
  return Object.fromEntries(Object.entries(all).filter(([, { by }]) => by === undefined));
}

/** Whether the median reaches the goal; empty where there is none. */
export function verdict({ median }: Quartiles, goal: Goal | undefined): Verdict {
  if (goal === undefined) return '';
  if (median > goal.bar) return 'MISSED';
  return goal.aim !== undefined && median <= goal.aim ? 'aim reached' : 'bar held';
}
