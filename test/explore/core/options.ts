import { passTime } from './clock.ts';
import { mishaps } from './mishaps.ts';
import type { Call } from './process.ts';
import type { Run } from './run.ts';
import type { Act, World } from './world.ts';

/** Something that may happen next. */
export interface Option {
  readonly weight: number;
  run(run: Run): Promise<void> | void;
}

const WEIGHTS = { step: 60, mishap: 9, clock: 5, idleClock: 25, straggler: 12 };

/** At most so many processes at a time, where chance starts them. */
const MOST_ALIVE = 4;

/** The end of what anybody does: faults end, and the clock runs on. */
export const END: Option = { weight: 0, run: () => {} };

/** Everything that may happen next. The first is what happens in a schedule that was cut off. */
export function options(run: Run, world: World): Option[] {
  const { alive, stragglers, budget, opening } = run;
  const all: Option[] = [];
  if (!world.isSmall || (opening.mayEnd && alive.length === 0)) all.push(END);
  for (const { calls } of alive) for (const call of calls) all.push(step(call));
  if (budget.acts > 0 && (world.isSmall || alive.length < MOST_ALIVE)) {
    for (const act of world.acts(run)) all.push({ weight: act.weight, run: () => perform(run, act) });
  }
  for (const straggler of stragglers) all.push(arrival(straggler));
  if (budget.clock > 0) {
    const weight = alive.length > 0 ? WEIGHTS.clock : WEIGHTS.idleClock;
    all.push({ weight, run: () => passTime(run, world) });
  }
  if (alive.length === 0) return all;
  if (world.isSmall) all.push(...mishaps(run, world));
  else if (budget.mishaps > 0 && budget.lost + budget.held + budget.ways + budget.deaths > 0) {
    all.push({ weight: WEIGHTS.mishap, run: () => someMishap(run, world) });
  }
  return all;
}

function step(call: Call): Option {
  return {
    weight: WEIGHTS.step,
    run: (run) => {
      const isLate = call.reply !== undefined;
      if (!isLate) run.perform(call);
      return run.deliver(call, isLate);
    },
  };
}

async function perform(run: Run, act: Act): Promise<void> {
  run.budget.acts--;
  run.story?.(`* ${act.name}`);
  const process = act.run(run);
  if (process) await run.rest(process);
}

function arrival(straggler: Run['stragglers'][number]): Option {
  return {
    weight: WEIGHTS.straggler,
    run: (run) => {
      run.stragglers.splice(run.stragglers.indexOf(straggler), 1);
      run.story?.('what was given up arrives');
      run.perform(straggler.call);
    },
  };
}

function someMishap(run: Run, world: World): Promise<void> | void {
  const all = mishaps(run, world);
  if (all.length === 0) return undefined;
  return all[run.choices.pick(all.map(({ weight }) => weight))]?.run(run);
}
