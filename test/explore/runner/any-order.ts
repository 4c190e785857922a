import { recordedChoices } from '../core/choices.ts';
import type { Opening } from '../core/opening.ts';
import type { Call, Process } from '../core/process.ts';
import { Run } from '../core/run.ts';
import type { PaymentView } from '../core/views.ts';
import { type Dialect, PLAIN } from '../pockyt/dialect.ts';
import { type Order, refundedIn, tip } from '../pockyt/order.ts';
import type { Product } from '../product.ts';
import { refresh, withLink, withLostLink } from '../worlds/acts.ts';

/**
 * True answers, applied in every order, end alike: each was asked at a moment of its own, all of them are read late, and
 * whichever is read first, the payment is the same in the end.
 */

/** What happens to the order between two questions. */
type Change = 'pending' | 'success' | 'failed' | 'closed' | 'reversed' | 'refund of a part' | 'refund of all';

/** True stories of an order, as far as its ends can be told within half a minute. */
const STORIES: readonly (readonly Change[])[] = [
  ['pending', 'success'],
  ['pending', 'failed'],
  ['closed'],
  ['failed', 'success'],
  ['success', 'refund of a part'],
  ['success', 'refund of all'],
  ['success', 'refund of a part', 'refund of all'],
  ['success', 'reversed'],
  ['success', 'refund of a part', 'reversed'],
  ['pending', 'success', 'refund of all'],
];

const DIALECTS: readonly Partial<Dialect>[] = [
  {},
  { refundInfo: 'json-object', refundEntry: 'nameless' },
  { goneType: 'void', money: 'exponent' },
];

const BEGINNINGS: Readonly<Record<string, (run: Run) => Promise<Order>>> = {
  'a link': (run) => withLink(run, 'order-1'),
  'a lost link': (run) => withLostLink(run, 'order-1'),
};

/** What is different at the end, in a sentence for each story in which something is. */
export async function differences(product: Product): Promise<{ tried: number; found: string[] }> {
  const found: string[] = [];
  let tried = 0;
  for (const [beginning, begin] of Object.entries(BEGINNINGS)) {
    for (const dialect of DIALECTS) {
      // That a transaction without a known number is called a void tells nothing, so that it matters when it was read.
      if (beginning === 'a lost link' && dialect.goneType !== undefined) continue;
      for (const story of STORIES) {
        const ends = new Map<string, readonly number[]>();
        for (const order of permutations(story.length + 1)) {
          tried++;
          ends.set(await endOf(product, { ...PLAIN, ...dialect }, begin, story, order), order);
        }
        if (ends.size === 1) continue;
        const told = [...ends].map(([end, order]) => `${end} after ${order.join()}`).join('; ');
        found.push(`${beginning}, ${JSON.stringify(dialect)}, ${story.join(', ')}: ${told}`);
      }
    }
  }
  return { tried, found };
}

async function endOf(
  product: Product,
  dialect: Dialect,
  begin: (run: Run) => Promise<Order>,
  story: readonly Change[],
  order: readonly number[],
): Promise<string> {
  const run = new Run({
    opening: still(dialect),
    product,
    choices: recordedChoices([]),
    immediate: ['credentials'],
  });
  const made = await begin(run);
  const asking = [await asked(run)];
  for (const change of story) {
    happen(run, made, change);
    asking.push(await asked(run));
  }
  for (const index of order) {
    const { process, call } = asking[index] as { process: Process; call: Call };
    await run.deliver(call, true);
    await storeOnly(run, process);
  }
  return ending(run.payment('order-1') as PaymentView);
}

/** What was read is stored, and nothing further is asked or done: a lost order would be cancelled. */
async function storeOnly(run: Run, process: Process): Promise<void> {
  for (let [call] = process.calls; call !== undefined; [call] = process.calls) {
    if (call.kind === 'post') return run.kill(process);
    run.perform(call);
    await run.deliver(call);
  }
}

/** Somebody refreshes; Pockyt has answered, and the answer is still on its way. */
async function asked(run: Run): Promise<{ process: Process; call: Call }> {
  run.now += 1_000;
  const process = refresh(run, 'order-1');
  await run.rest(process);
  for (;;) {
    const [call] = process.calls;
    if (call === undefined) throw new Error('It did not ask.');
    run.perform(call);
    if (call.name === 'query') return { process, call };
    await run.deliver(call);
  }
}

function happen(run: Run, order: Order, change: Change): void {
  run.now += 1_000;
  const left = order.amount - refundedIn(tip(order));
  if (change === 'refund of a part') run.pockyt.refundAtPortal(order, 300);
  else if (change === 'refund of all') run.pockyt.refundAtPortal(order, left);
  else run.pockyt.change(order, change);
}

function ending({ status, refunded, orders }: PaymentView): string {
  const told = orders.map(
    ({ state, isHeld, transactionNo }) => `${state}${isHeld ? ' held' : ''} ${transactionNo}`,
  );
  return `${status} (${[...told, `${refunded} went back`].join(', ')})`;
}

function permutations(count: number): number[][] {
  if (count === 0) return [[]];
  return permutations(count - 1).flatMap((rest) =>
    Array.from({ length: count }, (_, at) => [...rest.slice(0, at), count - 1, ...rest.slice(at)]),
  );
}

/** A run in which nothing happens by itself. */
function still(dialect: Dialect): Opening {
  const budget = { lost: 0, held: 0, ways: 0, deaths: 0, clock: 0, acts: 0, mishaps: 0 };
  return { budget, dialect, lifetimeMs: Number.POSITIVE_INFINITY, mayEnd: true };
}
