import { answer } from '#functions/cancel-link/answer.ts';
import { cancelLink } from '#functions/cancel-link/cancel-link.ts';
import { JUST_ASKED_MS } from '#shared/payments/times.ts';
import { DAY, MINUTE } from '#tools/harness/clock.ts';
import type { Fault } from '#tools/simulator/faults.ts';
import { orderWith, paymentWith } from './support/fixtures.ts';
import { PUBLIC_URL } from './support/problem-of.ts';
import { lost, openWorld } from './support/world.ts';

const world = openWorld();
const UNKNOWN = { type: 'pockyt-outcome-unknown', options: { retryAfter: 60 } };
const UNANSWERED: Fault = { kind: 'server-error' };

const endpoints = () => world.calls.map(({ endpoint }) => endpoint);
const eventTypes = () => world.events().map(({ eventType }) => eventType);
/** Lets something happen at Pockyt just before a cancellation reaches it. */
const beforeCancel = (happens: () => void) => {
  world.beforeCall = ({ endpoint }) => {
    if (endpoint === 'cancel') happens();
  };
};

beforeEach(async () => {
  // Its first check is far enough away to be no part of what happens here.
  await world.create({}, { checkDelays: [3600] });
  world.calls.length = 0;
});

describe('cancelling a link', () => {
  it('asks Pockyt, closes the link, and asks again', async () => {
    expect(await world.cancel()).toMatchObject({ status: 'closed', orders: [{ state: 'closed' }] });
    expect(world.order().status).toBe('closed');
    expect(endpoints()).toEqual(['tran-query', 'cancel', 'tran-query']);
    const { transactionNo } = world.order();
    expect(world.asked('cancel')).toMatchObject([{ transactionNo, storeNo: '300014' }]);
  });

  it('once is as good as twice, and the second time asks nothing', async () => {
    await world.cancel();
    world.calls.length = 0;
    expect(await world.cancel()).toMatchObject({ status: 'closed' });
    expect(endpoints()).toEqual([]);
  });

  it('leaves alone one that is paid, and says so', async () => {
    world.becomes('success');
    const paid = { type: 'link-not-cancellable', options: { members: { paymentStatus: 'paid' } } };
    await expect(world.cancel()).rejects.toMatchObject(paid);
    expect(endpoints()).toEqual(['tran-query']);
    await expect(world.cancel()).rejects.toMatchObject(paid);
    expect(endpoints()).toEqual(['tran-query']);
    expect(world.order().refunds).toEqual([]);
  });

  it('leaves alone one of which Pockyt tells other money than was asked for', async () => {
    world.simulator.faults.always('tran-query', { kind: 'altered', result: { amount: '1.00' } });
    await expect(world.cancel()).rejects.toMatchObject(UNKNOWN);
    expect(endpoints()).toEqual(['tran-query']);
  });

  it('of one that cannot be paid is refused, with what became of the payment', async () => {
    const refunds = [{ refundAmount: '3.00' }];
    const payment = paymentWith(orderWith({ state: 'paid', held: true, refunds }));
    expect(answer(await cancelLink(payment, world.deps), PUBLIC_URL)).toMatchObject({
      type: 'link-not-cancellable',
      message: 'Nothing was cancelled: the payment is paid. Pockyt has refunded money of it.',
    });
    expect(endpoints()).toEqual([]);
  });
});

describe('the customer who pays while the link is being cancelled', () => {
  it('gets the money back from Pockyt, and the payment is closed and never announced paid', async () => {
    beforeCancel(() => world.becomes('success'));
    expect(await world.cancel()).toMatchObject({
      status: 'closed',
      orders: [{ state: 'paid', refunds: [{ refundAmount: '13.00' }] }],
    });
    expect(await world.stored()).not.toHaveProperty('paidAt');
    for (const after of [MINUTE, DAY, 6 * DAY]) await world.sweep(after);
    expect(await world.stored()).toMatchObject({ status: 'closed' });
    expect(world.store.writes.map(({ payment }) => payment.status)).not.toContain('paid');
    expect(eventTypes()).not.toContain('PaymentRefundChanged');
  });

  it('keeps what is left when Pockyt refunds a part, and the payment is paid', async () => {
    beforeCancel(() => {
      world.becomes('success');
      world.simulator.refundAtPortal(world.order().transactionNo, '3.00');
      world.simulator.faults.next('cancel', { kind: 'refuse', code: '000040' });
    });
    await expect(world.cancel()).rejects.toMatchObject({
      type: 'link-not-cancellable',
      message: 'Nothing was cancelled: the payment is paid. Pockyt has refunded money of it.',
    });
  });

  it('is refunded by a cancellation that arrives late, which is found a minute later', async () => {
    let late: (() => Promise<unknown>) | undefined;
    const pockyt: typeof world.deps.pockyt = {
      post: (path, parameters, deadlineMs) => {
        const call = () => world.deps.pockyt.post(path, parameters, deadlineMs);
        if (!path.endsWith('cancel')) return call();
        late = call;
        return Promise.resolve().then(lost);
      },
    };
    await expect(world.cancel({ pockyt })).rejects.toMatchObject(UNKNOWN);
    world.becomes('success');
    world.pass(JUST_ASKED_MS);
    await world.refresh();
    expect(await world.stored()).toMatchObject({ status: 'paid' });
    await late?.();
    await world.sweep(MINUTE);
    expect(await world.stored()).toMatchObject({ status: 'refunded' });
  });
});

describe('an order that is cancelled', () => {
  it('is noted before to be asked about a minute later, whatever becomes of it', async () => {
    let noted: unknown;
    beforeCancel(async () => {
      noted = (await world.stored()).orders[0]?.askAgainAt;
    });
    const at = world.at(MINUTE);
    await world.cancel();
    expect(noted).toBe(at);
    expect(await world.stored()).toMatchObject({ status: 'closed', dueAt: at, isUrgent: true });
    const asked = world.calls.length;
    await world.sweep(MINUTE);
    expect(world.calls.length).toBe(asked + 1);
    expect((await world.stored()).orders[0]).not.toHaveProperty('askAgainAt');
  });

  it('is not noted so when Pockyt says that it is not open', async () => {
    world.becomes('failed');
    await expect(world.cancel()).rejects.toMatchObject({ type: 'link-not-cancellable' });
    expect((await world.stored()).orders[0]).not.toHaveProperty('askAgainAt');
  });
});

describe('a cancellation of which Pockyt does not tell the outcome', () => {
  it('changes nothing when Pockyt does not answer before it: it is not sent', async () => {
    world.simulator.faults.next('tran-query', UNANSWERED);
    await expect(world.cancel()).rejects.toMatchObject(UNKNOWN);
    expect(endpoints()).toEqual(['tran-query']);
    expect(await world.stored()).toMatchObject({ status: 'pending' });
    expect(await world.cancel()).toMatchObject({ status: 'closed' });
  });

  it('keeps the status when Pockyt does not answer after it, and the payment is due at once', async () => {
    world.simulator.faults.next('tran-query', undefined, UNANSWERED);
    await expect(world.cancel()).rejects.toMatchObject(UNKNOWN);
    expect(await world.stored()).toMatchObject({ status: 'pending', isUrgent: true, dueAt: world.at(0) });
    await world.sweep();
    expect(await world.stored()).toMatchObject({ status: 'closed' });
  });

  it('may be repeated', async () => {
    world.simulator.faults.next('tran-query', undefined, UNANSWERED);
    await expect(world.cancel()).rejects.toMatchObject(UNKNOWN);
    expect(await world.cancel()).toMatchObject({ status: 'closed' });
  });

  it('is not said to be done when Pockyt does not carry it out', async () => {
    world.simulator.faults.next('cancel', { kind: 'refuse', code: '000040' });
    await expect(world.cancel()).rejects.toMatchObject(UNKNOWN);
    expect(await world.stored()).toMatchObject({ status: 'pending' });
  });

  it('is said to be done when Pockyt says so though its answer was lost', async () => {
    world.simulator.faults.next('cancel', { kind: 'cut', accept: 'now' });
    expect(await world.cancel()).toMatchObject({ status: 'closed' });
  });

  it('lets a fault of ours through as what it is', async () => {
    beforeCancel(() => {
      throw new TypeError('ours');
    });
    await expect(world.cancel()).rejects.toThrow(TypeError);
  });
});
