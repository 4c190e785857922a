import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type Quartiles, quartiles } from './statistics.ts';
import type { Variant } from './variants.ts';
import type { World } from './world.ts';

const DRIVER = fileURLToPath(new URL('cold-driver.mjs', import.meta.url));

/** What one start cost. */
export interface Start {
  /** Milliseconds of CPU, in all threads, from the process's start to the first answer. */
  readonly whole: number;
  /** The part of it from the event to the answer. */
  readonly first: number;
  /** The most memory that the process had, in megabytes. */
  readonly memory: number;
}

/** The starts of every variant, in the order of the rounds. */
export type Starts = ReadonlyMap<string, readonly Start[]>;

/**
 * Starts every variant once in each round, one after the other and in turned order every second round, so that a slow
 * moment of the machine meets them all. One more round before them is not counted.
 */
export async function coldStarts(
  variants: readonly Variant[],
  rounds: number,
  world: World,
  tell: (line: string) => void,
): Promise<Starts> {
  const starts = new Map<string, Start[]>(variants.map(({ name }) => [name, []]));
  const events = new Map<string, string>();
  for (const { name, event } of variants) events.set(name, await world.write(`${name}.json`, event));
  for (let round = -1; round < rounds; round++) {
    tell(`Starting everything, ${round + 1} of ${rounds} times done`);
    for (const variant of round % 2 === 0 ? variants : variants.toReversed()) {
      const start = startOnce(variant, events.get(variant.name) as string, world);
      if (round >= 0) starts.get(variant.name)?.push(start);
    }
  }
  return starts;
}

function startOnce({ name, module, environment, status }: Variant, event: string, world: World): Start {
  const { output, stderr } = spawnSync(process.execPath, [DRIVER, module, event], {
    env: { ...environment, ...world.environment },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const report = output[3] || '{}';
  const { statusCode, answered, loaded, kilobytes } = JSON.parse(report);
  if (statusCode !== status) {
    throw new Error(`${name} answered ${statusCode} and not ${status}. ${stderr.slice(0, 2000)}`);
  }
  return { whole: answered / 1000, first: (answered - loaded) / 1000, memory: kilobytes / 1024 };
}

/** One figure of a variant. */
export function figure(starts: Starts, name: string, part: keyof Start): Quartiles {
  return quartiles(startsOf(starts, name).map((start) => start[part]));
}

/**
 * One figure of a variant by one of another's. The ratio is taken within each round, so that it does not depend on
 * how fast the machine was then.
 */
export function ratio(starts: Starts, name: string, part: keyof Start, to: string, toPart = part): Quartiles {
  const others = startsOf(starts, to);
  return quartiles(
    startsOf(starts, name).map((start, round) => start[part] / (others[round] as Start)[toPart]),
  );
}

function startsOf(starts: Starts, name: string): readonly Start[] {
  const found = starts.get(name);
  if (found === undefined) throw new Error(`${name} was not started.`);
  return found;
}
