import { LOG_EVENTS, type LogEvent } from '#shared/runtime/log-events.ts';
import { MINUTE, SECOND } from '#tools/harness/clock.ts';
import { openWorld } from './support/world.ts';

const world = openWorld();
const CLAIM = { status: 'success', transactionNo: 'T-1' };

/** What was logged since the last look that raises an alarm. */
const alarming = (): LogEvent[] => {
  const events = world.loggedEvents().filter((event) => LOG_EVENTS[event] === 'ERROR');
  world.logged.length = 0;
  return events;
};
/** All that goes on by itself, minute by minute, and the caller who looks. */
const goOn = async (minutes: number) => {
  for (let minute = 0; minute < minutes; minute++) await world.sweep(MINUTE);
  await world.refresh();
};
const secondOrder = async () => {
  const transactionNo = await world.madeElsewhere();
  world.simulator.setStatus(transactionNo, 'success');
  return { transactionNo, status: 'success' };
};

describe('what needs a person is said once, and not again while it is as it was', () => {
  it('a payment that was found', async () => {
    await world.made();
    world.pass(10 * SECOND);
    const notice = await secondOrder();
    await world.tell(notice);
    expect(await world.stored()).toMatchObject({ status: 'paid', orders: [{}, { found: true }] });
    expect(alarming()).toContain('payment.found');
    await world.tell(notice);
    await goOn(40);
    await world.tell(notice);
    expect(alarming()).toEqual([]);
  });

  it('a payment that was paid twice', async () => {
    await world.paid();
    world.pass(10 * SECOND);
    const notice = await secondOrder();
    await world.tell(notice);
    expect(alarming()).toEqual(expect.arrayContaining(['payment.paid_twice', 'payment.found']));
    await world.tell(notice);
    await goOn(40);
    await world.tell(notice);
    expect(alarming()).toEqual([]);
  });

  it('a notice that Pockyt does not confirm, however often it is asked', async () => {
    await world.made();
    world.pass(10 * SECOND);
    await world.tell({ status: 'success' });
    for (let minute = 0; minute < 29; minute++) await world.sweep(MINUTE);
    expect(alarming()).toEqual([]);
    await goOn(11);
    expect(alarming()).toEqual(['ipn.unconfirmed']);
    await goOn(40);
    expect(alarming()).toEqual([]);
  });

  it('a notice on a number that Pockyt does not know, delivered again and again', async () => {
    await world.made();
    world.pass(10 * SECOND);
    await world.tell(CLAIM);
    expect(alarming()).toEqual(['ipn.mismatch']);
    await world.tell(CLAIM);
    expect(alarming()).toEqual([]);
    await goOn(40);
    expect(alarming()).toEqual(['ipn.unconfirmed']);
    await goOn(40);
    expect(alarming()).toEqual([]);
  });

  it('a refund of which nobody knows what became', async () => {
    await world.paid();
    world.simulator.faults.next('refund', { kind: 'cut' });
    expect(await world.refund('one', '3')).toMatchObject({ kind: 'failed' });
    expect(alarming()).toEqual(['refund.unknown']);
    world.pass(10 * SECOND);
    expect(await world.refund('one', '3')).toEqual({ kind: 'unknown' });
    await goOn(40);
    expect(alarming()).toEqual([]);
  });
});

describe('a contradiction is logged by what was just learnt', () => {
  const contradictions = () => {
    const reasons = world.logged.filter(([event]) => event === 'payment.contradiction');
    world.logged.length = 0;
    return reasons.map(([, fields]) => fields?.reason);
  };

  it('and so not at any check after a notice that told of other money', async () => {
    await world.made();
    world.pass(10 * SECOND);
    await world.tell({ status: 'success', amount: '1.00' });
    expect(world.loggedEvents()).toContain('ipn.mismatch');
    await goOn(40);
    expect(contradictions()).toEqual([]);
  });

  it('and so not by such a notice of an order that was asked about a moment ago: Pockyt has said nothing', async () => {
    await world.made();
    await world.refresh();
    await world.tell({ status: 'success', amount: '1.00' });
    expect(world.loggedEvents()).toContain('ipn.mismatch');
    expect(contradictions()).toEqual([]);
  });

  it('and so not by such a notice of an order that is being made', async () => {
    world.afterCall = async ({ endpoint }) => {
      if (endpoint === 'secure-pay') await world.tell({ status: 'success', amount: '1.00' });
    };
    await world.made();
    expect(world.loggedEvents()).toContain('ipn.mismatch');
    expect(contradictions()).toEqual([]);
  });

  it("and so once of a number that notices claim and that is another's, though it is asked about for half an hour", async () => {
    await world.made({ reference: `${world.reference}-other` });
    const other = world.simulator.orders.byReference(`${world.reference}-other`)[0]?.transactionNo as string;
    await world.made();
    world.pass(10 * SECOND);
    const notice = { status: 'success', transactionNo: other };
    await world.tell(notice);
    expect(contradictions()).toEqual(['reference-mismatch']);
    await world.tell(notice);
    await goOn(40);
    expect(contradictions()).toEqual([]);
    const questions = world.asked('tran-query').filter(({ transactionNo }) => transactionNo === other);
    expect(questions.length).toBeGreaterThan(6);
  });

  it('and so once more when Pockyt says the same again', async () => {
    await world.made();
    world.simulator.faults.always('tran-query', { kind: 'altered', result: { amount: '1.00' } });
    for (const _ of [1, 2, 3]) {
      world.pass(10 * SECOND);
      await world.refresh();
      expect(contradictions()).toEqual(['amount-mismatch']);
    }
    const { history } = await world.stored();
    expect(history.filter(({ discrepancy }) => discrepancy)).toMatchObject([{ times: 3 }]);
  });

  it('and so not by an answer that fits, whatever the history holds', async () => {
    await world.made();
    world.simulator.faults.next('tran-query', { kind: 'altered', result: { amount: '1.00' } });
    world.pass(10 * SECOND);
    await world.refresh();
    expect(contradictions()).toEqual(['amount-mismatch']);
    await goOn(10);
    expect(contradictions()).toEqual([]);
  });
});
