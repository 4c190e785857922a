import { CASES, type CaseName } from './cases.ts';
import { coldStarts, figure, ratio } from './cold.ts';
import { exactly, type Quartiles } from './statistics.ts';
import { type Variant, variant, type Who } from './variants.ts';
import { type WarmOptions, warmBatches, warmFigures, warmRatio } from './warm.ts';
import type { World } from './world.ts';

/** One line of the report. */
export interface Measure {
  readonly name: string;
  readonly value: Quartiles;
  /** The absolute figures that are behind it, on this machine. */
  readonly ours?: string;
  readonly peer?: string;
  readonly floor?: string;
}

/** What has no counterpart in the peer, which always asks Pockyt. */
const OURS_ALONE: CaseName = 'notice, believed';
const ALL = Object.keys(CASES) as CaseName[];
const MAIN: readonly CaseName[] = ['create', 'notice', 'read'];

const EMPTY = variant('empty', 'create');
const FLOOR = variant('floor', 'create');
const VERIFY = variant('verify', 'notice');

const both = (cases: readonly CaseName[]): Variant[] =>
  (['ours', 'peer'] as Who[]).flatMap((who) =>
    cases.filter((name) => who === 'ours' || name !== OURS_ALONE).map((name) => variant(who, name)),
  );

/** What a start and the first request cost. The empty handler's spread says how quiet the machine was. */
export async function cold(
  rounds: number,
  world: World,
  tell: (line: string) => void,
): Promise<{ measures: Measure[]; empty: Quartiles }> {
  const starts = await coldStarts([EMPTY, FLOOR, ...both(MAIN)], rounds, world, tell);
  const figures = (name: string, part: 'whole' | 'first' | 'memory') => {
    const shown = (who: string) =>
      `${figure(starts, who, part).median.toFixed(0)} ${part === 'memory' ? 'MB' : 'ms'}`;
    const least = name === 'create' ? { floor: shown(FLOOR.name) } : {};
    return { ours: shown(`ours ${name}`), peer: shown(`peer ${name}`), ...least };
  };
  const byEmpty = (part: 'whole' | 'first' | 'memory', to: 'whole' | 'memory') =>
    ratio(starts, 'ours create', part, EMPTY.name, to);

  const measures = MAIN.flatMap((name): Measure[] => {
    const [ours, shown] = [`ours ${name}`, figures(name, 'whole')];
    return [
      { name: `cold ${name} / empty`, value: ratio(starts, ours, 'whole', EMPTY.name), ...shown },
      { name: `cold ${name} / peer`, value: ratio(starts, ours, 'whole', `peer ${name}`), ...shown },
    ];
  });
  measures.push(
    {
      name: 'first request, create / empty',
      value: byEmpty('first', 'whole'),
      ...figures('create', 'first'),
    },
    { name: 'memory, create / empty', value: byEmpty('memory', 'memory'), ...figures('create', 'memory') },
  );
  return { measures, empty: figure(starts, EMPTY.name, 'whole') };
}

/** What a request costs once everything is warm: all cases with the network stubbed, or the main ones over TLS. */
export async function warm(
  options: WarmOptions,
  world: World,
  tell: (line: string) => void,
): Promise<Measure[]> {
  const overTls = options.network === 'tls';
  const cases = overTls ? MAIN : ALL;
  const variants = [...both(cases), FLOOR, ...(overTls ? [] : [VERIFY])];
  const batches = await warmBatches(variants, options, world, tell);
  const shown = (name: string) => {
    const { microseconds, p50, p99, rate } = warmFigures(batches, name);
    const cpu = `${microseconds.median.toFixed(0)} µs`;
    return overTls ? `${cpu}; p50 ${p50.toFixed(2)}, p99 ${p99.toFixed(1)} ms; ${rate.toFixed(0)}/s` : cpu;
  };
  const unitsOf = (name: string) => warmFigures(batches, name).units;

  const measures = cases.flatMap((name): Measure[] => {
    const [ours, peer] = [`ours ${name}`, `peer ${name}`];
    const title = `warm ${name}${overTls ? ' over TLS' : ''}`;
    const least = name === 'create' ? { floor: shown(FLOOR.name) } : {};
    const alone = { name: `${title}, R`, value: unitsOf(ours), ours: shown(ours), ...least };
    if (name === OURS_ALONE) return [alone];
    const beside = { ...alone, peer: shown(peer) };
    return [beside, { ...beside, name: `${title} / peer`, value: warmRatio(batches, ours, peer) }];
  });
  if (overTls) {
    // What a caller waits for besides Pockyt, which answers at once here.
    const { p50, p99 } = warmFigures(batches, 'ours create');
    return [
      ...measures,
      { name: 'warm create over TLS, p50 in ms', value: exactly(p50) },
      { name: 'warm create over TLS, p99 in ms', value: exactly(p99) },
    ];
  }
  const checking = { value: unitsOf(VERIFY.name), ours: shown(VERIFY.name) };
  return [...measures, { name: 'decoding and checking a notice, R', ...checking }];
}
