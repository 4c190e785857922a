import { requestedPayment } from '#shared/http/requested-payment.ts';
import { openWorld } from '#test/functions/support/world.ts';

const world = openWorld();

describe('a payment that is read', () => {
  it('is as it is stored, and Pockyt is not asked', async () => {
    const payment = await world.made();
    world.becomes('success');
    expect(await requestedPayment(world.reference, world.deps)).toEqual(payment);
    expect(world.asked('tran-query')).toEqual([]);
  });

  it.each([undefined, '', 'nobody'])('is not found under %j', async (reference) => {
    await expect(requestedPayment(reference, world.deps)).rejects.toMatchObject({ type: 'link-not-found' });
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
    await expect(requestedPayment(reference, world.deps)).rejects.toMatchObject({ type: 'link-not-found' });
    expect(load).not.toHaveBeenCalled();
  });

  it('is looked for under the longest reference that there can be', async () => {
    const reference = `${'x'.repeat(58)}-_`;
    await world.made({ reference });
    expect(await requestedPayment(reference, world.deps)).toMatchObject({ reference });
  });

  it('is not found under the name of its further order', async () => {
    world.simulator.faults.next('secure-pay', { kind: 'refuse', code: '000023' });
    await world.create();
    await world.made();
    const name = world.sent()[1];
    expect(name).toBe(`${world.reference}--2`);
    await expect(requestedPayment(name, world.deps)).rejects.toMatchObject({ type: 'link-not-found' });
  });
});
