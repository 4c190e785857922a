import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { measure as measureBundles } from '#infra/bundle/budget.ts';
import { bundleFunctions } from '#infra/bundle/bundle.ts';
import { BUNDLES_FOLDER } from '#infra/bundle/bundles-folder.ts';
import { readGoals } from './speed/goals.ts';
import { machine } from './speed/machine.ts';
import { cold, warm } from './speed/measures.ts';
import { sizes } from './speed/sizes.ts';
import { spread } from './speed/statistics.ts';
import { failures, table } from './speed/table.ts';
import { startWorld } from './speed/world.ts';

/**
 * `npm run bench -- --rounds 25 --check`: what the deployed bundles cost in time, memory and size, beside the same as
 * most would write it and beside the least that it can cost. Exits with 2 when the machine was too busy for a verdict,
 * and with `--check` with 1 when a goal is missed.
 */
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '25' },
    'warm-up': { type: 'string', default: '3000' },
    check: { type: 'boolean', default: false },
  },
});

/** A machine on which starting nothing varies by more says nothing of what starting something costs. */
const MOST_SPREAD = 0.15;
const REPEATS = 3;
/** The middle half of fewer values is no measure of anything. */
const FEWEST_ROUNDS = 5;

if (!existsSync(new URL('peer/node_modules', import.meta.url))) {
  throw new Error('What is compared with is not installed: npm ci --prefix tools/bench/peer');
}
const rounds = Number(values.rounds);
const goals = readGoals();
const { metafile } = await bundleFunctions();
const world = await startWorld();
try {
  for (const line of machine()) console.log(line);
  const measures = await sizes(await measureBundles(BUNDLES_FOLDER, metafile));
  console.error(`Starting everything ${rounds} times ...`);
  const starts = await cold(rounds, world);
  measures.push(...starts.measures);
  for (const network of ['stub', 'tls'] as const) {
    console.error(`Calling everything ${REPEATS * rounds * 250} times, ${network} ...`);
    const options = { network, repeats: REPEATS, warmUp: Number(values['warm-up']), batches: rounds };
    measures.push(...(await warm(options, world)));
  }
  const noise = spread(starts.empty);
  console.log(`\n${table(measures, goals)}\n`);
  console.log(
    `The empty handler: ${starts.empty.median.toFixed(1)} ms, its middle half spread over ${(noise * 100).toFixed(0)} %.`,
  );
  const missed = failures(measures, goals);
  if (noise > MOST_SPREAD || rounds < FEWEST_ROUNDS) {
    console.log(rounds < FEWEST_ROUNDS ? 'too few rounds: no verdict' : 'noisy: no verdict');
    process.exitCode = 2;
  } else {
    for (const line of missed) console.log(`MISSED: ${line}`);
    if (missed.length === 0) console.log('Every goal is reached.');
    else if (values.check) process.exitCode = 1;
  }
} finally {
  await world.stop();
}
