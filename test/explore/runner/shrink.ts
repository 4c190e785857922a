import { recordedChoices } from '../core/choices.ts';
import { type Simulated, type Simulation, simulate } from '../core/simulate.ts';

/** Replays a schedule. */
export function replay(
  simulation: Omit<Simulation, 'choices' | 'isKnown'>,
  choices: readonly number[],
): Promise<Simulated> {
  return simulate({ ...simulation, choices: recordedChoices(choices) });
}

/**
 * A shorter schedule that breaks the same promise: without choices that do not matter, and with smaller ones, until
 * nothing more can be left out.
 */
export async function shrink(
  simulation: Omit<Simulation, 'choices' | 'isKnown' | 'story'>,
  broken: Simulated,
  mostReplays = 3_000,
): Promise<Simulated> {
  let best = { ...broken, taken: trimmed(broken.taken) };
  let replays = 0;
  const isBetter = async (candidate: readonly number[]): Promise<boolean> => {
    if (replays++ >= mostReplays) return false;
    const result = await replay(simulation, candidate);
    if (result.violation?.invariant !== broken.violation?.invariant) return false;
    const taken = trimmed(candidate);
    if (!isSmaller(taken, best.taken)) return false;
    best = { ...result, taken };
    return true;
  };
  for (let isDone = false; !isDone && replays < mostReplays; ) {
    isDone = true;
    for (let size = Math.min(16, best.taken.length); size >= 1; size >>= 1) {
      for (let at = best.taken.length - size; at >= 0; at--) {
        const without = [...best.taken.slice(0, at), ...best.taken.slice(at + size)];
        if (await isBetter(without)) isDone = false;
      }
    }
    for (let at = 0; at < best.taken.length; at++) {
      for (let value = 0; value < (best.taken[at] ?? 0); value++) {
        if (await isBetter(best.taken.with(at, value))) {
          isDone = false;
          break;
        }
      }
    }
  }
  return best;
}

function trimmed(taken: readonly number[]): readonly number[] {
  return taken.slice(0, taken.findLastIndex((choice) => choice !== 0) + 1);
}

function isSmaller(one: readonly number[], other: readonly number[]): boolean {
  if (one.length !== other.length) return one.length < other.length;
  const at = one.findIndex((choice, index) => choice !== other[index]);
  return at >= 0 && (one[at] as number) < (other[at] as number);
}
