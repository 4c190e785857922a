import { answer } from '#functions/refund/answer.ts';
import { MINUTE } from '#tools/harness/clock.ts';
import type { Fault } from '#tools/simulator/faults.ts';
import { PUBLIC_URL, problemOf, responseOf } from './support/problem-of.ts';
import { openWorld } from './support/world.ts';

const world = openWorld();

const asked = () => world.asked('refund');
const requestsOf = async () => (await world.stored()).orders.map(({ refundRequests }) => refundRequests);
const given = { refundTransactionId: '297512345678000077', refundReference: 'at-the-portal' };
const altered = (result: Record<string, unknown>): Fault => ({ kind: 'altered', result });

describe('a refund is not sent, and nothing is reserved, while Pockyt, asked just before,', () => {
  beforeEach(async () => {
    await world.paid();
    world.pass(MINUTE);
  });
  afterEach(async () => {
    expect(asked()).toEqual([]);
    expect(await requestsOf()).toEqual([undefined]);
  });

  it.each<[string, Fault]>([
    ['does not answer', { kind: 'server-error' }],
    ['knows of no such order', { kind: 'refuse', code: '000021' }],
    ['refuses our signature', { kind: 'refuse', code: '000000', message: 'verifySign' }],
    ['tells another number', altered({ transactionNo: '297512345678000099' })],
    ['tells another reference', altered({ reference: 'somebody-else' })],
    ['tells another amount', altered({ amount: '6.00' })],
    ['tells an amount that is none', altered({ amount: 'ten' })],
    ['tells another currency', altered({ currency: 'USD' })],
    ['has a word that nobody published', altered({ status: 'odd' })],
    ['says that it is still open', altered({ status: 'pending' })],
    ['says that it is closed', altered({ status: 'closed' })],
  ])('%s', async (_, fault) => {
    world.simulator.faults.next('tran-query', fault);
    expect(problemOf(await world.refund('one', '1'))).toMatchObject({
      type: 'pockyt-outcome-unknown',
      options: { retryAfter: 60 },
    });
    expect(await world.stored()).toMatchObject({ status: 'paid' });
  });

  it('answers too late to say what is true now', async () => {
    world.afterCall = () => world.pass(30_001);
    expect(await world.refund('one', '1')).toEqual({ kind: 'unconfirmed' });
  });

  it('says that the money was taken back', async () => {
    world.becomes('reversed');
    const problem = problemOf(await world.refund('one', '1'));
    expect(problem).toMatchObject({
      type: 'refund-not-possible',
      options: { members: { paymentStatus: 'reversed' } },
    });
  });

  it.each<[string, unknown]>([
    ['a list', [{ ...given, refundAmount: '13.00' }]],
    ['one object', { ...given, refundAmount: '13.00' }],
    ['a list as JSON text', JSON.stringify([{ ...given, refundAmount: '13.00' }])],
    ['one object as JSON text', JSON.stringify({ ...given, refundAmount: '13.00' })],
    ['only in renminbi', [{ ...given, refundRmbAmount: '90.00' }]],
    ['without an amount', [given]],
  ])('says that all has gone back, as %s', async (_, refundInfo) => {
    world.simulator.faults.always('tran-query', altered({ refundInfo }));
    expect(['exceeds-the-payment', 'not-paid']).toContain((await world.refund('one', '0.01')).kind);
  });
});

describe('a refund is sent where Pockyt spells the same money', () => {
  it.each(['13', '13.000', '1.3E1'])('%s', async (amount) => {
    await world.paid();
    world.simulator.faults.next('tran-query', altered({ amount }));
    expect(await world.refund('one', '3')).toMatchObject({ kind: 'made' });
  });
});

describe('a refund of what has no money is refused', () => {
  it('while nobody has paid, by the word of Pockyt', async () => {
    await world.made();
    const problem = problemOf(await world.refund('one', '1'));
    expect(problem).toMatchObject({ type: 'refund-not-possible' });
    expect(problem.message).toContain('the payment is pending');
    expect(world.asked('tran-query')).toHaveLength(1);
  });

  it('and money of which no notice told is found first', async () => {
    await world.made();
    world.simulator.setStatus(world.order().transactionNo, 'success');
    expect(await world.refund('one', '1')).toMatchObject({ kind: 'made' });
  });

  it.each<[string, Fault]>([
    ['does not answer', { kind: 'server-error' }],
    ['refuses our signature', { kind: 'refuse', code: '000000', message: 'verifySign' }],
  ])('but not for good while Pockyt %s: money may have come of which no notice told', async (_, fault) => {
    await world.made();
    world.becomes('success');
    world.simulator.faults.next('tran-query', fault);
    expect(problemOf(await world.refund('one', '1'))).toMatchObject({
      type: 'pockyt-outcome-unknown',
      options: { retryAfter: 60 },
    });
    expect(await requestsOf()).toEqual([undefined]);
    expect(await world.refund('one', '1')).toMatchObject({ kind: 'made' });
  });

  it('because it was taken back, also while Pockyt does not answer', async () => {
    await world.paid();
    world.becomes('reversed');
    world.pass(MINUTE);
    await world.refresh();
    world.simulator.faults.next('tran-query', { kind: 'server-error' });
    expect(await world.refund('one', '1')).toMatchObject({ kind: 'not-paid' });
  });

  it('because all has gone back', async () => {
    await world.paid();
    world.simulator.refundAtPortal(world.order().transactionNo);
    world.pass(MINUTE);
    await world.refresh();
    expect(problemOf(await world.refund('one', '1'))).toMatchObject({
      type: 'refund-exceeds-payment',
      options: { members: { refundableAmount: '0.00' } },
    });
    expect(asked()).toEqual([]);
  });

  it('because it was taken back', async () => {
    await world.paid();
    world.becomes('reversed');
    world.pass(MINUTE);
    await world.refresh();
    expect(await world.refund('one', '1')).toMatchObject({ kind: 'not-paid' });
    expect(asked()).toEqual([]);
  });
});

describe('where two orders have money', () => {
  let first: string;
  let second: string;
  beforeEach(async () => {
    await world.paid();
    first = world.order().transactionNo;
    world.pass(MINUTE);
    second = await world.madeElsewhere();
    world.simulator.setStatus(second, 'success');
    await world.tell({ transactionNo: second });
    world.pass(MINUTE);
  });
  const amounts = (transactionNo: string) =>
    world.simulator.orders.byTransactionNo(transactionNo)?.refunds.map(({ amount }) => Number(amount) / 100);

  it('the payment is paid, both are shown, and an alarm rings', async () => {
    expect(await world.stored()).toMatchObject({
      status: 'paid',
      orders: [
        { state: 'paid', transactionNo: first },
        { state: 'paid', transactionNo: second, found: true },
      ],
    });
    expect(world.loggedEvents()).toContain('payment.paid_twice');
    expect(world.events().at(-1)).toMatchObject({ eventType: 'PaymentRefundChanged', eventFrom: 'paid' });
  });

  it('a refund must name the order, and nothing is asked or sent for one that does not', async () => {
    const calls = world.calls.length;
    const problem = problemOf(await world.refund('one', '3'));
    expect(problem).toMatchObject({
      type: 'invalid-request',
      options: { errors: [{ pointer: '#/transactionNo' }] },
    });
    expect(problem.message).toContain(`${first} or ${second}`);
    expect(await world.refund('one', '3', { transactionNo: 'T-nobody' })).toEqual({
      kind: 'order-unclear',
      transactionNos: [first, second],
    });
    expect(world.calls).toHaveLength(calls);
    expect(await requestsOf()).toEqual([undefined, undefined]);
  });

  it('a refund gives back the money of the order that it names, and no more than that order has', async () => {
    expect(await world.refund('one', '13', { transactionNo: second })).toMatchObject({ kind: 'made' });
    expect([amounts(first), amounts(second)]).toEqual([[], [13]]);
    expect(await world.stored()).toMatchObject({ status: 'paid' });
    expect(await world.refund('two', '13.01', { transactionNo: first })).toMatchObject({
      kind: 'exceeds-the-payment',
    });
  });

  it('a refund of more than the order that it names has is answered with what that order has left', async () => {
    const problem = problemOf(await world.refund('one', '13.01', { transactionNo: first }));
    expect(problem).toMatchObject({
      type: 'refund-exceeds-payment',
      options: { members: { refundableAmount: '13.00' } },
    });
  });

  it('a refund need not name the order any more when only one has money left', async () => {
    await world.refund('one', '13', { transactionNo: second });
    expect(await world.refund('two', '3')).toMatchObject({ kind: 'made' });
    expect(amounts(first)).toEqual([3]);
  });

  it('a refund that was made need not name it again', async () => {
    await world.refund('one', '3', { transactionNo: second });
    expect(await world.refund('one', '3')).toMatchObject({ kind: 'repeated' });
    expect([amounts(first), amounts(second)]).toEqual([[], [3]]);
  });
});

it('a refund of money that was found in another currency tells that currency, and what is left of it', async () => {
  world.simulator.faults.next('secure-pay', { kind: 'refuse', code: '000023' });
  await world.create();
  const transactionNo = await world.madeElsewhere({ amount: '80', currency: 'CNY' });
  world.simulator.setStatus(transactionNo, 'success');
  await world.tell({ transactionNo });
  const { statusCode, body } = responseOf(
    answer(await world.refund('one', '30', { transactionNo }), PUBLIC_URL),
  );
  expect(statusCode).toBe(201);
  expect(JSON.parse(body)).toMatchObject({
    refundAmount: '30',
    currency: 'CNY',
    refundedAmount: '30.00',
    refundableAmount: '50.00',
  });
});

it('a refund of a payment that was made anew goes to the order and the store that were paid', async () => {
  world.simulator.faults.next('secure-pay', { kind: 'refuse', code: '000022' });
  await world.create({ storeNo: '300014' });
  await world.create({ storeNo: '300099' });
  world.becomes('success', 2);
  await world.refresh();
  world.pass(MINUTE);
  expect(await world.refund('one', '3')).toMatchObject({ kind: 'made' });
  expect(asked()).toMatchObject([{ storeNo: '300099', transactionNo: world.order(2).transactionNo }]);
  expect(world.asked('tran-query').map(({ storeNo }) => storeNo)).toEqual(['300099', '300099']);
});
