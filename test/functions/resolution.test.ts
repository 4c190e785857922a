import type { ResolutionFields } from '#functions/resolution/request.ts';
import { type ResolutionResult, resolveUnknownOrder } from '#functions/resolution/resolution.ts';
import { JUST_ASKED_MS } from '#shared/payments/times.ts';
import { DAY, HOUR, MINUTE, SECOND } from '#tools/harness/clock.ts';
import type { Fault } from '#tools/simulator/faults.ts';
import { orderWithoutLink, paymentWith } from './support/fixtures.ts';
import { lost, openWorld } from './support/world.ts';

const world = openWorld();
const NOT_MADE: ResolutionFields = { outcome: 'not-made', seen: 'Nothing under the reference.' };
const NO_ROW: Fault = { kind: 'refuse', code: '000021' };
/** Of the order itself Pockyt's query tells nothing: it answers with a refund, or with another's transaction. */
const REFUND_ROW: Fault = {
  kind: 'altered',
  result: { transactionType: 'refund', transactionNo: '900000000000000001' },
};
const OTHERS_ROW: Fault = { kind: 'altered', result: { reference: 'somebody-elses' } };

const resolve = async (fields: ResolutionFields, name = world.reference): Promise<ResolutionResult> =>
  resolveUnknownOrder(await world.stored(), name, { ...fields, by: 'anna' }, world.deps);
const made = (transactionNo: string): ResolutionFields => ({
  outcome: 'made',
  seen: 'Success, 13.00 PHP.',
  transactionNo,
});
const number = () => world.order().transactionNo;
const answersUnder = (fault: Fault, count = 99) =>
  world.simulator.faults.nextFor(
    world.reference,
    'tran-query',
    ...Array.from({ length: count }, () => fault),
  );

/** The create's answer is lost, the order is there, and Pockyt's query by reference answers so. */
async function lose(fault: Fault, accept: 'now' | 'never' = 'now'): Promise<void> {
  world.simulator.faults.next('secure-pay', { kind: 'cut', accept });
  await world.create();
  answersUnder(fault);
}

/** Lets an hour pass, with all the sweeps in it. */
async function anHour(): Promise<void> {
  for (let minute = 0; minute < 60; minute++) await world.sweep(MINUTE);
  world.logged.length = 0;
}

describe.each([
  ['a refund', REFUND_ROW, 'not-a-payment'],
  ['another’s reference', OTHERS_ROW, 'reference-mismatch'],
])('an order of which the query always answers with %s', (_, fault, discrepancy) => {
  it('stays unknown, for a day and longer, and is ended by the word that it was not made', async () => {
    await lose(fault);
    await anHour();
    for (let day = 0; day < 3; day++) await world.sweep(DAY);
    expect(await world.stored()).toMatchObject({
      status: 'unknown',
      orders: [{ state: 'unknown' }],
      isUrgent: true,
    });
    expect((await world.stored()).history.at(-1)).toMatchObject({ discrepancy });
    expect(await world.create()).toEqual({ kind: 'unknown' });

    world.logged.length = 0;
    const result = await resolve(NOT_MADE);
    expect(result).toEqual({ kind: 'resolved', payment: await world.stored() });
    expect(await world.stored()).toMatchObject({
      status: 'rejected',
      orders: [{ state: 'absent', failure: { reason: 'resolved-by-a-person' } }],
    });
    expect(await world.stored()).not.toHaveProperty('dueAt');
    expect((await world.stored()).history.at(-1)).toMatchObject({
      at: world.at(0),
      source: 'person',
      event: 'resolved',
      from: 'unknown',
      to: 'rejected',
      resolution: { ...NOT_MADE, by: 'anna' },
    });
    expect(world.logged.slice(-2)).toMatchObject([
      ['payment.moved', { from: 'unknown', status: 'rejected' }],
      ['payment.resolved', { reference: world.reference, status: 'rejected', reason: 'not-made' }],
    ]);
    expect(world.events().at(-1)).toMatchObject({ eventType: 'PaymentStatusChanged', eventFrom: 'unknown' });

    expect(await world.create()).toMatchObject({ kind: 'created', payment: { status: 'pending' } });
    expect(world.sent()).toEqual([world.reference, `${world.reference}--2`]);
  });

  it('is open, and closed, by the word that it was made, with the number that Pockyt confirms', async () => {
    await lose(fault);
    await anHour();
    expect(await resolve(made(number()))).toMatchObject({
      kind: 'resolved',
      payment: { status: 'unknown', orders: [{ state: 'open', transactionNo: number() }] },
    });
    world.pass(JUST_ASKED_MS);
    expect(await world.refresh()).toMatchObject({ status: 'rejected', orders: [{ state: 'closed' }] });
    expect(await world.create()).toMatchObject({ kind: 'created' });
  });

  it('is paid by the word that it was made, if Pockyt says of the number that it is', async () => {
    await lose(fault);
    world.becomes('success');
    await anHour();
    expect(await resolve(made(number()))).toMatchObject({
      kind: 'resolved',
      payment: { status: 'paid', paidAt: world.at(0), orders: [{ state: 'paid', held: true }] },
    });
    expect(world.loggedEvents().slice(-2)).toEqual(['payment.moved', 'payment.resolved']);
    expect(await world.refund('one', '13')).toMatchObject({ kind: 'made' });
  });
});

it('a lost order that Pockyt calls a void stays unknown, and is over by the word that it was made, with its number', async () => {
  world.simulator.faults.next('secure-pay', { kind: 'cut', accept: 'now' });
  await world.create();
  world.becomes('success');
  world.becomes('reversed');
  expect(await world.create()).toEqual({ kind: 'unknown' });
  await anHour();
  expect(await world.stored()).toMatchObject({ status: 'unknown', orders: [{ state: 'unknown' }] });
  expect((await world.stored()).history.at(-1)).toMatchObject({ discrepancy: 'not-a-payment' });

  expect(await resolve(made(number()))).toMatchObject({
    kind: 'resolved',
    payment: { status: 'rejected', orders: [{ state: 'reversed' }] },
  });
  expect(await world.create()).toMatchObject({ kind: 'created', payment: { status: 'pending' } });
});

describe('nothing is changed', () => {
  const untouched = async (fields: ResolutionFields, name?: string) => {
    const { orders, status } = await world.stored();
    const result = await resolve(fields, name);
    const after = await world.stored();
    expect(after.status).toBe(status);
    const states = (each: typeof orders) => each.map(({ state, transactionNo }) => [state, transactionNo]);
    expect(states(after.orders)).toEqual(states(orders));
    expect(after.history.filter(({ source }) => source === 'person')).toEqual([]);
    expect(world.loggedEvents()).not.toContain('payment.resolved');
    return result;
  };

  it('by a number that Pockyt does not know', async () => {
    await lose(REFUND_ROW);
    await anHour();
    expect(await untouched(made('900000000000000002'))).toMatchObject({
      kind: 'contradicted',
      payment: { status: 'unknown' },
    });
  });

  it('by the number of another payment of the same amount', async () => {
    await lose(REFUND_ROW);
    await anHour();
    const others = await world.madeElsewhere({ reference: 'another-payment' });
    expect(await untouched(made(others))).toMatchObject({ kind: 'contradicted' });
  });

  it('by the number of another order of the payment', async () => {
    await lose(REFUND_ROW);
    const found = await world.madeElsewhere();
    world.simulator.setStatus(found, 'success');
    await world.tell({ transactionNo: found });
    expect(await world.stored()).toMatchObject({ status: 'paid', orders: [{ state: 'unknown' }, {}] });
    await anHour();
    expect(await untouched(made(found))).toMatchObject({ kind: 'contradicted' });
    expect(await resolve(NOT_MADE)).toMatchObject({
      kind: 'resolved',
      payment: { status: 'paid', orders: [{ state: 'absent' }, { state: 'paid', found: true }] },
    });
  });

  it('by a number of which Pockyt tells another amount', async () => {
    await lose(REFUND_ROW);
    await anHour();
    world.simulator.faults.nextFor(number(), 'tran-query', { kind: 'altered', result: { amount: '6.00' } });
    expect(await untouched(made(number()))).toMatchObject({ kind: 'contradicted' });
  });

  it.each<[string, () => ResolutionFields]>([
    ['was not made', () => NOT_MADE],
    ['was made', () => made(number())],
  ])('while Pockyt is silent, by the word that it %s', async (_, fields) => {
    await lose(REFUND_ROW);
    await anHour();
    world.beforeCall = lost;
    expect(await untouched(fields())).toEqual({ kind: 'unanswered' });
  });

  it('while Pockyt refuses our credentials', async () => {
    await lose(REFUND_ROW);
    await anHour();
    world.simulator.faults.clear();
    world.simulator.faults.always('tran-query', { kind: 'refuse', code: '000000', message: 'verifySign' });
    expect(await untouched(NOT_MADE)).toEqual({ kind: 'unanswered' });
  });

  it('within the hour, and Pockyt is not asked', async () => {
    await lose(REFUND_ROW);
    world.calls.length = 0;
    expect(await untouched(NOT_MADE)).toEqual({ kind: 'too-early', seconds: 3600 });
    world.pass(HOUR - 1);
    expect(await untouched(made(number()))).toEqual({ kind: 'too-early', seconds: 1 });
    expect(world.calls).toEqual([]);
    world.pass(1);
    expect(await resolve(NOT_MADE)).toMatchObject({ kind: 'resolved' });
  });

  it('of what is known, or is not there', async () => {
    const payment = await world.made();
    await anHour();
    world.calls.length = 0;
    for (const name of [world.reference, `${world.reference}--2`, 'nobody', '']) {
      expect(await untouched(NOT_MADE, name)).toMatchObject({
        kind: 'nothing-to-resolve',
        payment: { reference: payment.reference },
      });
    }
    expect(world.calls).toEqual([]);
  });

  it('by a second word, of whomever', async () => {
    await lose(NO_ROW, 'never');
    world.pass(HOUR);
    expect(await resolve(NOT_MADE)).toMatchObject({ kind: 'resolved' });
    expect(await resolve(NOT_MADE)).toMatchObject({ kind: 'nothing-to-resolve' });
  });

  it('where somebody else was faster', async () => {
    await lose(REFUND_ROW);
    await anHour();
    world.afterCall = async () => {
      world.afterCall = () => {};
      expect(await resolve(NOT_MADE)).toMatchObject({ kind: 'resolved' });
      expect(await world.create()).toMatchObject({ kind: 'created' });
    };
    expect(await resolve(made(number()))).toMatchObject({
      kind: 'contradicted',
      payment: { status: 'pending' },
    });
    world.simulator.faults.clear();
  });
});

describe('Pockyt, asked in the same request,', () => {
  it('knows of no order, and then the word counts without a second question', async () => {
    await lose(NO_ROW, 'never');
    world.pass(HOUR);
    expect(await resolve(NOT_MADE)).toMatchObject({ kind: 'resolved', payment: { status: 'rejected' } });
    expect(world.asked('tran-query')).toHaveLength(1);
  });

  it('says by itself that there is none, and the word stands beside that', async () => {
    await lose(NO_ROW, 'never');
    await world.sweep(MINUTE);
    world.pass(HOUR);
    expect(await resolve(NOT_MADE)).toMatchObject({
      kind: 'resolved',
      payment: { orders: [{ state: 'absent', failure: { reason: 'never-arrived' } }] },
    });
    expect((await world.stored()).history.slice(-2)).toMatchObject([
      { source: 'query', trigger: 'resolution', to: 'rejected' },
      { source: 'person', order: world.reference, resolution: { ...NOT_MADE, by: 'anna' } },
    ]);
    expect(await resolve(NOT_MADE)).toMatchObject({ kind: 'nothing-to-resolve' });
  });

  it('knows of none, and so contradicts that there is one', async () => {
    await lose(NO_ROW, 'never');
    await world.sweep(MINUTE);
    world.pass(HOUR);
    expect(await resolve(made('900000000000000002'))).toMatchObject({
      kind: 'contradicted',
      payment: { status: 'rejected' },
    });
  });

  it('has the order, which contradicts that there is none', async () => {
    await lose(REFUND_ROW);
    world.pass(HOUR);
    world.simulator.faults.clear();
    expect(await resolve(NOT_MADE)).toMatchObject({
      kind: 'contradicted',
      payment: { orders: [{ state: 'open', transactionNo: number() }] },
    });
  });

  it.each([
    ['the number that was seen, and agrees', () => number(), 'resolved'],
    ['another number than was seen, and contradicts', () => '900000000000000002', 'contradicted'],
  ])('has the order under %s', async (_, seen, kind) => {
    await lose(REFUND_ROW);
    world.becomes('success');
    world.pass(HOUR);
    world.simulator.faults.clear();
    expect(await resolve(made(seen()))).toMatchObject({ kind, payment: { status: 'paid' } });
    const { history } = await world.stored();
    expect(history.at(-1)).toMatchObject(kind === 'resolved' ? { source: 'person' } : { source: 'query' });
  });

  it('is silent about the reference, and confirms the number', async () => {
    await lose({ kind: 'server-error' });
    world.pass(HOUR);
    expect(await resolve(NOT_MADE)).toEqual({ kind: 'unanswered' });
    expect(await resolve(made(number()))).toMatchObject({ kind: 'resolved' });
  });

  it('is asked about no claim, where the number was seen', async () => {
    await lose(REFUND_ROW);
    world.pass(HOUR);
    await world.tell({ transactionNo: '900000000000000003' });
    world.calls.length = 0;
    expect(await resolve(made(number()))).toMatchObject({ kind: 'resolved' });
    expect(world.calls).toMatchObject([{ reference: world.reference }, { transactionNo: number() }]);
  });

  it('confirms what a notice claims, before the order counts as not made', async () => {
    await lose(REFUND_ROW);
    world.becomes('success');
    world.pass(HOUR);
    world.simulator.faults.lag(number(), 1);
    await world.tell();
    expect(await world.stored()).toMatchObject({ status: 'unknown', orders: [{ claims: [{}] }] });
    expect(await resolve(NOT_MADE)).toMatchObject({
      kind: 'resolved',
      payment: { status: 'paid', orders: [{ state: 'absent' }, { found: true, transactionNo: number() }] },
    });
    const { history } = await world.stored();
    expect(history.slice(-2)).toMatchObject([
      { event: 'found', trigger: 'resolution' },
      { source: 'person' },
    ]);
  });

  it('must answer of what a notice claims', async () => {
    await lose(REFUND_ROW);
    world.pass(HOUR);
    world.simulator.faults.nextFor(
      number(),
      'tran-query',
      { kind: 'server-error' },
      { kind: 'server-error' },
    );
    await world.tell();
    expect(await resolve(NOT_MADE)).toEqual({ kind: 'unanswered' });
    expect(await resolve(NOT_MADE)).toMatchObject({ kind: 'resolved' });
  });

  it('has no more than the time of one request', async () => {
    await lose(REFUND_ROW);
    world.pass(HOUR);
    world.afterCall = () => world.pass(20 * SECOND);
    expect(await resolve(made(number()))).toEqual({ kind: 'unanswered' });
  });
});

it('an order whose owner died, and which nobody has asked about since, is unknown', async () => {
  const { reference } = world;
  const lease = { owner: 'dead', until: world.at(MINUTE) };
  const sending = { providerReference: reference, state: 'sending', sentAt: world.at(0), lease } as const;
  await world.store.add({ ...paymentWith(orderWithoutLink(sending)), reference });
  expect(await resolve(NOT_MADE)).toEqual({ kind: 'too-early', seconds: 3600 });
  world.pass(HOUR);
  world.beforeCall = lost;
  expect(await resolve(NOT_MADE)).toEqual({ kind: 'unanswered' });
  world.beforeCall = () => {};
  expect(await resolve(NOT_MADE)).toMatchObject({ kind: 'resolved', payment: { status: 'rejected' } });
});

it('a further order is ended by its own name, and the first one stays as it is', async () => {
  await lose(NO_ROW, 'never');
  world.pass(HOUR);
  await resolve(NOT_MADE);
  world.simulator.faults.next('secure-pay', { kind: 'cut' });
  await world.create();
  world.pass(HOUR);
  expect(await resolve(NOT_MADE, `${world.reference}--2`)).toMatchObject({
    kind: 'resolved',
    payment: { orders: [{ state: 'absent' }, { state: 'absent' }] },
  });
  expect((await world.stored()).history.at(-1)).toMatchObject({ order: `${world.reference}--2` });
});

it('a word that comes too late for the order is not written', async () => {
  await lose(REFUND_ROW);
  await anHour();
  world.store.beforeWrite = async ({ history }) => {
    if (history.at(-1)?.source !== 'person') return;
    world.store.beforeWrite = () => {};
    world.simulator.faults.clear();
    await world.sweep(DAY);
    world.pass(-DAY);
  };
  expect(await resolve(NOT_MADE)).toMatchObject({
    kind: 'nothing-to-resolve',
    payment: { orders: [{ state: 'closed' }] },
  });
});
