import { type Counts, createLedger } from '#tools/bench/storm/ledger.ts';
import { STORIES } from '#tools/bench/storm/plan.ts';
import { storm } from '#tools/bench/storm/storm.ts';
import { ACCOUNT, createWorld, TOKENS } from '#tools/bench/storm/world.ts';
import { engines, startDatabase } from '#tools/harness/databases.ts';
import { startSimulator } from '#tools/simulator/start-simulator.ts';

/** Four rounds of stories: each of them is told by a notice twice, and twice by nobody. */
const PAYMENTS = 4 * STORIES.length;

/** What must have happened in a storm: one that does nothing balances as well. */
const HAPPENED: Readonly<Record<string, number>> = {
  'came to a link': PAYMENTS * 0.8,
  created: PAYMENTS * 0.8,
  'ended paid': 20,
  'ended reversed': 5,
  'ended failed': 2,
  'ended closed': 3,
  'refunds made': 3,
  'refunds made elsewhere': 4,
  'refund order-unclear': 1,
  'log payment.paid_twice': 1,
  'log payment.paid_late': 2,
  'log refund.made': 3,
  'Pockyt: tran-query lags': 10,
  'Pockyt: order pending': 1,
  'Pockyt: order dealing': 1,
  'Pockyt: order reversed': 4,
  'cancel asked': 4,
  'story: cancelled too late, refunded': 1,
  'broken off by the database': 1,
  rotations: 1,
};
const TOLD: Readonly<Record<string, number>> = {
  'notices delivered': 40,
  'notices duplicated': 4,
  'notices lost': 4,
  'notices stale': 2,
  'notices forged': 4,
  'notices leaked': 4,
  'notices altered': 4,
  'log ipn.applied': 10,
  'log ipn.unconfirmed': 4,
  'log payment.found': 2,
  'compared before its time is over': 8,
  'compared an hour after its time': 8,
  'compared an hour after its turn': 5,
  'story: found, told': 1,
  'story: found with another amount, told': 1,
};
/** Whose turn may be told by a notice, or by nobody. */
const TURNS = [
  'paid after the end',
  'confirmed',
  'confirmed after days',
  'not confirmed',
  'paid twice',
  'refunded in part at the portal',
  'refunded at the portal',
  'refunded at once',
  'reversed',
  'reversed at once',
  'gone',
];

/** A small storm, the same each time; `npm run storm` has the large ones, each with a seed of its own. */
describe.each(engines())('a storm of payments in %s', (engine) => {
  it.each([true, false])(
    'balances, with notices: %p',
    async (notices) => {
      const seed = 1;
      // More at once would starve each other on a slow machine, and time itself would decide what happens.
      const options = { payments: PAYMENTS, seed, engine, concurrency: 12, notices };
      const { ledger, imbalances, firstCase } = await storm(options);
      expect({ seed, imbalances, firstCase }).toEqual({ seed, imbalances: [], firstCase: undefined });
      const turns = TURNS.map((story) => `story: ${story}`);
      const least = {
        ...HAPPENED,
        // Where nobody can read how much the portal gave back, nothing is known to be refunded by it.
        'ended refunded': ledger['shape: refundInfoShape rmb-only'] ? 0 : 3,
        ...(notices && TOLD),
        ...Object.fromEntries(turns.map((turn) => [`${turn}, not told`, 1])),
        ...(notices && Object.fromEntries(turns.map((turn) => [`${turn}, told`, 1]))),
      };
      expect({ seed, missing: missing(ledger, least) }).toEqual({ seed, missing: [] });
      expect(ledger['due in the end: others'] ?? 0).toBe(0);
    },
    180_000,
  );
});

it('an order that others make meets no fault that was meant for a call of ours', async () => {
  const database = await startDatabase('dynalite');
  const simulator = await startSimulator({ ...ACCOUNT, token: TOKENS[0] });
  try {
    const world = createWorld(database, simulator, () => new Date(), createLedger());
    // The database broke off our own call before it was sent, and the next was for a further order.
    simulator.faults.nextFor('storm-1', 'secure-pay', { kind: 'cut' });
    const transactionNo = await world.makeElsewhere('storm-1', '13');
    expect(simulator.orders.all).toMatchObject([{ transactionNo, reference: 'storm-1' }]);
  } finally {
    await Promise.all([simulator.stop(), database.stop()]);
  }
});

/** What happened less often than it must. */
function missing(ledger: Counts, least: Readonly<Record<string, number>>): string[] {
  return Object.entries(least)
    .filter(([what, times]) => (ledger[what] ?? 0) < times)
    .map(([what, times]) => `${what}: ${ledger[what] ?? 0} of ${times}`);
}
