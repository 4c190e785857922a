import { parseArgs } from 'node:util';
import { storm } from '#test/support/storm.ts';

/** `npm run storm -- --payments 5000 --seed 1`: prints the ledger, and fails when it does not balance. */
const { values } = parseArgs({
  options: {
    payments: { type: 'string', default: '5000' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
    engine: { type: 'string', default: 'dynalite' },
    concurrency: { type: 'string', default: '8' },
    'no-notices': { type: 'boolean', default: false },
  },
});

const begun = performance.now();
const { ledger, imbalances } = await storm({
  payments: Number(values.payments),
  seed: Number(values.seed),
  engine: values.engine === 'dynamodb-local' ? 'dynamodb-local' : 'dynalite',
  concurrency: Number(values.concurrency),
  notices: !values['no-notices'],
});
console.table(ledger);
for (const line of imbalances.slice(0, 20)) console.error(line);
const seconds = ((performance.now() - begun) / 1000).toFixed(1);
console.log(
  `${values.payments} payments, seed ${values.seed}, ${seconds} s: ` +
    (imbalances.length === 0 ? 'balanced' : `void, ${imbalances.length} do not balance`),
);
process.exitCode = imbalances.length === 0 ? 0 : 1;
