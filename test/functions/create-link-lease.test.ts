import type { CreateResult } from '#functions/create-link/create-link.ts';
import type { Order } from '#shared/payments/order.ts';
import { MINUTE, SECOND } from '#tools/harness/clock.ts';
import { lost, openWorld } from './support/world.ts';

const world = openWorld();

/** Lets so much time pass while the order is being written, before it is sent. */
function slowToWrite(milliseconds: number): void {
  world.store.afterWrite = () => {
    world.store.afterWrite = () => {};
    world.pass(milliseconds);
  };
}

const firstOrder = async () => (await world.stored()).orders[0] as Order;
const abandoned = { state: 'unknown', failure: { reason: 'abandoned' } };

describe('a call that could outlive its lease', () => {
  it('is not sent, and its reference is used by the next request', async () => {
    slowToWrite(50 * SECOND);
    expect(await world.create()).toEqual({ kind: 'unknown' });
    expect(world.calls).toEqual([]);
    expect(await firstOrder()).toMatchObject({ state: 'refused', failure: { reason: 'not-sent' } });

    expect(await world.create()).toMatchObject({ kind: 'created' });
    expect(world.sent()).toEqual([world.reference]);
    expect((await world.stored()).orders).toHaveLength(1);
  });

  it('leaves the reference of a further order to the next request as well', async () => {
    world.simulator.faults.next('secure-pay', { kind: 'refuse', code: '000023' });
    await world.create();
    slowToWrite(50 * SECOND);
    expect(await world.create()).toEqual({ kind: 'unknown' });
    expect(await world.create()).toMatchObject({ kind: 'created' });
    expect(world.sent()).toEqual([world.reference, `${world.reference}--2`]);
  });

  it('is not sent either when its lease is over', async () => {
    slowToWrite(90 * SECOND);
    expect(await world.create()).toEqual({ kind: 'unknown' });
    expect(world.calls).toEqual([]);
    expect(await world.create()).toMatchObject({ kind: 'created' });
    expect(world.sent()).toEqual([world.reference]);
  });

  it('is sent while its answer must come within the lease', async () => {
    slowToWrite(50 * SECOND - 1);
    expect(await world.create()).toMatchObject({ kind: 'created' });
    expect(world.sent()).toEqual([world.reference]);
  });
});

describe('while an order is in flight', () => {
  it('a repeat waits and asks nothing', async () => {
    const repeats: CreateResult[] = [];
    world.beforeCall = async () => {
      for (const milliseconds of [0, MINUTE - 1]) {
        world.pass(milliseconds);
        repeats.push(await world.create());
      }
    };
    await world.create();
    expect(repeats).toEqual([{ kind: 'in-flight' }, { kind: 'in-flight' }]);
    expect(world.logged).toContainEqual([
      'link.in_flight',
      { reference: world.reference, status: 'creating' },
    ]);
    expect(world.calls).toHaveLength(1);
  });

  it('nobody else asks about it, and what another has under the reference is not taken for it', async () => {
    const { reference } = world;
    // Pockyt has an order from an earlier life of this reference.
    world.simulator.repeatedReference = 'second-order';
    await world.create();
    const old = world.order().transactionNo;
    world.store.payments.delete(reference);

    world.beforeCall = async ({ endpoint }) => {
      if (endpoint !== 'secure-pay') return;
      await world.refresh();
      await world.sweep(MINUTE - 1);
    };
    const result = await world.create();
    const { transactionNo } = world.order();
    expect(transactionNo).not.toBe(old);
    expect(result).toMatchObject({ kind: 'created', payment: { reference, orders: [{ transactionNo }] } });
    expect(world.asked('tran-query')).toEqual([]);
  });
});

describe("an answer that comes after its order's lease", () => {
  beforeEach(() => {
    world.afterCall = ({ endpoint }) => {
      if (endpoint === 'secure-pay') world.pass(MINUTE);
      world.afterCall = () => {};
    };
  });

  it('with a link is a report: no link and no number is stored, and the caller is told unknown', async () => {
    expect(await world.create()).toEqual({ kind: 'unknown' });
    const order = await firstOrder();
    expect(order).toMatchObject({ state: 'open' });
    expect(order).not.toHaveProperty('link');
    expect(order).not.toHaveProperty('transactionNo');
    expect(await world.stored()).toMatchObject({ status: 'unknown' });
    const { transactionNo } = world.order();
    expect(world.logged).toContainEqual([
      'link.overtaken',
      { reference: world.reference, status: 'unknown', transactionNo },
    ]);
  });

  it('leaves an order that a repeat closes and replaces', async () => {
    await world.create();
    expect(await world.create()).toMatchObject({ kind: 'created' });
    expect(world.order().status).toBe('closed');
    expect(world.sent()).toEqual([world.reference, `${world.reference}--2`]);
  });

  it('leaves what somebody else has found meanwhile as it is', async () => {
    world.afterCall = async ({ endpoint }) => {
      if (endpoint !== 'secure-pay') return;
      world.afterCall = () => {};
      await world.sweep(MINUTE);
      expect(await firstOrder()).toMatchObject({ state: 'closed' });
    };
    expect(await world.create()).toEqual({ kind: 'unknown' });
    const { transactionNo } = world.order();
    expect(await firstOrder()).toMatchObject({ state: 'closed', transactionNo });
    expect(await firstOrder()).not.toHaveProperty('link');
    expect(await world.stored()).toMatchObject({ status: 'rejected' });
  });

  it('with a refusal is a report too, and the caller is told unknown', async () => {
    world.simulator.faults.next('secure-pay', { kind: 'refuse', code: '000023' });
    expect(await world.create()).toEqual({ kind: 'unknown' });
    expect(await firstOrder()).toMatchObject({ state: 'refused', failure: { code: '000023' } });
  });

  it('with a refused signature is a report too, and the credentials are read anew', async () => {
    const forget = jest.fn();
    world.simulator.faults.next('secure-pay', { kind: 'refuse', code: '000000', message: 'verifySign' });
    const credentials = { ...world.deps.credentials, forget };
    expect(await world.create({}, { credentials })).toEqual({ kind: 'unknown' });
    expect(forget).toHaveBeenCalledTimes(1);
    expect(await world.create()).toMatchObject({ kind: 'created' });
    expect(world.sent()).toEqual([world.reference, world.reference]);
  });
});

describe('an order whose owner died', () => {
  const create = async () => {
    await expect(world.create()).rejects.toThrow('dead');
    world.beforeCall = () => {};
    world.afterCall = () => {};
  };
  const die = () => {
    throw new Error('dead');
  };

  it('before Pockyt heard of it is made anew, once Pockyt has twice said that it knows of none', async () => {
    world.beforeCall = die;
    await create();
    world.pass(MINUTE);
    expect(await world.create()).toEqual({ kind: 'unknown' });
    expect(await firstOrder()).toMatchObject(abandoned);
    world.pass(MINUTE - 1);
    expect(await world.create()).toEqual({ kind: 'unknown' });
    world.pass(1);
    expect(await world.create()).toMatchObject({ kind: 'created' });
    expect(world.sent()).toEqual([world.reference, `${world.reference}--2`]);
    expect(await firstOrder()).toMatchObject({ state: 'absent', failure: { reason: 'never-arrived' } });
  });

  it('after Pockyt made it is closed by the first repeat after its lease, and replaced', async () => {
    world.afterCall = die;
    await create();
    world.pass(MINUTE - 1);
    expect(await world.create()).toEqual({ kind: 'in-flight' });
    world.pass(1);
    expect(await world.create()).toMatchObject({ kind: 'created' });
    expect(world.order().status).toBe('closed');
    expect(world.sent()).toEqual([world.reference, `${world.reference}--2`]);
  });

  it('is unknown to a repeat while Pockyt does not answer', async () => {
    world.beforeCall = die;
    await create();
    world.beforeCall = lost;
    world.pass(MINUTE);
    expect(await world.create()).toEqual({ kind: 'unknown' });
    expect(await firstOrder()).toMatchObject(abandoned);
    expect(world.sent()).toHaveLength(1);
  });
});
