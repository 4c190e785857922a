import type { Order } from '#shared/payments/order.ts';
import type { UnmatchedNotice } from '#shared/payments/store.ts';
import { DAY, MINUTE } from '#tools/harness/clock.ts';
import { openWorld } from './support/world.ts';

const world = openWorld();

const firstOrder = async () => (await world.stored()).orders[0] as Order;
/** In how many minutes from its arrival each question about the claim was asked that a notice has just brought. */
async function minutesOfQuestions(): Promise<number[]> {
  const minutes: number[] = [];
  for (let minute = 1; minute <= 60; minute++) {
    const asked = world.asked('tran-query').length;
    await world.sweep(MINUTE);
    if (world.asked('tran-query').length > asked) minutes.push(minute);
  }
  return minutes;
}

describe('a claim that Pockyt does not confirm', () => {
  const make = async () => {
    await world.create({}, { checkDelays: [3 * 3600] });
    world.pass(10_000);
    world.logged.length = 0;
  };

  it('is asked about 1, 2, 4, 8, 15 and 30 minutes after it came, and then ends', async () => {
    await make();
    await world.tell({ status: 'success' });
    expect(await minutesOfQuestions()).toEqual([1, 2, 4, 8, 15, 30]);
    expect(await firstOrder()).not.toHaveProperty('claims');
    expect(await firstOrder()).toMatchObject({ state: 'open', claimsFailed: 1 });
    expect(world.logged).toContainEqual([
      'ipn.unconfirmed',
      { reference: world.reference, status: 'pending' },
    ]);
  });

  it('is asked about so on a payment that is paid as well', async () => {
    await world.paid();
    world.pass(10_000);
    await world.tell({ status: 'reversed' });
    expect(await minutesOfQuestions()).toEqual([1, 2, 4, 8, 15, 30]);
    expect(await world.stored()).toMatchObject({ status: 'paid', dueAt: expect.any(String) });
    expect(await world.stored()).not.toHaveProperty('isUrgent');
  });

  it('about another number is asked about by that number so, and the order is not asked about for it', async () => {
    await make();
    await world.tell({ transactionNo: 'T-forged', status: 'success' });
    expect(await minutesOfQuestions()).toEqual([1, 2, 4, 8, 15, 30]);
    expect(new Set(world.asked('tran-query').map(({ transactionNo }) => transactionNo))).toEqual(
      new Set(['T-forged']),
    );
    expect(await firstOrder()).not.toHaveProperty('claims');
  });

  it('keeps its questions while Pockyt does not answer', async () => {
    await make();
    world.simulator.faults.always('tran-query', { kind: 'server-error' });
    await world.tell({ status: 'success' });
    await world.sweep(MINUTE);
    await world.sweep(40 * MINUTE);
    expect(await firstOrder()).toMatchObject({ claims: [{ status: 'success' }] });
    world.simulator.faults.clear();
    world.becomes('success');
    await world.sweep(20 * MINUTE);
    expect(await world.stored()).toMatchObject({ status: 'paid' });
  });

  it('keeps the order from expiring until it has ended', async () => {
    await world.create({ timeout: '1' });
    world.pass(MINUTE + 50_000);
    await world.tell({ status: 'success' });
    await world.sweep(15 * MINUTE);
    expect(await world.stored()).toMatchObject({ status: 'pending' });
    await world.sweep(15 * MINUTE);
    await world.sweep(3 * 60 * MINUTE);
    expect(await world.stored()).toMatchObject({ status: 'expired' });
  });

  it('ends as soon as Pockyt says so', async () => {
    await make();
    await world.tell({ status: 'success' });
    await world.sweep(MINUTE);
    world.becomes('success');
    await world.sweep(MINUTE);
    expect(await world.stored()).toMatchObject({ status: 'paid', dueAt: world.at(DAY) });
    expect(await minutesOfQuestions()).toEqual([]);
  });
});

describe('a notice that came before there was its payment', () => {
  const keep = (noticeId: string, change: object = {}, reference = world.reference) =>
    world.unmatched.keep({
      reference,
      noticeId,
      receivedAt: world.at(0),
      expiresAt: 4_000_000_000,
      credentials: 'previous',
      parameters: Object.entries({
        reference,
        transactionNo: 'T-elsewhere',
        status: 'success',
        amount: '13.00',
        currency: 'PHP',
        ...change,
      }),
    } as UnmatchedNotice);
  const kept = () => [...world.unmatched.kept.values()].map(({ noticeId }) => noticeId);

  it('becomes a claim at the first check, and is deleted after that', async () => {
    await keep('one');
    await world.made();
    expect(await firstOrder()).not.toHaveProperty('claims');
    const order: string[] = [];
    world.store.afterWrite = ({ orders }) => void (orders[0]?.claims && order.push('claim'));
    const unmatched = {
      ...world.unmatched,
      remove: async (notice: UnmatchedNotice) => {
        order.push('removed');
        await world.unmatched.remove(notice);
      },
    };
    await world.sweep(MINUTE, {}, { unmatched });
    expect(order.slice(0, 2)).toEqual(['claim', 'removed']);
    expect(kept()).toEqual([]);
    expect(await world.stored()).toMatchObject({ status: 'pending', isUrgent: true });
    expect((await world.stored()).history).toContainEqual(
      expect.objectContaining({ event: 'claim', credentials: 'previous' }),
    );
    expect(world.logged).toContainEqual([
      'ipn.matched',
      { reference: world.reference, transactionNo: 'T-elsewhere', status: 'success' },
    ]);
  });

  it('is asked about like every other, and what Pockyt confirms is found', async () => {
    const transactionNo = await world.madeElsewhere();
    world.simulator.setStatus(transactionNo, 'success');
    await keep('one', { transactionNo });
    world.simulator.repeatedReference = 'second-order';
    await world.made();
    await world.sweep(MINUTE);
    await world.sweep(MINUTE);
    expect(await world.stored()).toMatchObject({
      status: 'paid',
      orders: [{}, { found: true, transactionNo }],
    });
  });

  it('stays where it is when it could not become one', async () => {
    await keep('one');
    await world.made();
    world.store.beforeWrite = () => Promise.reject(new Error('no database'));
    await world.sweep(MINUTE);
    expect(kept()).toEqual(['one']);
    world.store.beforeWrite = () => {};
    await world.sweep(MINUTE);
    expect(kept()).toEqual([]);
    expect(await firstOrder()).toMatchObject({ claims: [{ transactionNo: 'T-elsewhere' }] });
  });

  it('stays where it is while there is no room for it, and while it says nothing of an order', async () => {
    for (const name of ['1', '2', '3', '4']) await keep(name, { transactionNo: `T-${name}` });
    await keep('empty', { status: '' });
    await world.made();
    await world.sweep(MINUTE);
    expect(kept()).toEqual(['4', 'empty']);
    expect((await firstOrder()).claims).toHaveLength(3);
  });

  it('is deleted when the order is what it says already', async () => {
    await world.made();
    const { transactionNo } = world.order();
    await keep('one', { transactionNo, status: 'init' });
    await world.sweep(MINUTE);
    expect(kept()).toEqual([]);
    expect(await firstOrder()).not.toHaveProperty('claims');
  });

  it('is looked for once, at the first check that Pockyt answered', async () => {
    await world.made();
    const under = jest.fn(world.unmatched.under);
    const change = { unmatched: { ...world.unmatched, under } };
    world.simulator.faults.next('tran-query', { kind: 'server-error' });
    await world.sweep(MINUTE, {}, change);
    await world.sweep(MINUTE, {}, change);
    expect(under.mock.calls).toEqual([[world.reference], [world.reference]]);
    await world.sweep(3 * MINUTE, {}, change);
    expect(under).toHaveBeenCalledTimes(2);
  });

  it('under the name of a further order becomes a claim when there is that order, and not before', async () => {
    const second = `${world.reference}--2`;
    await keep('one', {}, second);
    world.simulator.faults.next('secure-pay', { kind: 'cut', accept: 'now' });
    await world.create();
    await world.sweep(MINUTE);
    expect(kept()).toEqual(['one']);
    expect(await world.create()).toMatchObject({ kind: 'created' });
    await world.sweep(MINUTE);
    expect(kept()).toEqual([]);
    expect((await world.stored()).orders).toMatchObject([
      { providerReference: world.reference },
      { providerReference: second, claims: [{ transactionNo: 'T-elsewhere' }] },
    ]);
    expect((await firstOrder()).claims).toBeUndefined();
  });
});
