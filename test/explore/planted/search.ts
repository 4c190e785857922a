import { scheduleText } from '../core/choices.ts';
import { INVARIANTS } from '../invariants/all.ts';
import { exhaust } from '../runner/exhaust.ts';
import { EACH } from '../runner/plan.ts';
import { replay, shrink } from '../runner/shrink.ts';
import { walk } from '../runner/walk.ts';
import { worldOf } from '../worlds/all.ts';
import { FAULTS } from './faults.ts';
import { plant } from './plant.ts';

/** Whether a planted fault was found, and how soon. */
export interface Finding {
  readonly fault: string;
  /** Until it was found; all that there are where it was not. */
  readonly schedules: number;
  /** The promise that it breaks. */
  readonly invariant?: string;
  readonly message?: string;
  readonly schedule?: string;
}

/** The seed of the bounded run. */
const SEED = 1;

/** Looks for a planted fault, among the schedules that the bounded run walks. */
export async function search(name: string): Promise<Finding> {
  const fault = FAULTS.find((each) => each.name === name);
  if (fault === undefined) throw new RangeError(`There is no planted fault ${name}.`);
  const product = await plant(fault);
  let schedules = 0;
  for (const world of fault.worlds.map(worldOf)) {
    const stretch = { seed: SEED, from: 0, count: EACH };
    const tally = world.isSmall
      ? await exhaust(world, product, INVARIANTS)
      : await walk(world, product, INVARIANTS, stretch);
    schedules += tally.schedules;
    const [broken] = tally.broken;
    if (broken === undefined) continue;
    const simulation = { world, product, invariants: INVARIANTS };
    const shortest = await shrink(simulation, await replay(simulation, broken.taken));
    const { invariant, message } = shortest.violation ?? broken;
    return { fault: name, schedules, invariant, message, schedule: scheduleText(world.name, shortest.taken) };
  }
  return { fault: name, schedules };
}
