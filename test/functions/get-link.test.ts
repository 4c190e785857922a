import { getLink, getRefreshedLink } from '#functions/get-link/get-link.ts';
import { MINUTE } from '#test/support/clock.ts';
import { lost, openWorld } from './support/world.ts';

const world = openWorld();

describe('a payment that is read', () => {
  it('is as it is stored, and Pockyt is not asked', async () => {
    const payment = await world.made();
    world.becomes('success');
    expect(await getLink(world.reference, world.deps)).toEqual(payment);
    expect(world.asked('tran-query')).toEqual([]);
  });

  it.each([undefined, '', 'nobody'])('is not found under %j', async (reference) => {
    await expect(getLink(reference, world.deps)).rejects.toMatchObject({ type: 'link-not-found' });
    await expect(getRefreshedLink(reference, world.deps)).rejects.toMatchObject({ type: 'link-not-found' });
  });

  it.each([
    ['longer than any', 'x'.repeat(61)],
    ['too long for the database', 'x'.repeat(2049)],
    ['with a character that no reference has', "' OR '1'='1"],
    ['with a line break behind it', 'R-1\n'],
    ['in another script', 'заказ-1'],
    ['of a further order', 'R-1--2'],
  ])('is not looked for under a name that can be no reference: %s', async (_, reference) => {
    const load = jest.spyOn(world.store, 'load');
    await expect(getLink(reference, world.deps)).rejects.toMatchObject({ type: 'link-not-found' });
    expect(load).not.toHaveBeenCalled();
  });

  it('is looked for under the longest reference that there can be', async () => {
    const reference = `${'x'.repeat(58)}-_`;
    await world.made({ reference });
    expect(await getLink(reference, world.deps)).toMatchObject({ reference });
  });

  it('is not found under the name of its further order', async () => {
    world.simulator.faults.next('secure-pay', { kind: 'refuse', code: '000023' });
    await world.create();
    await world.made();
    const name = world.sent()[1];
    expect(name).toBe(`${world.reference}--2`);
    await expect(getLink(name, world.deps)).rejects.toMatchObject({ type: 'link-not-found' });
  });
});

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
