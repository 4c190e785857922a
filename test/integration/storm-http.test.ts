import { stormOverHttp } from '#tools/bench/storm/http.ts';
import { STORIES } from '#tools/bench/storm/plan.ts';

/** A small storm over HTTP, the same each time; `npm run storm -- --http` has the large ones. */
it('a storm through the running stack balances', async () => {
  const seed = 1;
  const { ledger, imbalances } = await stormOverHttp({
    // Two rounds of stories: each is told by a notice once, and once by nobody.
    payments: 2 * STORIES.length,
    seed,
    engine: 'dynalite',
    concurrency: 8,
    notices: true,
    slow: false,
    deadline: 100_000,
  });
  expect({ seed, imbalances }).toEqual({ seed, imbalances: [] });
  expect(ledger['notices refused though genuine'] ?? 0).toBe(0);
  const counted = (what: RegExp) =>
    Object.entries(ledger).reduce((sum, [row, times]) => (what.test(row) ? sum + times : sum), 0);
  // One that does nothing balances as well.
  const least: readonly [what: RegExp, times: number][] = [
    [/^ended paid$/, 5],
    [/^ended reversed$/, 2],
    // Where nobody can read how much the portal gave back, nothing is known to be refunded by it.
    [/^ended refunded$/, ledger['shape: refundInfoShape rmb-only'] ? 0 : 1],
    [/^notices delivered$/, 5],
    [/^story: .*, told$/, 5],
    [/^story: .*, not told$/, 5],
    [/^Pockyt: tran-query lags$/, 2],
    [/^rotations$/, 1],
  ];
  const missing = least.filter(([what, times]) => counted(what) < times).map(([what]) => what.source);
  expect({ seed, missing }).toEqual({ seed, missing: [] });
}, 180_000);
