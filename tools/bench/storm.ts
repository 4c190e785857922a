import { parseArgs } from 'node:util';
import { stormOverHttp } from './storm/http.ts';
import { storm } from './storm/storm.ts';

/**
 * `npm run storm -- --payments 5000 --seed 1`: prints the ledger, and fails when it does not balance. With `--http` the
 * whole stack runs, in real time.
 */
const { values } = parseArgs({
  options: {
    http: { type: 'boolean', default: false },
    payments: { type: 'string' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
    engine: { type: 'string', default: 'dynalite' },
    concurrency: { type: 'string', default: '16' },
    'no-notices': { type: 'boolean', default: false },
  },
});

/** Longer than it takes to ask about an order twice that Pockyt does not know, and than the shortest link lasts. */
const DEADLINE_MS = 240_000;

const begun = performance.now();
const payments = Number(values.payments ?? (values.http ? 500 : 5000));
const name = `${payments} payments, seed ${values.seed}`;
console.log(`${name}${values.http ? ', over HTTP' : ''} ...`);
const options = {
  payments,
  seed: Number(values.seed),
  engine: values.engine === 'dynamodb-local' ? ('dynamodb-local' as const) : ('dynalite' as const),
  concurrency: Number(values.concurrency),
  notices: !values['no-notices'],
};
const { ledger, imbalances, firstCase } = await (values.http
  ? stormOverHttp({ ...options, slow: true, deadline: DEADLINE_MS })
  : storm(options));
// What it did, all of it: a storm that does nothing balances as well.
console.table(Object.fromEntries(Object.entries(ledger).sort()));
for (const line of imbalances.slice(0, 20)) console.error(line);
if (firstCase !== undefined) console.error(`The first of them in full:\n${firstCase}`);
const seconds = ((performance.now() - begun) / 1000).toFixed(1);
console.log(
  `${name}, ${seconds} s: ` +
    (imbalances.length === 0 ? 'balanced' : `void, ${imbalances.length} do not balance`),
);
process.exitCode = imbalances.length === 0 ? 0 : 1;
