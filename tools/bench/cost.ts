import { bundleFunctions } from '#infra/bundle/bundle.ts';
import { BUNDLES_FOLDER } from '#infra/bundle/bundles-folder.ts';
import { command } from '../command-line/command.ts';
import { progress } from '../command-line/progress.ts';
import { POCKYT_MS } from './cost/assumptions.ts';
import { PRICES } from './cost/prices.ts';

export const costBench = command({
  typed: 'npm run cost',
  does: [
    'Where each dollar of a million payments goes, and what a month costs in which nobody pays.',
    'Calls and units are counted in the bundles, the rest is read in the template; nothing leaves this machine.',
  ].join('\n'),
  options: {},
  async run() {
    const { done } = progress('Bundling the functions, and counting what they call');
    await bundleFunctions();
    // Loaded when it runs, with the CDK: the help needs neither.
    const { costReport } = await import('./cost/report.ts');
    const report = await costReport(BUNDLES_FOLDER);
    done();
    const { payments, month, totals, perHundredMilliseconds, perPaidCheck } = report;
    console.log(`List prices of ${PRICES.asOf} in ${PRICES.region}.\n`);
    console.log(`${payments}\n`);
    console.log(
      `With tracing=off ${totals.untraced.toFixed(2)} USD, and where no payment is checked before it is paid ` +
        `${totals.unchecked.toFixed(2)} USD. Each of the paidChecks is ${perPaidCheck.toFixed(2)} USD of it.`,
    );
    console.log(
      `Behind a REST API ${totals.rest.toFixed(2)} USD; the naive peer ${totals.peer.toFixed(2)} USD.`,
    );
    console.log(
      `Pockyt is taken to answer in ${POCKYT_MS} ms; each 100 ms more are ${perHundredMilliseconds.toFixed(2)} USD.\n`,
    );
    console.log(month);
    return 0;
  },
});
