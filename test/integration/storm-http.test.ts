import { stormOverHttp } from '#test/support/storm-http.ts';

/** A small storm over HTTP, a new one each time; `npm run storm -- --http` has the large ones. */
it('a storm through the running stack balances', async () => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  const { ledger, imbalances } = await stormOverHttp({
    payments: 40,
    seed,
    engine: 'dynalite',
    concurrency: 8,
    notices: true,
    slow: false,
    deadline: 100_000,
  });
  expect({ seed, imbalances }).toEqual({ seed, imbalances: [] });
  expect(ledger['ended paid']).toBeGreaterThan(5);
  expect(ledger['notices refused though genuine'] ?? 0).toBe(0);
  expect(ledger['notices delivered']).toBeGreaterThan(5);
}, 180_000);
