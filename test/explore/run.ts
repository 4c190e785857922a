import { command, runCommand } from '#tools/command-line/command.ts';
import { progress } from '#tools/command-line/progress.ts';
import type { Schedule } from './core/choices.ts';
import { invariantsNamed } from './invariants/all.ts';
import type { Finding } from './planted/search.ts';
import { product } from './product.ts';
import { OPTIONS, type Options, optionsOf } from './runner/command-line.ts';
import { EACH, jobsOf } from './runner/plan.ts';
import { brokenText, findingText, progressLine, summary } from './runner/report.ts';
import { replay, shrink } from './runner/shrink.ts';
import { type Broken, merged, statesOf, type Tally } from './runner/tally.ts';
import { onThreads } from './runner/threads.ts';
import { LARGE_WORLDS, worldOf } from './worlds/all.ts';

function print(...lines: string[]): void {
  for (const line of lines) process.stdout.write(`${line}\n`);
}

/** Tells the story of one schedule. */
async function tellStory({ world, choices }: Schedule, { promises }: Options): Promise<number> {
  const invariants = invariantsNamed(promises);
  const simulation = { world: worldOf(world), product, invariants, story: print };
  const { violation, steps } = await replay(simulation, choices);
  print(violation ? `BROKEN ${violation.message}` : `Nothing was broken in ${steps} steps.`);
  return violation ? 1 : 0;
}

/** Looks for planted faults: each must be found. */
async function lookFor(faults: readonly string[], { threads, json }: Options): Promise<number> {
  const findings: Finding[] = [];
  const { at, done } = progress(`0 of ${faults.length} faults looked for`);
  await onThreads(faults, threads, (finding) => {
    findings.push(finding);
    at(`${findings.length} of ${faults.length} faults looked for`);
    if (!json) print(findingText(finding));
    return { isEnough: false };
  });
  done();
  if (json) print(JSON.stringify(findings));
  return findings.every(({ invariant }) => invariant !== undefined) ? 0 : 1;
}

async function explore(whole: Options): Promise<number> {
  const tallies = new Map<string, Tally>();
  const begun = performance.now();
  const { at, done } = progress('Exhausting the small worlds');
  const count = progressLine(whole.schedules, at);
  await onThreads(jobsOf({ ...whole, goesOn: whole['go-on'] }), whole.threads, (each) => {
    const earlier = tallies.get(each.world);
    tallies.set(each.world, earlier ? merged(earlier, each) : each);
    count(each);
    return { isEnough: each.broken.length > 0 && !whole['go-on'] };
  });
  done();

  const found = whole.worlds.flatMap((name) => tallies.get(name) ?? []);
  const seconds = (performance.now() - begun) / 1000;
  const shortest = await shortestOfEach(
    found.flatMap(({ broken }) => broken),
    whole.promises,
  );
  if (whole.json) print(JSON.stringify(inShort(found, shortest, seconds)));
  else print(...summary(found, seconds), ...shortest.flatMap(brokenText));
  return shortest.length > 0 ? 1 : 0;
}

const byLength = (one: Broken, other: Broken) => one.taken.length - other.taken.length;

/** For each broken promise the shortest schedule that breaks it, made shorter still. */
async function shortestOfEach(broken: readonly Broken[], promises: readonly string[]): Promise<Broken[]> {
  const all: Broken[] = [];
  for (const [, same] of Map.groupBy(broken, ({ invariant }) => invariant)) {
    const candidates: Broken[] = [];
    for (const each of same.toSorted(byLength).slice(0, 3)) candidates.push(await shortened(each, promises));
    all.push(candidates.toSorted(byLength)[0] as Broken);
  }
  return all;
}

async function shortened(broken: Broken, promises: readonly string[]): Promise<Broken> {
  const simulation = { world: worldOf(broken.world), product, invariants: invariantsNamed(promises) };
  const simulated = await replay(simulation, broken.taken);
  if (simulated.violation === undefined) throw new Error(`It does not break again: ${broken.message}`);
  const { taken, violation } = await shrink(simulation, simulated);
  return { ...broken, taken, message: violation?.message ?? broken.message };
}

function inShort(tallies: readonly Tally[], broken: readonly Broken[], seconds: number) {
  const worlds = tallies.map((tally) => {
    const { world, schedules, steps, isExhausted, largestItem } = tally;
    return { world, schedules, states: statesOf(tally), steps, isExhausted, largestItem };
  });
  return { seconds, worlds, broken };
}

const exploreCommand = command({
  typed: 'npm run explore',
  does: [
    'Runs the real use cases over a model of Pockyt and of the store, one step at a time, in every order.',
    `Without options it exhausts the small worlds and walks ${EACH * LARGE_WORLDS.length} schedules of the large ones.`,
    'The exit code is 1 when a promise is broken, or with --planted when a fault is not found.',
  ].join('\n'),
  options: OPTIONS,
  async run(values) {
    const options = optionsOf(values);
    if (options.replay !== undefined) return await tellStory(options.replay, options);
    if (options.planted) return await lookFor(options.planted, options);
    return await explore(options);
  },
});

process.exitCode = await runCommand(exploreCommand, process.argv.slice(2));
