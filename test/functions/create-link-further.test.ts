import type { Order } from '#shared/payments/order.ts';
import { MINUTE } from '#tools/harness/clock.ts';
import type { Fault } from '#tools/simulator/faults.ts';
import { orderWith, orderWithoutLink, paymentWith } from './support/fixtures.ts';
import { openWorld } from './support/world.ts';

const world = openWorld();
const REFUSED: Fault = { kind: 'refuse', code: '000023' };
const REFUSED_SIGNATURE: Fault = { kind: 'refuse', code: '000000', message: 'data error : verifySign' };

/** References of further orders, behind the payment's own. */
const numbered = (...suffixes: string[]) => suffixes.map((suffix) => `${world.reference}${suffix}`);

/** A payment of this test's reference that has these orders. */
async function stored(...orders: [Order, ...Order[]]) {
  const named = orders.map((order) => ({
    ...order,
    providerReference: order.providerReference.replace('R-1', world.reference),
    // Nobody has its number at Pockyt.
    sentAt: world.at(-MINUTE),
    expiresAt: world.at(60 * MINUTE),
    lease: { owner: 'somebody', until: world.at(-MINUTE) },
  })) as unknown as [Order, ...Order[]];
  const { status, ...payment } = paymentWith(...named);
  const request = { ...payment.request, reference: world.reference };
  await world.store.add({ ...payment, status, request, reference: world.reference, version: 0 });
}

describe('after a refusal', () => {
  it('a corrected request is sent under the name of a further order, and so is the same one', async () => {
    world.simulator.faults.next('secure-pay', REFUSED, { kind: 'refuse', code: '000030' });
    await world.create();
    await world.create();
    expect(await world.create({ amount: '14' })).toMatchObject({
      kind: 'created',
      payment: { request: { amount: '14' }, orders: [{}, {}, { amount: '14' }] },
    });
    expect(world.sent()).toEqual(numbered('', '--2', '--3'));
    expect((await world.stored()).history.map(({ to }) => to)).toEqual([
      'creating',
      'rejected',
      'creating',
      'rejected',
      'creating',
      'pending',
    ]);
  });

  it('twenty requests at once send one further order', async () => {
    world.simulator.faults.next('secure-pay', REFUSED);
    await world.create();
    const results = await Promise.all(Array.from({ length: 20 }, () => world.create()));
    expect(results.filter(({ kind }) => kind === 'created')).toHaveLength(1);
    expect(world.sent()).toEqual(numbered('', '--2'));
  });

  it('the request that comes second of two different ones is refused', async () => {
    world.simulator.faults.next('secure-pay', REFUSED);
    await world.create();
    const results = await Promise.all([world.create({ amount: '14' }), world.create({ amount: '15' })]);
    expect(results.map(({ kind }) => kind).sort()).toEqual(['created', 'reused']);
    expect(world.sent()).toHaveLength(2);
  });

  it('of our own credentials no number is used, however often, and the credentials are read anew', async () => {
    const forget = jest.fn();
    const credentials = { ...world.deps.credentials, forget };
    world.simulator.faults.next('secure-pay', ...Array<Fault>(3).fill(REFUSED_SIGNATURE));
    for (let time = 1; time <= 3; time++) {
      expect(await world.create({}, { credentials })).toMatchObject({
        kind: 'failed',
        error: { name: 'CredentialsRefusedError' },
      });
      expect(forget).toHaveBeenCalledTimes(time);
    }
    expect(await world.create({ amount: '14' })).toMatchObject({ kind: 'created' });
    expect(world.sent()).toEqual(numbered('', '', '', ''));
    expect((await world.stored()).orders).toHaveLength(1);
  });

  it('of our own credentials the number of a further order is not used either', async () => {
    world.simulator.faults.next('secure-pay', REFUSED, REFUSED_SIGNATURE);
    for (const _ of [1, 2, 3]) await world.create();
    expect(world.sent()).toEqual(numbered('', '--2', '--2'));
  });

  it('the payment keeps its newest nine orders, and goes on counting', async () => {
    world.simulator.faults.always('secure-pay', REFUSED);
    for (let time = 1; time <= 12; time++) await world.create();
    expect(world.sent().at(-1)).toBe(`${world.reference}--12`);
    const { orders } = await world.stored();
    expect(orders.map(({ providerReference }) => providerReference)).toEqual(
      numbered('--4', '--5', '--6', '--7', '--8', '--9', '--10', '--11', '--12'),
    );
  });

  it('the 99th order is the last', async () => {
    await stored(orderWithoutLink({ providerReference: 'R-1--98', state: 'refused' }));
    world.simulator.faults.always('secure-pay', REFUSED);
    expect(await world.create()).toMatchObject({ kind: 'failed' });
    expect(world.sent()).toEqual(numbered('--99'));
    expect(await world.create()).toEqual({ kind: 'exhausted' });
    expect(world.sent()).toHaveLength(1);
  });

  it('the 99th order is made once more when our credentials were refused', async () => {
    const failure = { reason: 'credentials-refused' };
    await stored(orderWithoutLink({ providerReference: 'R-1--99', state: 'refused', failure }));
    expect(await world.create()).toMatchObject({ kind: 'created' });
    expect(world.sent()).toEqual(numbered('--99'));
  });
});

describe('a corrected request', () => {
  it.each<[string, Order]>([
    ['was refused', orderWithoutLink({ state: 'refused' })],
    ['is not known to Pockyt', orderWithoutLink({ state: 'absent' })],
    ['was lost and has failed', orderWithoutLink({ state: 'failed', transactionNo: 'T-1' })],
    ['was lost and is closed', orderWithoutLink({ state: 'closed', transactionNo: 'T-1' })],
    [
      'was lost and taken back after our cancel',
      orderWithoutLink({ state: 'reversed', transactionNo: 'T-1' }),
    ],
  ])('is sent where the order %s', async (_, order) => {
    await stored(order);
    expect(await world.create({ amount: '14' })).toMatchObject({ kind: 'created' });
    expect(world.sent()).toEqual(numbered('--2'));
  });

  it.each<[string, Order[]]>([
    ['can be paid', [orderWith()]],
    ['has failed and has a link', [orderWith({ state: 'failed' })]],
    ['is closed and has a link', [orderWith({ state: 'closed' })]],
    ['has expired', [orderWith({ state: 'expired' })]],
    ['is paid', [orderWith({ state: 'paid', held: true })]],
    ['was paid and is given back', [orderWith({ state: 'reversed', held: true })]],
    ['may exist', [orderWithoutLink({ state: 'unknown' })]],
    ['is lost and can be paid', [orderWithoutLink({ state: 'open', transactionNo: 'T-1' })]],
    ['is lost and has expired', [orderWithoutLink({ state: 'expired', transactionNo: 'T-1' })]],
    [
      'was paid though it was lost, and another was refused',
      [
        orderWithoutLink({ state: 'paid', held: true, transactionNo: 'T-1' }),
        orderWithoutLink({ providerReference: 'R-1--2', state: 'refused' }),
      ],
    ],
    [
      'was refused, and an earlier one is lost and has expired',
      [
        orderWithoutLink({ state: 'expired', transactionNo: 'T-1' }),
        orderWithoutLink({ providerReference: 'R-1--2', state: 'refused' }),
      ],
    ],
  ])('is refused where the order %s, and nothing is asked or closed for it', async (_, orders) => {
    await stored(...(orders as [Order]));
    expect(await world.create({ amount: '14' })).toEqual({ kind: 'reused' });
    expect(world.calls).toEqual([]);
  });
});

describe('the same request, after money of another amount came under its reference', () => {
  const noLink = { kind: 'other-money' };

  beforeEach(async () => {
    world.simulator.faults.next('secure-pay', REFUSED);
    await world.create();
    await world.madeElsewhere({ amount: '12' });
    world.becomes('success');
    await world.tell();
    world.calls.length = 0;
  });

  it('is told that no link comes of it, which no repeat would change', async () => {
    expect(await world.create()).toEqual(noLink);
    expect(world.sent()).toEqual([]);
  });

  it('is told so as well when that money has gone back', async () => {
    const { transactionNo } = world.order();
    expect(await world.refund('all', '12', { transactionNo })).toMatchObject({ kind: 'made' });
    expect(await world.create()).toEqual(noLink);
  });

  it('is refused with other fields, as ever', async () => {
    expect(await world.create({ amount: '12' })).toEqual({ kind: 'reused' });
  });
});
