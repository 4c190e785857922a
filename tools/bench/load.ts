import { parseArgs } from 'node:util';
import { startStack } from '../harness/stack.ts';
import { runStep } from './load/step.ts';

/**
 * `npm run bench:load -- --rates 5,10,20,40 --seconds 15 --seed 1`: how many payments a second this machine holds, with
 * the simulator, the database, the gateway and the functions all on it. A step that loses or doubles a payment, or
 * whose counts contradict each other, is void.
 */
const { values } = parseArgs({
  options: {
    rates: { type: 'string', default: '5,10,20,40,80' },
    seconds: { type: 'string', default: '15' },
    seed: { type: 'string', default: '1' },
    engine: { type: 'string', default: 'dynalite' },
  },
});

/** A rate is held while all are answered, 99 in 100 within so many milliseconds. */
const MOST_P99 = 1_000;
/** How far two counts of the same may be apart: one is a sample. */
const TOLERANCE = 0.1;

const seconds = Number(values.seconds);
const seed = Number(values.seed);
const engine = values.engine === 'dynamodb-local' ? 'dynamodb-local' : 'dynalite';
const stack = await startStack({}, { engine });
try {
  // Sandboxes start with the first requests.
  await runStep(stack, { rate: 5, seconds: 3, seed: seed + 1 });
  const rows: object[] = [];
  for (const rate of values.rates.split(',').map(Number)) {
    const { creates, created, busy, imbalances } = await runStep(stack, { rate, seconds, seed });
    const { sent, p50, p99, longest, underWay, underWayByLaw } = creates;
    const isCounted = Math.abs(underWay - underWayByLaw) <= TOLERANCE * Math.max(underWay, 1);
    const isHeld = created === sent && p99 <= MOST_P99;
    const balanced = imbalances.length === 0 && isCounted;
    rows.push({
      'payments a second': rate,
      sent,
      created,
      'p50 ms': Math.round(p50),
      'p99 ms': Math.round(p99),
      'longest ms': Math.round(longest),
      'under way': underWay.toFixed(2),
      'by law': underWayByLaw.toFixed(2),
      'processors, by part': busy,
      verdict: balanced ? (isHeld ? 'held' : 'not held') : 'VOID',
    });
    for (const line of imbalances.slice(0, 10)) console.error(line);
    if (!isCounted) console.error(`Little's law does not hold at ${rate} a second.`);
    if (!balanced) process.exitCode = 1;
    if (!balanced || !isHeld) break;
  }
  console.table(rows);
} finally {
  await stack.stop();
}
