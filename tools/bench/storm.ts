import { command } from '../command-line/command.ts';
import { flag, wholeNumber } from '../command-line/options.ts';
import { progress } from '../command-line/progress.ts';
import { engine } from './engine.ts';
import type { StormResult } from './storm/ledger.ts';
import type { StormOptions } from './storm/storm.ts';

/** Longer than it takes to ask about an order twice that Pockyt does not know, and than the shortest link lasts. */
const DEADLINE_MS = 240_000;

// Each is loaded when it runs: the help needs neither.
async function overHttp(options: StormOptions): Promise<StormResult> {
  const { stormOverHttp } = await import('./storm/http.ts');
  return stormOverHttp({ ...options, slow: true, deadline: DEADLINE_MS });
}

async function inProcess(options: StormOptions): Promise<StormResult> {
  const { storm } = await import('./storm/storm.ts');
  return storm(options);
}

export const stormBench = command({
  typed: 'npm run storm',
  does: [
    'Payments by the thousand while everything fails at once.',
    'Prints the ledger of what happened. The exit code is 1 when a payment is not what the simulator knows it to be.',
  ].join('\n'),
  options: {
    payments: wholeNumber({
      least: 1,
      most: 1_000_000,
      otherwise: undefined,
      does: 'how many (5000, or 500 with --http, if not said)',
    }),
    seed: wholeNumber({ otherwise: undefined, does: 'repeats a run (another each time if not said)' }),
    http: flag('the whole stack, over HTTP and in real time'),
    engine,
    concurrency: wholeNumber({
      least: 1,
      most: 1000,
      otherwise: 16,
      does: 'how many payments live side by side',
    }),
    'no-notices': flag('no notice is delivered at all'),
  },
  async run({ http, engine, concurrency, ...options }) {
    const begun = performance.now();
    const { payments = http ? 500 : 5000, seed = Math.floor(Math.random() * 1e9) } = options;
    const name = `${payments} payments, seed ${seed}`;
    console.log(`${name}${http ? ', over HTTP' : ''} ...`);
    const { at, done } = progress('Starting');
    const settings = { payments, seed, engine, concurrency, notices: !options['no-notices'], tell: at };
    const { ledger, imbalances, firstCase } = await (http ? overHttp(settings) : inProcess(settings)).finally(
      done,
    );
    // What it did, all of it: a storm that does nothing balances as well.
    console.table(Object.fromEntries(Object.entries(ledger).sort()));
    for (const line of imbalances.slice(0, 20)) console.error(line);
    if (firstCase !== undefined) console.error(`The first of them in full:\n${firstCase}`);
    const seconds = ((performance.now() - begun) / 1000).toFixed(1);
    console.log(
      `${name}, ${seconds} s: ` +
        (imbalances.length === 0 ? 'balanced' : `void, ${imbalances.length} do not balance`),
    );
    return imbalances.length === 0 ? 0 : 1;
  },
});
