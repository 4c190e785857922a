import { JUST_ASKED_MS } from '#shared/payments/times.ts';
import { UnknownOutcomeError } from '#shared/pockyt/errors.ts';
import { DAY, HOUR, MINUTE, SECOND } from '#tools/harness/clock.ts';
import type { Fault } from '#tools/simulator/faults.ts';
import { problemOf } from './support/problem-of.ts';
import { lost, openWorld } from './support/world.ts';

const world = openWorld();

const refunded = () => world.order().refunds.map(({ amount }) => Number(amount) / 100);
const requests = async () => (await world.stored()).orders[0]?.refundRequests;
/** Lets so much time pass while the refund is being reserved, before it is sent. */
function slowToReserve(milliseconds: number): void {
  world.store.afterWrite = ({ orders }) => {
    if (orders[0]?.refundRequests === undefined) return;
    world.store.afterWrite = () => {};
    world.pass(milliseconds);
  };
}
const onRefund = (happens: () => unknown) => async (call: { endpoint: string }) => {
  if (call.endpoint !== 'refund') return;
  Object.assign(world, { beforeCall: () => {}, afterCall: () => {} });
  await happens();
};

beforeEach(async () => {
  await world.paid();
  world.pass(MINUTE);
  world.logged.length = 0;
});

describe('a refund of which nobody knows what became', () => {
  it('is never sent again, keeps its money reserved, and is done as soon as Pockyt lists it', async () => {
    world.simulator.faults.next('refund', { kind: 'server-error', accept: 'now' });
    expect(problemOf(await world.refund('one', '10'))).toMatchObject({ type: 'pockyt-outcome-unknown' });
    expect(world.logged.at(-1)).toMatchObject(['refund.unknown', { reason: 'server-error' }]);
    expect(await requests()).toMatchObject([{ state: 'unknown', failure: { reason: 'server-error' } }]);
    expect(await world.stored()).toMatchObject({ dueAt: world.at(MINUTE), isUrgent: true });

    expect(await world.refund('one', '10.00')).toMatchObject({
      kind: 'repeated',
      request: { state: 'done' },
    });
    expect(world.loggedEvents()).toContain('refund.found');
    expect(world.asked('refund')).toHaveLength(1);
    expect(await world.stored()).not.toHaveProperty('isUrgent');
    expect((await requests())?.[0]).not.toHaveProperty('failure');
  });

  it('stays unknown while Pockyt lists nothing, which proves nothing, and is asked about ever more seldom', async () => {
    world.simulator.faults.next('refund', { kind: 'cut' });
    await world.refund('one', '10');
    for (let day = 0; day < 3; day++) {
      await world.sweep(DAY);
      expect(problemOf(await world.refund('one', '10'))).toMatchObject({
        type: 'refund-outcome-unknown',
        options: { retryAfter: 60 },
      });
    }
    expect(await world.refund('two', '3.01')).toMatchObject({ kind: 'exceeds-the-payment' });
    expect(await world.refund('two', '3')).toMatchObject({ kind: 'made' });
    expect(world.asked('refund')).toHaveLength(2);
    const wait = Date.parse((await world.stored()).dueAt as string) - Date.parse(world.at(0));
    expect(wait).toBeGreaterThan(12 * HOUR);
  });

  it('is found by a sweep, without anybody asking', async () => {
    world.simulator.faults.next('refund', { kind: 'cut', at: 'midway', accept: 'now' });
    await world.refund('one', '10');
    await world.sweep(MINUTE);
    expect(await requests()).toMatchObject([{ state: 'done' }]);
    expect(world.events().at(-1)).toMatchObject({ eventRefundReference: 'one', eventRefundStatus: 'done' });
  });

  it.each<[string, Fault]>([
    ['a code that does not rule it out', { kind: 'refuse', code: '000080' }],
    ['a code that nobody published', { kind: 'refuse', code: '000099' }],
    [
      'a word that says that it is there already',
      { kind: 'refuse', code: '000022', message: 'already exists' },
    ],
    ['another refund than was asked for', { kind: 'altered', result: { refundReference: 'other' } }],
  ])('is one that Pockyt answered with %s', async (_, fault) => {
    world.simulator.faults.next('refund', fault);
    expect(problemOf(await world.refund('one', '10'))).toMatchObject({ type: 'pockyt-outcome-unknown' });
    expect(await requests()).toMatchObject([{ state: 'unknown' }]);
  });

  it('because Pockyt was too slow says so', async () => {
    world.beforeCall = onRefund(() => {
      throw new UnknownOutcomeError('deadline', 'Pockyt did not answer.');
    });
    expect(problemOf(await world.refund('one', '10'))).toMatchObject({ type: 'pockyt-deadline' });
  });
});

describe('a refund whose owner died', () => {
  const dead = () => {
    throw new Error('dead');
  };

  it('is in flight for its lease, then unknown, and is found when Pockyt has made it', async () => {
    world.afterCall = onRefund(dead);
    await expect(world.refund('one', '10')).rejects.toThrow('dead');
    expect(problemOf(await world.refund('one', '10'))).toMatchObject({
      type: 'refund-in-flight',
      options: { retryAfter: 2 },
    });
    expect(await requests()).toMatchObject([{ state: 'reserved' }]);
    expect(await world.stored()).toMatchObject({ dueAt: world.at(MINUTE), isUrgent: true });
    world.pass(MINUTE);
    world.simulator.faults.next('tran-query', { kind: 'server-error' });
    expect(await world.refund('one', '10')).toEqual({ kind: 'unknown' });
    await world.sweep(MINUTE);
    expect(await requests()).toMatchObject([{ state: 'done' }]);
    expect(world.asked('refund')).toHaveLength(1);
  });

  it('before Pockyt heard of it stays unknown for a person to look at', async () => {
    world.beforeCall = onRefund(dead);
    await expect(world.refund('one', '10')).rejects.toThrow('dead');
    await world.sweep(MINUTE);
    expect(await requests()).toMatchObject([{ state: 'unknown', failure: { reason: 'abandoned' } }]);
    const { reference } = world;
    expect(world.logged).toContainEqual([
      'refund.unknown',
      { reference, refundReference: 'one', reason: 'abandoned' },
    ]);
  });
});

it('a refund is not begun when what is left of its time would not do for the answer of Pockyt', async () => {
  world.afterCall = () => world.pass(11 * SECOND);
  expect(await world.refund('one', '13')).toEqual({ kind: 'unconfirmed' });
  expect(world.asked('refund')).toEqual([]);
});

describe('the lease of a refund is checked before the call', () => {
  it('and a call that could outlive it is not sent, and its money is free', async () => {
    slowToReserve(50 * SECOND);
    expect(await world.refund('one', '13')).toEqual({ kind: 'unknown' });
    expect(world.asked('refund')).toEqual([]);
    expect(await requests()).toMatchObject([{ state: 'refused', failure: { reason: 'not-sent' } }]);
    expect(await world.refund('two', '3')).toMatchObject({ kind: 'made' });
    expect(await world.refund('one', '10')).toMatchObject({ kind: 'made' });
    expect(refunded()).toEqual([3, 10]);
  });

  it('and a call whose answer must come within it is sent', async () => {
    slowToReserve(50 * SECOND - 1);
    expect(await world.refund('one', '13')).toMatchObject({ kind: 'made' });
  });
});

describe('an answer to a refund that comes late', () => {
  it('is overridden by what somebody else has found meanwhile', async () => {
    world.afterCall = onRefund(async () => {
      await world.sweep(MINUTE);
      expect(await requests()).toMatchObject([{ state: 'done' }]);
      lost();
    });
    expect(await world.refund('one', '10')).toMatchObject({ kind: 'made', request: { state: 'done' } });
  });

  it('tells that it is made although it was given up meanwhile', async () => {
    world.beforeCall = onRefund(async () => {
      await world.sweep(MINUTE);
      expect(await requests()).toMatchObject([{ state: 'unknown' }]);
    });
    expect(await world.refund('one', '10')).toMatchObject({ kind: 'made' });
    expect(refunded()).toEqual([10]);
    expect(await world.refund('one', '10')).toMatchObject({ kind: 'repeated' });
  });
});

it('a refund of a payment that is taken back in the last moment is not begun', async () => {
  world.store.beforeWrite = async ({ orders }) => {
    if (orders[0]?.refundRequests === undefined) return;
    world.store.beforeWrite = () => {};
    world.becomes('reversed');
    world.pass(JUST_ASKED_MS);
    await world.refresh();
  };
  expect(await world.refund('one', '1')).toMatchObject({ kind: 'not-paid', payment: { status: 'reversed' } });
  expect(world.asked('refund')).toEqual([]);
});
