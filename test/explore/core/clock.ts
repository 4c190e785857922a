import type { Run } from './run.ts';
import type { World } from './world.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** For how long the clock runs on once faults have ended: past the last of the checks of a payment that is found paid late. */
const QUIET_MS = 4 * DAY_MS;
/** A payment is looked at so often in that time at most; more would be for ever. */
const MOST_SWEEPS = 400;

/** Jumps that chance may choose beside the next moment that means something. */
const JUMPS = [0, 6_000, 31_000, 61_000, 11 * MINUTE_MS, 125 * MINUTE_MS, DAY_MS];
const JUMP_WEIGHTS = [60, 8, 8, 10, 8, 3, 3];

/** The clock moves to the next moment that means something to anybody, or in a large world by some other span. */
export function passTime(run: Run, { isSmall }: World): void {
  run.budget.clock--;
  const jump = isSmall ? 0 : (JUMPS[run.choices.pick(JUMP_WEIGHTS)] as number);
  moveTo(run, jump === 0 ? nextMoment(run) : run.now + jump);
}

function nextMoment(run: Run): number {
  let next = Number.POSITIVE_INFINITY;
  const consider = (time: number) => {
    if (time > run.now && time < next) next = time;
  };
  for (const { times } of run.stored()) times.forEach(consider);
  run.pockyt.times().forEach(consider);
  for (const { calls, bornAt } of run.alive) {
    consider(bornAt + run.opening.lifetimeMs);
    for (const { deadline, reply } of calls) if (deadline && !isError(reply)) consider(deadline);
  }
  return Number.isFinite(next) ? next : run.now + MINUTE_MS;
}

const isError = (reply: object | undefined) => reply !== undefined && 'error' in reply;

/** Whoever waits too long gives up, whoever lives too long dies, and what was lost on its way is gone. */
function moveTo(run: Run, time: number): void {
  run.now = time;
  run.story?.(`the clock moves to ${new Date(time).toISOString()}`);
  for (const process of [...run.alive]) {
    for (const call of process.calls) {
      if (call.deadline !== undefined && call.deadline <= time && !isError(call.reply)) {
        call.reply = { error: call.lost('deadline') };
      }
    }
    if (process.bornAt + run.opening.lifetimeMs <= time) run.kill(process);
  }
  for (const straggler of [...run.stragglers]) {
    if (straggler.until < time) run.stragglers.splice(run.stragglers.indexOf(straggler), 1);
  }
}

/**
 * Faults have ended: whoever is alive comes to an end, no notice comes any more, and the clock runs on with a sweep in
 * every minute in which something is due.
 */
export async function runOn(run: Run): Promise<void> {
  run.isQuiet = true;
  run.pockyt.lag = 0;
  run.stragglers.length = 0;
  run.story?.('--- faults end, and the clock runs on ---');
  for (const process of [...run.alive]) await run.finish(process);
  run.quietSince = run.now;
  const end = run.now + QUIET_MS;
  for (let sweeps = 0; ; sweeps++) {
    const due = nextDue(run);
    if (due > end) break;
    run.now = Math.max(Math.ceil(due / MINUTE_MS), Math.floor(run.now / MINUTE_MS) + 1) * MINUTE_MS;
    run.story?.(`the clock moves to ${new Date(run.now).toISOString()}`);
    if (sweeps === MOST_SWEEPS) {
      run.isRestless = true;
      break;
    }
    const sweep = await run.complete({ kind: 'sweep' }, 'sweep');
    if (sweep.failure !== undefined) throw sweep.failure;
  }
  run.now = Math.max(run.now, end);
}

function nextDue(run: Run): number {
  let next = Number.POSITIVE_INFINITY;
  for (const { dueAt = next } of run.stored()) next = Math.min(next, dueAt);
  return next;
}
