import type { Order } from '#shared/payments/order.ts';
import { DAY, HOUR, MINUTE, SECOND } from '#tools/harness/clock.ts';
import { lost, openWorld } from './support/world.ts';

const world = openWorld();
const EXPIRY = 2 * HOUR + MINUTE;

const firstOrder = async () => (await world.stored()).orders[0] as Order;

describe('with no notice ever delivered', () => {
  it('a paid link is found paid at its first check, and then asked about in days', async () => {
    await world.made();
    expect(await world.stored()).toMatchObject({ dueAt: world.at(MINUTE) });
    world.becomes('success');
    await world.sweep(MINUTE - 1);
    expect(await world.stored()).toMatchObject({ status: 'pending' });
    await world.sweep(1);
    expect(await world.stored()).toMatchObject({ status: 'paid', dueAt: world.at(DAY) });
    expect((await firstOrder()).checks).toEqual([world.at(DAY), world.at(7 * DAY)]);
    expect(world.logged).toContainEqual([
      'payment.moved',
      { reference: world.reference, from: 'pending', status: 'paid' },
    ]);
  });

  it.each(['failed', 'closed'])('an order that has %s is found so', async (status) => {
    await world.made();
    world.becomes(status);
    await world.sweep(MINUTE);
    expect(await world.stored()).toMatchObject({ status, orders: [{ state: status }] });
  });

  it('an order that was paid and taken back before anybody asked is a closed payment, and never announced paid', async () => {
    await world.made();
    world.becomes('success');
    world.becomes('reversed');
    await world.sweep(MINUTE);
    expect(await world.stored()).toMatchObject({ status: 'closed', orders: [{ state: 'reversed' }] });
    expect(await world.stored()).not.toHaveProperty('dueAt');
    expect(world.store.writes.map(({ payment }) => payment.status)).not.toContain('paid');
  });

  it('a payment is found reversed by a look of days after it was paid', async () => {
    await world.paid();
    await world.sweep(DAY);
    expect(await world.stored()).toMatchObject({ status: 'paid', dueAt: world.at(6 * DAY) });
    world.becomes('reversed');
    await world.sweep(6 * DAY);
    expect(await world.stored()).toMatchObject({ status: 'reversed' });
    expect(await world.stored()).not.toHaveProperty('dueAt');
    expect(world.events().at(-1)).toMatchObject({ eventType: 'PaymentStatusChanged', eventFrom: 'paid' });
  });

  it("a refund made in Pockyt's portal is found, in part and in full", async () => {
    await world.paid();
    const { transactionNo } = world.order();
    world.simulator.refundAtPortal(transactionNo, '3.00');
    await world.sweep(DAY);
    expect(await world.stored()).toMatchObject({
      status: 'paid',
      orders: [{ refunds: [{ refundAmount: '3.00' }] }],
    });
    expect(world.events().at(-1)).toMatchObject({ eventType: 'PaymentRefundChanged', eventRefunded: '3.00' });
    world.simulator.refundAtPortal(transactionNo);
    await world.sweep(6 * DAY);
    expect(await world.stored()).toMatchObject({ status: 'refunded' });
    expect(world.events().at(-1)).toMatchObject({
      eventType: 'PaymentStatusChanged',
      eventRefunded: '13.00',
    });
  });

  it('a link that nobody pays expires once Pockyt says so after its time, and is asked about no more often than planned', async () => {
    await world.made();
    for (const after of [MINUTE, 4 * MINUTE, EXPIRY - 6 * MINUTE]) {
      await world.sweep(after);
      expect(await world.stored()).toMatchObject({ status: 'pending' });
    }
    await world.sweep(MINUTE);
    expect(await world.stored()).toMatchObject({ status: 'expired' });
    const rest = [2 * HOUR, DAY, DAY, 7 * DAY];
    expect((await firstOrder()).checks).toEqual(rest.map(world.at));
    const asked = world.calls.length;
    for (const _ of Array(24)) await world.sweep(HOUR);
    // Those of two hours and of a day after the expiry; the last one is that of a day after it was learnt as well.
    expect(world.calls.length - asked).toBe(2);
    await world.sweep(6 * DAY);
    expect(world.calls.length - asked).toBe(3);
    expect(await world.stored()).not.toHaveProperty('dueAt');
  });

  it('a link that is being confirmed at its expiry does not expire until a day later', async () => {
    await world.made();
    world.becomes('pending');
    await world.sweep(EXPIRY);
    expect(await world.stored()).toMatchObject({ status: 'pending', orders: [{ confirming: true }] });
    await world.sweep(2 * HOUR);
    expect(await world.stored()).toMatchObject({ status: 'pending' });
    await world.sweep(22 * HOUR);
    expect(await world.stored()).toMatchObject({ status: 'expired' });
  });

  it('money that comes after the expiry is found, and is late', async () => {
    await world.made();
    await world.sweep(EXPIRY);
    expect(await world.stored()).toMatchObject({ status: 'expired' });
    world.becomes('success');
    await world.sweep(2 * HOUR);
    expect(await world.stored()).toMatchObject({ status: 'paid', paidAfterClose: true });
    expect(world.loggedEvents()).toContain('payment.paid_late');
  });

  it('a payment of which Pockyt tells nothing is asked about again, is overdue meanwhile, and is found in the end', async () => {
    await world.made();
    world.beforeCall = lost;
    await world.sweep(MINUTE);
    const { checks } = await firstOrder();
    expect(checks[0]).toBe(world.at(0));
    for (const minutes of [1, 1, 1]) {
      expect(await world.stored()).toMatchObject({ dueAt: world.at(minutes * MINUTE) });
      await world.sweep(minutes * MINUTE);
    }
    expect(world.loggedEvents().filter((event) => event === 'pockyt.unanswered')).toHaveLength(4);
    expect((await firstOrder()).checks).toEqual(checks);
    world.beforeCall = () => {};
    expect(await world.sweep(MINUTE)).toMatchObject({ oldestOverdueSeconds: 240 });
    expect(await world.stored()).toMatchObject({ status: 'pending', dueAt: world.at(EXPIRY - 5 * MINUTE) });
    expect(await firstOrder()).not.toHaveProperty('silentSince');
  });

  it('an answer that contradicts what we asked for changes nothing, and is reported', async () => {
    await world.made();
    world.becomes('success');
    world.simulator.faults.next('tran-query', { kind: 'altered', result: { amount: '1.00' } });
    await world.sweep(MINUTE);
    expect(await world.stored()).toMatchObject({ status: 'pending' });
    expect(world.logged).toContainEqual([
      'payment.contradiction',
      { reference: world.reference, status: 'pending', reason: 'amount-mismatch' },
    ]);
  });

  it('credentials that Pockyt refuses are read anew, and nothing is learnt', async () => {
    const forget = jest.fn();
    await world.made();
    world.simulator.faults.next('tran-query', { kind: 'refuse', code: '000000', message: 'verifySign' });
    const credentials = { ...world.deps.credentials, forget };
    await world.sweep(MINUTE, {}, { credentials });
    expect(forget).toHaveBeenCalledTimes(1);
    expect(await world.stored()).toMatchObject({ status: 'pending', dueAt: world.at(MINUTE) });
    expect(world.loggedEvents()).toContain('pockyt.credentials_refused');
  });
});

describe('an order whose call was lost', () => {
  const lose = async (accept: 'now' | 'never') => {
    world.simulator.faults.next('secure-pay', { kind: 'cut', accept });
    await world.create();
    expect(await world.stored()).toMatchObject({ status: 'unknown', dueAt: world.at(MINUTE) });
  };

  it('is given up when Pockyt has twice said, a minute apart, that it knows of none, and nothing is made', async () => {
    await lose('never');
    await world.sweep(MINUTE);
    expect(await world.stored()).toMatchObject({ status: 'unknown', dueAt: world.at(MINUTE) });
    await world.sweep(MINUTE);
    expect(await world.stored()).toMatchObject({
      status: 'rejected',
      orders: [{ state: 'absent', failure: { reason: 'never-arrived' } }],
    });
    expect(await world.stored()).not.toHaveProperty('dueAt');
    expect(world.sent()).toHaveLength(1);
  });

  it('is closed when Pockyt has it, and nothing that can be paid is left', async () => {
    await lose('now');
    await world.sweep(MINUTE);
    expect(world.order().status).toBe('closed');
    expect(await world.stored()).toMatchObject({ status: 'rejected', orders: [{ state: 'closed' }] });
    expect(world.sent()).toHaveLength(1);
  });

  it('is asked about again, and closed, while Pockyt does not close it', async () => {
    await lose('now');
    world.simulator.faults.next('cancel', { kind: 'refuse', code: '000040' });
    await world.sweep(MINUTE);
    expect(await world.stored()).toMatchObject({
      status: 'unknown',
      isUrgent: true,
      orders: [{ state: 'open' }],
    });
    await world.sweep(MINUTE);
    expect(await world.stored()).toMatchObject({ status: 'rejected', orders: [{ state: 'closed' }] });
  });

  it('is paid when it was paid all the same', async () => {
    await lose('now');
    world.becomes('success');
    await world.sweep(MINUTE);
    const { transactionNo } = world.order();
    expect(await world.stored()).toMatchObject({ status: 'paid', orders: [{ transactionNo }] });
    expect(world.asked('cancel')).toEqual([]);
  });

  it('is asked about ever more seldom while Pockyt has no word of it that anybody knows', async () => {
    await lose('now');
    world.simulator.faults.always('tran-query', { kind: 'altered', result: { status: 'odd' } });
    const waits: number[] = [];
    for (let day = 0; day < 30; day += waits.at(-1) as number) {
      const wait = Date.parse((await world.stored()).dueAt as string) - Date.parse(world.at(0));
      waits.push(wait / DAY);
      await world.sweep(wait);
    }
    expect(waits).toEqual([...waits].sort((one, other) => one - other));
    expect(waits.at(-1)).toBeGreaterThan(5);
    expect(waits.length).toBeLessThan(60);
  });
});

it('an order whose creator died is taken up once its lease has run out', async () => {
  world.afterCall = () => {
    throw new Error('dead');
  };
  await expect(world.create()).rejects.toThrow('dead');
  world.afterCall = () => {};
  await world.sweep(MINUTE - 1);
  expect(world.asked('tran-query')).toEqual([]);
  await world.sweep(1);
  expect(await world.stored()).toMatchObject({ status: 'rejected', orders: [{ state: 'closed' }] });
});

it('an order that can be paid is closed by the next sweep when another has the money', async () => {
  await world.made();
  world.pass(10 * SECOND);
  const found = await world.madeElsewhere();
  world.simulator.setStatus(found, 'success');
  await world.tell({ transactionNo: found });
  expect(await world.stored()).toMatchObject({
    status: 'paid',
    isUrgent: true,
    orders: [{ state: 'open' }, {}],
  });
  await world.sweep(MINUTE);
  const { status, orders } = await world.stored();
  expect([status, orders[0]?.state]).toEqual(['paid', 'closed']);
  expect(world.asked('cancel').map(({ transactionNo }) => transactionNo)).toEqual([orders[0]?.transactionNo]);
});
