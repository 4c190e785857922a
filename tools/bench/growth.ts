import { parseArgs } from 'node:util';
import { startDatabase } from '../harness/databases.ts';
import { byHistory, byNotices, bySweep, byTable } from './growth/curves.ts';
import { inWords, lawOf } from './growth/law.ts';

/**
 * `npm run bench:growth -- --payments 100000`: how what a request costs grows with what is there already. Each line is
 * a law of growth with its constant, and the points that it was read from.
 */
const { values } = parseArgs({
  options: {
    payments: { type: 'string', default: '100000' },
    engine: { type: 'string', default: 'dynalite' },
  },
});

const most = Number(values.payments);
const sizes = [1_000, 10_000, 100_000].filter((size) => size <= most);
const database = await startDatabase(values.engine === 'dynamodb-local' ? 'dynamodb-local' : 'dynalite');
try {
  const curves = [
    byHistory(),
    ...(await bySweep(database, [1, 10, 50, 100, 500])),
    ...(await byNotices(database, [1, 2, 4, 8, 16])),
    ...(sizes.length > 1 ? await byTable(database, sizes) : []),
  ];
  for (const { cost, size, points } of curves) {
    console.log(`${cost}, by ${size}: ${inWords(lawOf(points))}`);
    console.log(
      `  ${points.map((point) => `${point.size}: ${Number(point.cost.toPrecision(3))}`).join(', ')}`,
    );
  }
} finally {
  await database.stop();
}
