import { answer } from '#functions/refund/answer.ts';
import { paymentLink } from '#shared/http/payment-link.ts';
import { MINUTE } from '#tools/harness/clock.ts';
import { PUBLIC_URL, problemOf, responseOf } from './support/problem-of.ts';
import { openWorld } from './support/world.ts';

const world = openWorld();

/** What went back at Pockyt, refund by refund. */
const refunded = () => world.order().refunds.map(({ amount }) => Number(amount) / 100);
const requests = async () => (await world.stored()).orders[0]?.refundRequests;

beforeEach(async () => {
  await world.paid();
  world.pass(MINUTE);
  world.logged.length = 0;
});

describe('a refund', () => {
  it('in part and then in full is made at Pockyt, signed, to the last cent', async () => {
    const first = await world.refund('one', '3.01');
    expect(first).toMatchObject({ kind: 'made', request: { state: 'done', refundAmount: '3.01' } });
    const response = responseOf(answer(first, PUBLIC_URL));
    expect(response.statusCode).toBe(201);
    expect(JSON.parse(response.body)).toEqual({
      reference: world.reference,
      refundReference: 'one',
      refundAmount: '3.01',
      currency: 'PHP',
      status: 'done',
      refundTransactionNo: world.order().refunds[0]?.refundTransactionNo,
      requestedAt: world.at(0),
      refundedAmount: '3.01',
      refundableAmount: '9.99',
      links: { payment: `${PUBLIC_URL}/payment-links/${world.reference}` },
    });
    expect(await world.stored()).toMatchObject({ status: 'paid' });
    expect(await world.refund('two', '9.99')).toMatchObject({ kind: 'made' });
    expect(refunded()).toEqual([3.01, 9.99]);
    expect(await world.stored()).toMatchObject({ status: 'refunded' });
    expect(world.loggedEvents().filter((event) => event === 'refund.made')).toHaveLength(2);
  });

  it('is asked for of the order that was paid, in its store', async () => {
    await world.refund('one', '3');
    const { transactionNo } = world.order();
    expect(world.asked('refund')).toMatchObject([
      {
        transactionNo,
        storeNo: '300014',
        refundReference: 'one',
        refundAmount: '3',
        currency: 'PHP',
        settleCurrency: 'USD',
      },
    ]);
  });

  it('is kept with its evidence, shown with the payment, and told to the outside once it is made', async () => {
    await world.refund('one', '3');
    const payment = await world.stored();
    const said = { from: 'paid', to: 'paid', refund: { refundReference: 'one', refundAmount: '3' } };
    expect(payment.history.slice(-2)).toMatchObject([
      { source: 'refund', event: 'refund-requested', ...said },
      { source: 'refund', event: 'refund-done', ...said },
    ]);
    expect(paymentLink(payment, '')).toMatchObject({
      refunds: [{ refundReference: 'one', refundAmount: '3', status: 'done', requestedBy: 'backend' }],
      refundedAmount: '3.00',
      refundableAmount: '10.00',
    });
    const events = world.events().filter(({ eventType }) => eventType === 'PaymentRefundChanged');
    expect(events).toMatchObject([
      { eventRefundReference: 'one', eventRefundStatus: 'done', eventRefunded: '3.00' },
    ]);
  });

  it.each(['3.00', '3', '3.0'])(
    'of 3.00 asked for again as %s is the same, and gives nothing back twice',
    async (amount) => {
      await world.refund('one', '3.00');
      const again = await world.refund('one', amount);
      expect(again).toMatchObject({ kind: 'repeated', request: { state: 'done', refundAmount: '3.00' } });
      expect(responseOf(answer(again, PUBLIC_URL)).statusCode).toBe(200);
      expect(refunded()).toEqual([3]);
      expect(world.loggedEvents().at(-1)).toBe('refund.repeated');
    },
  );

  it('asked for again with another amount is refused', async () => {
    await world.refund('one', '3.00');
    const calls = world.calls.length;
    expect(problemOf(await world.refund('one', '3.01'))).toMatchObject({
      type: 'reference-reused',
      // A caller who is told to choose a new name gives the money back twice.
      message:
        'This refundReference was used with another refundAmount or for another order. Send exactly the same fields to learn of that refund. A new refundReference is another refund: its money goes back besides.',
    });
    expect(world.calls).toHaveLength(calls);
    expect(world.loggedEvents().at(-1)).toBe('refund.conflict');
  });

  it('that was made is told again even when nothing more could be refunded', async () => {
    await world.refund('one', '13');
    world.becomes('reversed');
    world.pass(MINUTE);
    await world.refresh();
    const calls = world.calls.length;
    expect(await world.refund('one', '13.00')).toMatchObject({ kind: 'repeated' });
    expect(world.calls).toHaveLength(calls);
  });

  it('of more than is left is refused, with what is left', async () => {
    expect(problemOf(await world.refund('one', '13.01'))).toMatchObject({
      type: 'refund-exceeds-payment',
      options: { members: { refundableAmount: '13.00' } },
    });
    await world.refund('two', '10');
    expect(problemOf(await world.refund('three', '3.01')).message).toContain('3.00 PHP');
    expect(refunded()).toEqual([10]);
    await world.refund('four', '3');
    expect(await world.refund('five', '0.01')).toMatchObject({ kind: 'exceeds-the-payment' });
    expect(refunded()).toEqual([10, 3]);
  });

  it('counts what was refunded in the portal meanwhile', async () => {
    world.simulator.refundAtPortal(world.order().transactionNo, '10.00');
    expect(await world.refund('one', '3.01')).toMatchObject({ kind: 'exceeds-the-payment' });
    expect(await world.refund('one', '3')).toMatchObject({ kind: 'made' });
    expect(paymentLink(await world.stored(), '')).toMatchObject({
      refunds: [
        { refundReference: 'one', status: 'done' },
        { refundAmount: '10.00', status: 'done' },
      ],
      refundableAmount: '0.00',
    });
    world.pass(MINUTE);
    expect(paymentLink(await world.refresh(), '')).toMatchObject({
      status: 'refunded',
      refundedAmount: '13.00',
    });
  });

  it('asked for a hundred times is the most that a payment keeps, and a refused one can be asked for again', async () => {
    const payment = await world.stored();
    const lease = { owner: 'somebody', until: world.at(0) };
    const asked = Array.from({ length: 100 }, (_, index) => ({
      refundReference: `refund-${index}`,
      refundAmount: '0.01',
      state: 'refused' as const,
      lease,
      requestedAt: world.at(0),
    }));
    const orders = payment.orders.map((order) => ({ ...order, refundRequests: asked }));
    await world.store.replace({ ...payment, orders });
    const problem = problemOf(await world.refund('one-more', '1'));
    expect(problem).toMatchObject({ type: 'refund-not-possible' });
    expect(problem.message).toContain('100 refunds');
    expect(await world.refund('refund-7', '1')).toMatchObject({ kind: 'made' });
    expect(await requests()).toHaveLength(100);
  });

  it('without credentials reserves nothing', async () => {
    const credentials = { ...world.deps.credentials, get: () => Promise.reject(new Error('none')) };
    await expect(world.refund('one', '1', { change: { credentials } })).rejects.toThrow('none');
    expect(await requests()).toBeUndefined();
  });
});

describe('a refund that Pockyt definitely refuses', () => {
  it.each(['000010', '000020', '000021', '000022', '000023', '000030', '000040'])(
    'with %s sets its money and its name free',
    async (code) => {
      world.simulator.faults.next('refund', { kind: 'refuse', code });
      expect(problemOf(await world.refund('one', '13'))).toMatchObject({
        type: 'refused-by-pockyt',
        options: { members: { code } },
      });
      expect(await requests()).toMatchObject([
        { state: 'refused', failure: { code, reason: 'refused-by-pockyt' } },
      ]);
      expect(world.loggedEvents().at(-1)).toBe('refund.refused');
      expect(await world.refund('two', '1')).toMatchObject({ kind: 'made' });
      expect(await world.refund('one', '12')).toMatchObject({ kind: 'made' });
      expect(await requests()).toHaveLength(2);
      expect(refunded()).toEqual([1, 12]);
    },
  );

  it('for its signature is not made, and the credentials are read anew', async () => {
    const forget = jest.fn();
    const credentials = { ...world.deps.credentials, forget };
    world.simulator.faults.next('refund', {
      kind: 'refuse',
      code: '000000',
      message: 'data error : verifySign',
    });
    const result = await world.refund('one', '13', { change: { credentials } });
    expect(problemOf(result)).toMatchObject({ type: 'credentials-refused' });
    expect(forget).toHaveBeenCalledTimes(1);
    expect(await requests()).toMatchObject([
      { state: 'refused', failure: { reason: 'credentials-refused' } },
    ]);
    expect(world.loggedEvents().at(-1)).toBe('pockyt.credentials_refused');
    expect(await world.refund('one', '13')).toMatchObject({ kind: 'made' });
  });
});

describe('refunds side by side', () => {
  it('of one name are made once', async () => {
    const results = await Promise.all(Array.from({ length: 20 }, () => world.refund('one', '10')));
    expect(results.filter(({ kind }) => kind === 'made')).toHaveLength(1);
    expect(world.asked('refund')).toHaveLength(1);
    expect(refunded()).toEqual([10]);
  });

  it('of different names give back no more than was paid', async () => {
    const results = await Promise.all(
      Array.from({ length: 10 }, (_, index) => world.refund(`refund-${index}`, '4')),
    );
    expect(results.map(({ kind }) => kind).sort()).toEqual([
      ...Array<string>(7).fill('exceeds-the-payment'),
      ...Array<string>(3).fill('made'),
    ]);
    expect(refunded()).toEqual([4, 4, 4]);
  });

  it('of one name and different amounts are one refund, and the other is refused', async () => {
    const results = await Promise.all([world.refund('one', '4'), world.refund('one', '5')]);
    expect(results.map(({ kind }) => kind).sort()).toEqual(['made', 'reused']);
    expect(refunded()).toHaveLength(1);
  });
});
