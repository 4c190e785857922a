import { engines } from '#test/support/databases.ts';
import { storm } from '#test/support/storm.ts';

/** A small storm, a new one each time; `npm run storm` has the large ones. A seed repeats a run. */
describe.each(engines())('a storm of payments in %s', (engine) => {
  it.each([true, false])(
    'balances, with notices: %p',
    async (notices) => {
      const seed = Math.floor(Math.random() * 2 ** 31);
      const { ledger, imbalances } = await storm({ payments: 80, seed, engine, concurrency: 16, notices });
      expect({ seed, imbalances }).toEqual({ seed, imbalances: [] });
      expect(ledger['ended paid']).toBeGreaterThan(20);
    },
    120_000,
  );
});
