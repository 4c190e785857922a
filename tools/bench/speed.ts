import { existsSync } from 'node:fs';
import { measure as measureBundles } from '#infra/bundle/budget.ts';
import { bundleFunctions } from '#infra/bundle/bundle.ts';
import { BUNDLES_FOLDER } from '#infra/bundle/bundles-folder.ts';
import { command } from '../command-line/command.ts';
import { Failure } from '../command-line/failure.ts';
import { flag, wholeNumber } from '../command-line/options.ts';
import { progress } from '../command-line/progress.ts';
import { readGoals } from './speed/goals.ts';
import { machine } from './speed/machine.ts';
import { cold, warm } from './speed/measures.ts';
import { sizes } from './speed/sizes.ts';
import { spread } from './speed/statistics.ts';
import { failures, table } from './speed/table.ts';
import { startWorld } from './speed/world.ts';

/** A machine on which starting nothing varies by more says nothing of what starting something costs. */
const MOST_SPREAD = 0.15;
const REPEATS = 3;
/** The middle half of fewer values is no measure of anything. */
const FEWEST_ROUNDS = 5;

export const speedBench = command({
  typed: 'npm run bench -- speed',
  does: [
    'What the deployed bundles cost in time, memory and size.',
    'Each figure stands beside that of the same as most would write it, and of the least that it can cost.',
    'The exit code is 2 when the machine was too busy for a verdict, and with --check 1 when a goal is missed.',
  ].join('\n'),
  options: {
    rounds: wholeNumber({
      least: 1,
      most: 10_000,
      otherwise: 25,
      does: 'starts of everything, and batches of 250 warm requests in each of 3 processes',
    }),
    'warm-up': wholeNumber({ most: 1_000_000, otherwise: 3000, does: 'requests before the batches' }),
    check: flag('fails when a goal of tools/bench/goals.json is missed'),
  },
  async run({ rounds, 'warm-up': warmUp, check }) {
    if (!existsSync(new URL('peer/node_modules', import.meta.url))) {
      throw new Failure('What is compared with is not installed. Run: npm ci --prefix tools/bench/peer');
    }
    const goals = readGoals();
    const { metafile } = await bundleFunctions();
    const world = await startWorld();
    const { at, done } = progress('Measuring sizes');
    try {
      for (const line of machine()) console.log(line);
      const measures = await sizes(await measureBundles(BUNDLES_FOLDER, metafile));
      const starts = await cold(rounds, world, at);
      measures.push(...starts.measures);
      for (const network of ['stub', 'tls'] as const) {
        measures.push(...(await warm({ network, repeats: REPEATS, warmUp, batches: rounds }, world, at)));
      }
      done();
      const noise = spread(starts.empty);
      console.log(`\n${table(measures, goals)}\n`);
      console.log(
        `The empty handler: ${starts.empty.median.toFixed(1)} ms, its middle half spread over ${(noise * 100).toFixed(0)} %.`,
      );
      const missed = failures(measures, goals);
      if (noise > MOST_SPREAD || rounds < FEWEST_ROUNDS) {
        console.log(rounds < FEWEST_ROUNDS ? 'too few rounds: no verdict' : 'noisy: no verdict');
        return 2;
      }
      for (const line of missed) console.log(`MISSED: ${line}`);
      if (missed.length === 0) console.log('Every goal is reached.');
      return missed.length > 0 && check ? 1 : 0;
    } finally {
      done();
      await world.stop();
    }
  },
});
