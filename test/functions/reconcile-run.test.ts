import type { Payment } from '#shared/payments/payment.ts';
import { MINUTE, SECOND } from '#tools/harness/clock.ts';
import { shardOf } from './support/memory-store.ts';
import { lost, openWorld } from './support/world.ts';

const world = openWorld();
const ONE_AT_A_TIME = { concurrency: 1 };

/** Links of this test, in the order of their names. */
async function links(count: number): Promise<string[]> {
  const references = Array.from({ length: count }, (_, index) => `${world.reference}-${index}`);
  for (const reference of references) await world.create({ reference });
  world.calls.length = 0;
  return references;
}
const numberOf = async (reference: string) =>
  (await world.stored(reference)).orders[0]?.transactionNo as string;
const paidOf = async (references: readonly string[]) => {
  const payments = await Promise.all(references.map((reference) => world.stored(reference)));
  return payments.filter(({ status }) => status === 'paid').map(({ reference }) => reference);
};
const pay = async (references: readonly string[]) => {
  for (const reference of references) world.simulator.setStatus(await numberOf(reference), 'success');
};
/** The index as a test says it is, whatever is due. */
const indexOf = (shards: Record<number, { urgent?: string[]; routine?: string[] }>) => ({
  due: jest.fn(async (shard: number) => ({ urgent: [], routine: [], ...shards[shard] })),
});

describe('a run', () => {
  it('says how many payments it looked at, how many of them failed, and how long the longest was overdue', async () => {
    await links(3);
    expect(await world.sweep(MINUTE - 1)).toEqual({ checked: 0, failed: 0, oldestOverdueSeconds: 0 });
    expect(await world.sweep(1 + 90 * SECOND)).toEqual({ checked: 3, failed: 0, oldestOverdueSeconds: 90 });
    expect(world.logged.at(-1)).toEqual(['reconcile.swept', { checked: 3, oldestOverdueSeconds: 90 }]);
  });

  it('stops at its limits, and the next goes on', async () => {
    const all = await links(5);
    await pay(all);
    expect(await world.sweep(MINUTE, { payments: 3 })).toMatchObject({ checked: 3 });
    expect(await paidOf(all)).toHaveLength(3);
    expect(await world.sweep(0, { time: -1 })).toMatchObject({ checked: 0 });
    await world.sweep();
    expect(await paidOf(all)).toEqual(all);
  });

  it('begins nothing after its time, and ends what it has begun', async () => {
    const all = await links(3);
    await pay(all);
    world.beforeCall = () => world.pass(25 * SECOND);
    expect(await world.sweep(MINUTE, { ...ONE_AT_A_TIME, time: 50 * SECOND })).toMatchObject({ checked: 3 });
    expect(await paidOf(all)).toHaveLength(3);
  });

  it('looks at several side by side, and at no more than it is told', async () => {
    await links(5);
    let running = 0;
    let most = 0;
    world.beforeCall = async () => {
      most = Math.max(most, ++running);
      await new Promise(setImmediate);
    };
    world.afterCall = () => running--;
    await world.sweep(MINUTE, { concurrency: 2 });
    expect(most).toBe(2);
  });

  it('without credentials asks nothing and fails as a whole', async () => {
    await links(1);
    const credentials = { ...world.deps.credentials, get: () => Promise.reject(new Error('no secret')) };
    await expect(world.sweep(MINUTE, {}, { credentials })).rejects.toThrow('no secret');
    expect(world.calls).toEqual([]);
    expect(world.loggedEvents()).not.toContain('reconcile.swept');
  });

  it('leaves alone what the index says but the payment no longer does', async () => {
    const [reference] = (await links(1)) as [string];
    const dueIndex = indexOf({ 0: { routine: [reference, 'gone'] } });
    expect(await world.sweep(0, {}, { dueIndex })).toMatchObject({ failed: 0 });
    expect(world.calls).toEqual([]);
  });
});

describe('the index of due payments', () => {
  it('is asked for all 64 shards where the run is not told which are its own', async () => {
    const dueIndex = indexOf({});
    await world.sweep(0, {}, { dueIndex });
    expect(dueIndex.due.mock.calls.map(([shard]) => shard)).toEqual(
      Array.from({ length: 64 }, (_, shard) => shard),
    );
  });

  it("is asked for a worker's own shards and for no other", async () => {
    const all = await links(6);
    await pay(all);
    const shards = [shardOf(all[1] as string), shardOf(all[4] as string)];
    await world.sweep(MINUTE, { shards });
    expect(await paidOf(all)).toEqual([all[1], all[4]]);
    await world.sweep(0, { shards: [] });
    expect(await paidOf(all)).toHaveLength(2);
  });

  it('gives first what money waits for, of all shards, and then the routine looks', async () => {
    const all = await links(4);
    await pay(all);
    const [first, second, third, fourth] = all as [string, string, string, string];
    const dueIndex = indexOf({
      3: { routine: [first], urgent: [second] },
      7: { routine: [third], urgent: [fourth] },
    });
    await world.sweep(MINUTE, { payments: 2 }, { dueIndex });
    expect(await paidOf(all)).toEqual([second, fourth]);
  });

  it('gives each shard its turn, so that a full one keeps no other waiting', async () => {
    const all = await links(6);
    await pay(all);
    const dueIndex = indexOf({ 3: { urgent: all.slice(0, 5) }, 7: { urgent: all.slice(5) } });
    await world.sweep(MINUTE, { payments: 2 }, { dueIndex });
    expect(await paidOf(all)).toEqual([all[0], all[5]]);
  });

  it('has an unknown order before the routine looks, however many there are', async () => {
    await links(6);
    world.simulator.faults.next('secure-pay', { kind: 'cut', accept: 'now' });
    await world.create();
    await world.sweep(10 * MINUTE, { payments: 1 });
    expect(await world.stored()).toMatchObject({ status: 'rejected' });
  });
});

describe('a payment whose check throws', () => {
  const throwing = (numbers: readonly string[]) => {
    world.beforeCall = ({ transactionNo }) => {
      if (numbers.includes(transactionNo as string)) throw new TypeError('canary');
    };
  };

  it('keeps none of the others waiting, is reported, and comes again a minute later', async () => {
    const all = await links(2);
    await pay(all);
    const [broken, whole] = all as [string, string];
    throwing([await numberOf(broken)]);
    expect(await world.sweep(MINUTE, ONE_AT_A_TIME)).toMatchObject({ checked: 2, failed: 1 });
    expect(await paidOf(all)).toEqual([whole]);
    expect(world.logged).toContainEqual([
      'reconcile.failed',
      { reference: broken, error: expect.objectContaining({ name: 'TypeError' }) },
    ]);
    expect(JSON.stringify(world.logged)).not.toContain('canary');
    expect(await world.stored(broken)).toMatchObject({ status: 'pending', dueAt: world.at(MINUTE) });

    expect(await world.sweep(MINUTE - 1)).toMatchObject({ checked: 0 });
    world.beforeCall = () => {};
    expect(await world.sweep(1)).toMatchObject({ checked: 1, failed: 0 });
    expect(await paidOf(all)).toEqual(all);
  });

  it('does not keep a run of one payment from the rest, even among others like it', async () => {
    const all = await links(4);
    await pay(all);
    const failing = await Promise.all(all.slice(0, 3).map(numberOf));
    throwing(failing);
    for (let run = 0; run < 4; run++) await world.sweep(run === 0 ? MINUTE : SECOND, { payments: 1 });
    expect(await paidOf(all)).toEqual([all[3]]);
  });

  it('does not keep the sweep from the others, though there are 500 such, and no more fit into a run', async () => {
    const [whole] = (await links(1)) as [string];
    await pay([whole]);
    const payment = await world.stored(whole);
    const names = Array.from({ length: 100_000 }, (_, index) => `${whole}-${index}`);
    const broken = names.filter((name) => shardOf(name) === shardOf(whole)).slice(0, 500);
    for (const reference of broken) {
      const orders = payment.orders.map((order) => ({ ...order, transactionNo: reference }));
      // Each is due before the one that can be looked at, in its shard.
      world.store.payments.set(reference, { ...payment, reference, orders, dueAt: payment.createdAt });
    }
    throwing(broken);
    expect(await world.sweep(MINUTE, { payments: 500 })).toMatchObject({ checked: 500, failed: 500 });
    expect(await paidOf([whole])).toEqual([]);
    expect(await world.sweep(SECOND, { payments: 500 })).toMatchObject({ checked: 1, failed: 0 });
    expect(await paidOf([whole])).toEqual([whole]);
  });

  it('keeps none of the others waiting when it cannot even be read', async () => {
    const all = await links(2);
    await pay(all);
    const [broken, whole] = all as [string, string];
    const load = (reference: string): Promise<Payment | null> =>
      reference === broken ? Promise.reject(new Error('broken')) : world.store.load(reference);
    const payments = { ...world.store, load };
    expect(await world.sweep(MINUTE, ONE_AT_A_TIME, { payments })).toMatchObject({ checked: 2, failed: 1 });
    expect(await paidOf(all)).toEqual([whole]);
  });

  it('may be gone when it is to be postponed', async () => {
    const [reference] = (await links(1)) as [string];
    world.beforeCall = () => {
      world.store.payments.delete(reference);
      throw new TypeError('ours');
    };
    expect(await world.sweep(MINUTE)).toMatchObject({ failed: 1 });
  });

  it('comes again like one of which Pockyt tells nothing', async () => {
    const [silent, broken] = (await links(2)) as [string, string];
    const number = await numberOf(broken);
    world.beforeCall = ({ transactionNo }) => {
      if (transactionNo === number) throw new TypeError('ours');
      lost();
    };
    for (const _ of [1, 2, 3]) {
      await world.sweep(MINUTE);
      expect((await world.stored(broken)).dueAt).toBe((await world.stored(silent)).dueAt);
    }
  });
});
