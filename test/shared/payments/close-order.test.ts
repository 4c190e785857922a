import type { Payment } from '#shared/payments/payment.ts';
import { closeOrder } from '#shared/payments/sync.ts';
import { HOUR, MINUTE } from '#tools/harness/clock.ts';
import { answered, found, givenAt, IN_STATUS, later, orderOf } from '#tools/harness/payments.ts';
import { type Scripted, scripted } from './scripted-pockyt.ts';

const { pending, unknown, paid, expired } = IN_STATUS;
const AT = later(10 * MINUTE);
const CLOSED = ['tran-query T-1', 'cancel T-1', 'tran-query T-1'];

async function closed(payment: Payment, at: Date, ...answers: Scripted[]) {
  const script = scripted(payment, at, ...answers);
  const synced = await closeOrder(payment, orderOf(payment), 'cancel', script.deps);
  return { ...script, synced };
}

describe('an unpaid order is closed', () => {
  it('by a question, the cancellation and a question', async () => {
    const { said, calls, synced } = await closed(pending, AT, { status: 'init' }, {}, { status: 'closed' });
    expect(said).toEqual(CLOSED);
    expect(calls[1]).toMatchObject({ path: '/app-data-search/v3/cancel', parameters: { storeNo: '300014' } });
    expect(synced).toMatchObject({ answer: { kind: 'found' }, payment: { status: 'closed' } });
  });

  it.each([
    ['open', pending, AT],
    ['over its time', pending, later(3 * HOUR)],
    ['expired', expired, later(3 * HOUR)],
  ])(
    'and is noted to be asked about a minute later, before the cancellation is sent: %s',
    async (_name, payment, at) => {
      const { said, calls } = await closed(payment, at, { status: 'init' }, {}, { status: 'init' });
      expect(said).toEqual(CLOSED);
      const noted = orderOf(calls[1]?.stored as Payment).askAgainAt;
      expect(noted).toBe(new Date(at.getTime() + MINUTE).toISOString());
    },
  );

  it('and is asked about a minute later whatever it has become', async () => {
    const { synced } = await closed(pending, AT, { status: 'init' }, {}, { status: 'closed' });
    expect(synced.payment).toMatchObject({ dueAt: later(11 * MINUTE).toISOString(), isUrgent: true });
  });

  it('and asked about at once, whatever the cancellation was answered', async () => {
    const { said, synced, logged } = await closed(pending, AT, { status: 'init' }, 'silence', {
      status: 'closed',
    });
    expect([said, synced.payment.status]).toEqual([CLOSED, 'closed']);
    expect(logged[0]).toMatchObject(['pockyt.unanswered', { reference: 'R-1' }]);
  });

  it('and keeps its state where nobody knows', async () => {
    const { said, synced } = await closed(pending, AT, { status: 'init' }, 'silence', 'silence');
    expect(said).toEqual(CLOSED);
    expect(synced).toMatchObject({ answer: null, payment: { status: 'pending', dueAt: AT.toISOString() } });
  });

  it('and is due at once where the answer afterwards comes so late that it is none', async () => {
    const script = scripted(pending, AT, { status: 'init' }, {}, () => {
      script.pass(30_001);
      return { status: 'closed' };
    });
    const synced = await closeOrder(pending, orderOf(pending), 'cancel', script.deps);
    const dueAt = new Date(AT.getTime() + 30_001).toISOString();
    expect(synced).toMatchObject({ answer: null, payment: { status: 'pending', dueAt } });
  });

  it('also where its number was learnt just now', async () => {
    const { said, synced } = await closed(unknown, AT, { status: 'init' }, {}, { status: 'closed' });
    expect(said).toEqual(['tran-query R-1', 'cancel T-1', 'tran-query T-1']);
    expect(synced.payment.status).toBe('rejected');
  });

  it('and what was paid between the two is told as money that went back, never as paid', async () => {
    const all = { refunds: [{ refundAmount: '13.00' }] };
    const { synced, logged } = await closed(pending, AT, { status: 'init' }, {}, all);
    expect(synced.payment.status).toBe('closed');
    expect(logged).toEqual([['payment.moved', { reference: 'R-1', from: 'pending', status: 'closed' }]]);
  });
});

describe('no cancellation is sent, and none is noted,', () => {
  it.each<[string, Payment, Scripted]>([
    ['that was paid', pending, {}],
    ['that is closed already', pending, { status: 'closed' }],
    ['that was reversed', pending, { status: 'reversed' }],
    ['of which Pockyt knows none', pending, 'no-order'],
    ['of which Pockyt is silent', pending, 'silence'],
    ['of which Pockyt says a word that nobody knows', pending, { status: 'strange' }],
    ['of which the answer is about another amount', pending, { status: 'init', amount: '6.00' }],
    ['whose number the answer does not have', pending, { status: 'init', transactionNo: 'T-9' }],
    ['that has no number', unknown, { status: 'init', amount: '99.00' }],
    ['that is paid, whatever Pockyt says', paid, { status: 'init' }],
    ['that is closed, whatever Pockyt says', IN_STATUS.closed, { status: 'init' }],
  ])('for an order %s', async (_name, payment, answer) => {
    const { said, synced } = await closed(payment, AT, answer);
    expect(said).toHaveLength(1);
    expect(orderOf(synced.payment)).not.toHaveProperty('askAgainAt');
  });

  it.each([
    ['due', pending],
    ['not due', givenAt(later(9 * MINUTE), pending, answered(found({ status: 'init' })))],
  ])('on an answer that is more than 30 s old, where the payment is %s', async (_name, payment) => {
    const script = scripted(payment, AT, () => {
      script.pass(31_000);
      return { status: 'init' };
    });
    await closeOrder(payment, orderOf(payment), 'cancel', script.deps);
    expect(script.said).toEqual(['tran-query T-1']);
  });

  it('where somebody else has written what makes that needless', async () => {
    const script = scripted(pending, AT, () => {
      script.payments.replace({ ...paid, version: pending.version });
      return { status: 'init' };
    });
    const synced = await closeOrder(pending, orderOf(pending), 'cancel', script.deps);
    expect(script.said).toEqual(['tran-query T-1']);
    expect(synced.payment.status).toBe('paid');
    expect(orderOf(synced.payment)).not.toHaveProperty('askAgainAt');
  });

  it('where the order was dropped meanwhile', async () => {
    const script = scripted(pending, AT, { status: 'init' });
    const gone = { ...orderOf(pending), providerReference: 'R-1--2' };
    await closeOrder(pending, gone, 'cancel', script.deps);
    expect(script.said).toEqual(['tran-query T-1']);
  });

  it('for a call in flight', async () => {
    const { said } = await closed(IN_STATUS.creating, later(1_000), { status: 'init' });
    expect(said).toEqual(['tran-query R-1']);
  });
});

it('a fault of our own in a cancellation is thrown', async () => {
  await expect(closed(pending, AT, { status: 'init' }, new TypeError('ours'))).rejects.toThrow('ours');
});
