import { refreshLink } from '#functions/refresh-link/refresh-link.ts';
import { JUST_ASKED_MS } from '#shared/payments/times.ts';
import { MINUTE } from '#tools/harness/clock.ts';
import { orderWith, orderWithoutLink, paymentWith } from './support/fixtures.ts';
import { lost, openWorld } from './support/world.ts';

const world = openWorld();
const refresh = async () => refreshLink(await world.stored(), world.deps);

describe('a payment that is refreshed', () => {
  it('is what Pockyt says, and that is stored', async () => {
    await world.made();
    world.becomes('success');
    const payment = await world.refresh();
    expect(payment).toMatchObject({ status: 'paid' });
    expect(await world.stored()).toEqual(payment);
    expect(payment.history.at(-1)).toMatchObject({ source: 'query', trigger: 'refresh' });
  });

  it('stays as it was known when Pockyt does not answer', async () => {
    const payment = await world.made();
    world.becomes('success');
    world.beforeCall = lost;
    expect(await world.refresh()).toEqual(payment);
    expect(world.loggedEvents()).toContain('pockyt.unanswered');
  });

  it('is asked about though it is paid, and so is found taken back', async () => {
    await world.paid();
    world.pass(MINUTE);
    world.becomes('reversed');
    expect(await world.refresh()).toMatchObject({ status: 'reversed' });
  });

  it('is asked about by the number of every claim, whenever its next question would be', async () => {
    await world.made();
    world.pass(10_000);
    const found = await world.madeElsewhere();
    world.simulator.setStatus(found, 'success');
    world.simulator.faults.next('tran-query', { kind: 'server-error' });
    await world.tell({ transactionNo: found });
    expect(await world.stored()).toMatchObject({ status: 'pending' });
    expect(await world.refresh()).toMatchObject({ status: 'paid', orders: [{}, { found: true }] });
  });

  it('is not asked about where Pockyt said that no order was made', async () => {
    world.simulator.faults.next('secure-pay', { kind: 'refuse', code: '000023' });
    await world.create();
    await world.madeElsewhere();
    expect(await world.refresh()).toMatchObject({ status: 'rejected' });
    expect(world.asked('tran-query')).toEqual([]);
  });

  it('is asked about in every order that has money', async () => {
    await world.paid();
    world.pass(MINUTE);
    const found = await world.madeElsewhere();
    world.simulator.setStatus(found, 'success');
    await world.tell({ transactionNo: found });
    world.calls.length = 0;
    const { orders } = await world.refresh();
    const numbers = orders.map(({ transactionNo }) => transactionNo);
    expect(world.asked('tran-query').map(({ transactionNo }) => transactionNo)).toEqual(numbers);
    expect(numbers).toHaveLength(2);
  });
});

describe('the caller is told whether Pockyt answered', () => {
  it('when it answered all that was asked', async () => {
    await world.made();
    expect(await refresh()).toEqual({ payment: await world.stored(), refresh: { answered: true } });
  });

  it('when it gave no answer', async () => {
    const payment = await world.made();
    world.beforeCall = lost;
    expect(await refresh()).toEqual({ payment, refresh: { answered: false, reason: 'pockyt-silent' } });
  });

  it('when it refuses our credentials, which tells nothing of the payment', async () => {
    await world.made();
    world.simulator.faults.next('tran-query', { kind: 'refuse', code: '000000', message: 'verifySign' });
    expect(await refresh()).toMatchObject({ refresh: { answered: false, reason: 'pockyt-silent' } });
  });

  it('when it answered one question of two, and what it answered is stored all the same', async () => {
    await world.paid();
    world.pass(MINUTE);
    const found = await world.madeElsewhere();
    world.simulator.setStatus(found, 'success');
    await world.tell({ transactionNo: found });
    world.pass(MINUTE);
    const [first] = (await world.stored()).orders;
    world.simulator.setStatus(first?.transactionNo as string, 'reversed');
    world.simulator.faults.next('tran-query', undefined, { kind: 'server-error' });
    const { payment, refresh: told } = await refresh();
    expect(told).toEqual({ answered: false, reason: 'pockyt-silent' });
    expect(payment.orders[0]).toMatchObject({ state: 'reversed' });
    expect(payment).toEqual(await world.stored());
  });

  it('when the time was over before all was asked', async () => {
    await world.paid();
    world.pass(MINUTE);
    const found = await world.madeElsewhere();
    world.simulator.setStatus(found, 'success');
    await world.tell({ transactionNo: found });
    world.pass(MINUTE);
    world.calls.length = 0;
    world.afterCall = () => world.pass(20_000);
    expect(await refresh()).toMatchObject({ refresh: { answered: false, reason: 'pockyt-silent' } });
    expect(world.asked('tran-query')).toHaveLength(1);
  });

  it('when there is nothing to ask about', async () => {
    world.simulator.faults.next('secure-pay', { kind: 'refuse', code: '000023' });
    await world.create();
    expect(await refresh()).toEqual({
      payment: await world.stored(),
      refresh: { answered: false, reason: 'nothing-to-ask' },
    });
    expect(world.asked('tran-query')).toEqual([]);
  });

  it('when the order is being made, until its lease ends', async () => {
    const { reference } = world;
    const lease = { owner: 'somebody', until: world.at(MINUTE) };
    const sending = { providerReference: reference, state: 'sending', sentAt: world.at(0), lease } as const;
    await world.store.add({ ...paymentWith(orderWithoutLink(sending)), reference });
    expect(await refresh()).toMatchObject({
      payment: { status: 'creating' },
      refresh: { answered: false, reason: 'in-flight' },
    });
    expect(world.calls).toEqual([]);
    world.pass(MINUTE);
    expect(await refresh()).toMatchObject({ payment: { status: 'unknown' }, refresh: { answered: true } });
  });
});

describe('asked again within a few seconds', () => {
  const JUST_ASKED = { answered: false, reason: 'just-asked' };

  it('it is what is stored, and Pockyt is left alone', async () => {
    await world.made();
    await refresh();
    world.becomes('success');
    world.pass(JUST_ASKED_MS - 1);
    expect(await refresh()).toEqual({ payment: await world.stored(), refresh: JUST_ASKED });
    expect(world.asked('tran-query')).toHaveLength(1);
    world.pass(1);
    expect(await refresh()).toMatchObject({ payment: { status: 'paid' }, refresh: { answered: true } });
  });

  it('the order counts by which the payment stands', async () => {
    const first = orderWith({ state: 'closed', askedAt: world.at(0) });
    const second = orderWith({ providerReference: 'R-1--2', transactionNo: 'T-2' });
    const payment = paymentWith(first, second);
    await world.store.add(payment);
    await refreshLink(payment, world.deps);
    expect(world.asked('tran-query')).toMatchObject([{ transactionNo: 'T-2' }]);
  });

  it('a question that was not answered does not count', async () => {
    await world.made();
    world.simulator.faults.next('tran-query', { kind: 'server-error' });
    await refresh();
    expect(await refresh()).toMatchObject({ refresh: { answered: true } });
  });

  it('whoever asked', async () => {
    await world.made();
    world.becomes('success');
    await world.tell();
    expect(await refresh()).toMatchObject({ payment: { status: 'paid' }, refresh: JUST_ASKED });
  });
});
