import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { Canned } from './answers.ts';
import { type Quartiles, quantile, quartiles } from './statistics.ts';
import type { Variant } from './variants.ts';
import type { World } from './world.ts';

/** What a measured process is told to do. */
export interface WarmTask {
  readonly module: string;
  readonly event: unknown;
  readonly status: number;
  /** Answers in the place of the network; absent where the mock is called over TLS. */
  readonly stub: Canned | undefined;
  /** Requests that are not counted. */
  readonly warmUp: number;
  /** Batches of 250 requests that are. */
  readonly batches: number;
}

export interface WarmOptions extends Pick<WarmTask, 'warmUp' | 'batches'> {
  readonly network: 'stub' | 'tls';
  /** Processes for each variant. */
  readonly repeats: number;
}

/** One batch: microseconds of CPU of a reference unit and of a request, and the milliseconds of each request. */
export interface Batch {
  readonly unit: number;
  readonly request: number;
  readonly wall: readonly number[];
}

export interface WarmFigures {
  /** CPU of a request in reference units, batch by batch. */
  readonly units: Quartiles;
  /** Microseconds of CPU of a request. */
  readonly microseconds: Quartiles;
  /** Milliseconds that a request took. */
  readonly p50: number;
  readonly p99: number;
  /** Requests a second, one at a time. */
  readonly rate: number;
}

export type Batches = ReadonlyMap<string, readonly Batch[]>;

const DRIVER = fileURLToPath(new URL('warm-driver.ts', import.meta.url));

/** Measures variants in processes of their own, several times and in turn, so that a slow moment meets them all. */
export async function warmBatches(
  variants: readonly Variant[],
  { network, repeats, warmUp, batches }: WarmOptions,
  world: World,
  tell: (line: string) => void,
): Promise<Batches> {
  const measured = new Map<string, Batch[]>(variants.map(({ name }) => [name, []]));
  const stub = network === 'stub' ? world.canned : undefined;
  for (let repeat = 0; repeat < repeats; repeat++) {
    for (const { name, module, event, status, environment } of variants) {
      tell(`Calling ${name}, ${network}, process ${repeat + 1} of ${repeats}`);
      const task: WarmTask = { module, event, status, stub, warmUp, batches };
      const file = await world.write(`${name}.json`, task);
      measured.get(name)?.push(...(await run(name, file, { ...environment, ...world.environment })));
    }
  }
  return measured;
}

async function run(name: string, file: string, env: Record<string, string>): Promise<Batch[]> {
  const child = spawn(process.execPath, [DRIVER, file], { env, stdio: ['ignore', 'pipe', 'pipe', 'pipe'] });
  // The function's own lines, taken as Lambda takes them.
  child.stdout?.resume();
  const [output, errors, [code]] = await Promise.all([
    text(child.stdio[3] as Readable),
    text(child.stderr as Readable),
    once(child, 'exit'),
  ]);
  if (code !== 0) throw new Error(`${name} could not be measured. ${errors.slice(0, 2000)}`);
  return JSON.parse(output);
}

export function warmFigures(measured: Batches, name: string): WarmFigures {
  const batches = batchesOf(measured, name);
  const wall = batches.flatMap((batch) => batch.wall).sort((a, b) => a - b);
  return {
    units: quartiles(inUnits(batches)),
    microseconds: quartiles(batches.map(({ request }) => request)),
    p50: quantile(wall, 0.5),
    p99: quantile(wall, 0.99),
    rate: 1000 / (wall.reduce((sum, each) => sum + each, 0) / wall.length),
  };
}

/** CPU of one variant by that of another, batch by batch, each in the reference units beside it. */
export function warmRatio(measured: Batches, name: string, to: string): Quartiles {
  const others = inUnits(batchesOf(measured, to));
  return quartiles(
    inUnits(batchesOf(measured, name)).map((units, batch) => units / (others[batch] as number)),
  );
}

const inUnits = (batches: readonly Batch[]) => batches.map(({ request, unit }) => request / unit);

function batchesOf(measured: Batches, name: string): readonly Batch[] {
  const found = measured.get(name);
  if (found === undefined) throw new Error(`${name} was not measured.`);
  return found;
}
