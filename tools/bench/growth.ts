import { command } from '../command-line/command.ts';
import { wholeNumber } from '../command-line/options.ts';
import { progress } from '../command-line/progress.ts';
import { startDatabase } from '../harness/databases.ts';
import { engine } from './engine.ts';
import { byHistory, byNotices, bySweep, byTable } from './growth/curves.ts';
import { inWords, lawOf } from './growth/law.ts';

export const growthBench = command({
  typed: 'npm run bench -- growth',
  does: [
    'How what a request costs grows with what is there already.',
    'Prints a law of growth with its constant for each cost, and the points that it was read from.',
  ].join('\n'),
  options: {
    payments: wholeNumber({ least: 1000, most: 100_000, otherwise: 100_000, does: 'the largest table' }),
    engine,
  },
  async run({ payments, engine }) {
    const sizes = [1_000, 10_000, 100_000].filter((size) => size <= payments);
    const { at, done } = progress('Growing a history');
    const database = await startDatabase(engine);
    try {
      const curves = [byHistory()];
      at('Growing the number of payments that are due');
      curves.push(...(await bySweep(database, [1, 10, 50, 100, 500])));
      at('Growing the number of notices at once');
      curves.push(...(await byNotices(database, [1, 2, 4, 8, 16])));
      if (sizes.length > 1) curves.push(...(await byTable(database, sizes, at)));
      done();
      for (const { cost, size, points } of curves) {
        console.log(`${cost}, by ${size}: ${inWords(lawOf(points))}`);
        console.log(
          `  ${points.map((point) => `${point.size}: ${Number(point.cost.toPrecision(3))}`).join(', ')}`,
        );
      }
      return 0;
    } finally {
      done();
      await database.stop();
    }
  },
});
