import { bundleFunctions } from '#infra/bundle/bundle.ts';
import { BUNDLES_FOLDER } from '#infra/bundle/bundles-folder.ts';
import { POCKYT_MS } from './cost/assumptions.ts';
import { PRICES } from './cost/prices.ts';
import { costReport } from './cost/report.ts';

/** `npm run cost`: where each dollar of a million payments goes. */
await bundleFunctions();
const { payments, month, totals, perHundredMilliseconds, perPaidCheck } = await costReport(BUNDLES_FOLDER);
console.log(`List prices of ${PRICES.asOf} in ${PRICES.region}.\n`);
console.log(`${payments}\n`);
console.log(
  `With tracing=off ${totals.untraced.toFixed(2)} USD, and where no payment is checked before it is paid ` +
    `${totals.unchecked.toFixed(2)} USD. Each of the paidChecks is ${perPaidCheck.toFixed(2)} USD of it.`,
);
console.log(`Behind a REST API ${totals.rest.toFixed(2)} USD; the naive peer ${totals.peer.toFixed(2)} USD.`);
console.log(
  `Pockyt is taken to answer in ${POCKYT_MS} ms; each 100 ms more are ${perHundredMilliseconds.toFixed(2)} USD.\n`,
);
console.log(month);
