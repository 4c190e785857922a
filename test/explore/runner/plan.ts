import { worldOf } from '../worlds/all.ts';
import type { Job } from './job.ts';

/** In the bounded run each large world is walked so often. */
export const EACH = 500;

/** How many schedules a thread walks before it tells of them. */
const STRETCH = 250;

export interface Plan {
  readonly worlds: readonly string[];
  readonly promises: readonly string[];
  /** Of the large worlds together. */
  readonly schedules: number;
  readonly seed: number;
  /** Whether to go on after a broken promise. */
  readonly goesOn: boolean;
}

/** The small worlds first, each by itself; then the large ones, a little of each in turn. */
export function jobsOf({ worlds, promises, schedules, seed, goesOn }: Plan): Job[] {
  const small = worlds.filter((name) => worldOf(name).isSmall);
  const large = worlds.filter((name) => !worldOf(name).isSmall);
  const jobs: Job[] = small.map((world) => ({ world, promises, goesOn }));
  const most = Math.ceil(schedules / Math.max(large.length, 1));
  for (let from = 0; from < most; from += STRETCH) {
    const count = Math.min(STRETCH, most - from);
    for (const world of large) jobs.push({ world, promises, stretch: { seed, from, count }, goesOn });
  }
  return jobs;
}
