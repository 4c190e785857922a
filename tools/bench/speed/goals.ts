import { readFileSync } from 'node:fs';
import type { Quartiles } from './statistics.ts';

/** The most that a measure may be, and what it would better be. */
export interface Goal {
  readonly hard: number;
  readonly stretch?: number;
}

/** Goals by the names of the measures. */
export type Goals = Readonly<Record<string, Goal>>;

export type Verdict = 'stretch hit' | 'hit' | 'MISSED' | '';

export function readGoals(): Goals {
  return JSON.parse(readFileSync(new URL('../goals.json', import.meta.url), 'utf8'));
}

/** Whether the median reaches the goal; empty where there is none. */
export function verdict({ median }: Quartiles, goal: Goal | undefined): Verdict {
  if (goal === undefined) return '';
  if (median > goal.hard) return 'MISSED';
  return goal.stretch !== undefined && median <= goal.stretch ? 'stretch hit' : 'hit';
}
