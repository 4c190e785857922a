import type { Payment } from '#shared/payments/payment.ts';
import { syncOrder, syncPayment } from '#shared/payments/sync.ts';
import { verify } from '#shared/pockyt/sign.ts';
import { DAY, HOUR, MINUTE, SECOND } from '#test/support/clock.ts';
import {
  answered,
  CREATING,
  found,
  givenAt,
  IN_STATUS,
  later,
  NO_ORDER,
  noticed,
  orderOf,
} from '#test/support/payments.ts';
import { type Scripted, scripted } from './scripted-pockyt.ts';

const { pending, unknown, paid, expired, rejected } = IN_STATUS;
const AT = later(10 * MINUTE);
const T9 = { transactionNo: 'T-9' };
const withFind = givenAt(later(3 * MINUTE), pending, answered(found(T9), { key: T9 }));

async function asked(payment: Payment, ...answers: Scripted[]) {
  const script = scripted(payment, AT, ...answers);
  const synced = await syncOrder(payment, orderOf(payment), 'refresh', script.deps);
  return { ...script, synced };
}

describe('an order is asked about', () => {
  it('by its number, under the store that it was made for, with a signature', async () => {
    const { calls } = await asked(pending, {});
    expect(calls).toMatchObject([
      {
        path: '/app-data-search/v3/tran-query',
        parameters: { transactionNo: 'T-1', storeNo: '300014', merchantNo: '200043' },
      },
    ]);
    const { verifySign, ...rest } = calls[0]?.parameters ?? {};
    expect(rest).not.toHaveProperty('reference');
    expect(verify({ ...rest, verifySign: verifySign as string }, '5cbfb079f15b150122261c8537086d77a')).toBe(
      true,
    );
  });

  it('by its own reference while it has no number', async () => {
    expect((await asked(unknown, 'no-order')).said).toEqual(['tran-query R-1']);
  });

  it('and what Pockyt says is stored before anybody is told', async () => {
    const { synced, payments, logged } = await asked(pending, {});
    expect(synced).toMatchObject({ answer: { kind: 'found' }, payment: { status: 'paid', version: 1 } });
    expect(await payments.load('R-1')).toEqual(synced.payment);
    expect(logged).toEqual([['payment.moved', { reference: 'R-1', from: 'pending', status: 'paid' }]]);
  });

  it('and a contradiction is told', async () => {
    const { synced, logged } = await asked(pending, { amount: '6.00' });
    expect(synced).toMatchObject({ discrepancy: 'amount-mismatch', payment: { status: 'pending' } });
    expect(logged).toMatchObject([['payment.contradiction', { reason: 'amount-mismatch' }]]);
  });

  it('and there is no answer where Pockyt gives none, which is stored and logged', async () => {
    const { synced, logged } = await asked(pending, 'silence');
    expect(synced).toMatchObject({ answer: null, payment: { dueAt: later(11 * MINUTE).toISOString() } });
    expect(logged).toMatchObject([['pockyt.unanswered', { reference: 'R-1' }]]);
  });

  it('and there is none where Pockyt refuses our signature, whose credentials are read anew', async () => {
    const { synced, logged, forgotten } = await asked(pending, 'refused-signature');
    expect(synced.answer).toBeNull();
    expect(logged).toMatchObject([['pockyt.credentials_refused', { reference: 'R-1', code: '000000' }]]);
    expect(forgotten()).toBe(1);
  });

  it('and there is none that came for a call in flight', async () => {
    const early = scripted(CREATING, later(SECOND), {});
    const synced = await syncOrder(CREATING, orderOf(CREATING), 'refresh', early.deps);
    expect(synced).toEqual({ payment: CREATING, answer: null });
  });

  it.each([
    ['due', pending],
    ['not due', paid],
  ])(
    'and an answer that is written more than 30 s later is none, where the payment is %s',
    async (_name, payment) => {
      const script = scripted(payment, AT, () => {
        script.pass(30_001);
        return {};
      });
      const synced = await syncOrder(payment, orderOf(payment), 'refund', script.deps);
      expect(synced.answer).toBeNull();
      expect(synced.payment.status).toBe(payment.status);
    },
  );

  it('and a fault of our own is thrown', async () => {
    await expect(asked(pending, new TypeError('ours'))).rejects.toThrow('ours');
  });
});

describe('of a payment, what is due is asked about:', () => {
  async function synced(payment: Payment, at: Date, ...answers: Scripted[]) {
    const script = scripted(payment, at, ...answers);
    const { payment: after } = await syncPayment(payment, 'reconciliation', script.deps, 'due');
    return { ...script, after };
  }

  it('nothing where nothing is', async () => {
    expect((await synced(pending, later(SECOND))).said).toEqual([]);
    expect((await synced(rejected, later(DAY))).said).toEqual([]);
  });

  it('an order at its check', async () => {
    const { said, after } = await synced(pending, later(MINUTE), { status: 'init' });
    expect(said).toEqual(['tran-query T-1']);
    expect(after.dueAt).toBe(later(5 * MINUTE).toISOString());
  });

  it('no call that is in flight, and one whose lease is over', async () => {
    expect((await synced(CREATING, later(59_999))).said).toEqual([]);
    const { said, after } = await synced(CREATING, later(MINUTE), 'no-order');
    expect(said).toEqual(['tran-query R-1']);
    expect(after.status).toBe('unknown');
  });

  it('a claim on its own number with its own question', async () => {
    const { said, after } = await synced(givenAt(AT, paid, noticed({ status: 'reversed' })), AT, {
      status: 'reversed',
    });
    expect([said, after.status]).toEqual([['tran-query T-1'], 'reversed']);
  });

  it('a claim on another number by that number, which may find a payment', async () => {
    const claimed = givenAt(later(SECOND), pending, noticed(T9));
    const { said, after, logged } = await synced(claimed, later(2 * SECOND), T9);
    expect(said).toEqual(['tran-query T-9']);
    expect(after).toMatchObject({
      status: 'paid',
      orders: [{ state: 'open' }, { state: 'paid', found: true }],
    });
    expect(logged).toContainEqual([
      'payment.found',
      { reference: 'R-1', status: 'paid', transactionNo: 'T-9' },
    ]);
  });

  it('a claim of an order that was refused, and not that order', async () => {
    const { said } = await synced(givenAt(AT, rejected, noticed(T9)), AT, 'no-order');
    expect(said).toEqual(['tran-query T-9']);
  });

  it('no order of which Pockyt is silent, before its time', async () => {
    const silent = givenAt(later(2 * MINUTE), pending, answered(null));
    expect((await synced(silent, later(3 * MINUTE - 1))).said).toEqual([]);
    expect((await synced(silent, later(3 * MINUTE), { status: 'init' })).said).toEqual(['tran-query T-1']);
  });

  it('all of its orders, each by its own question', async () => {
    const { said } = await synced(withFind, later(2 * DAY), { status: 'closed' }, T9);
    expect(said).toEqual(['tran-query T-1', 'tran-query T-9']);
  });

  it('and a lost order is closed where Pockyt has it after all', async () => {
    const { said, after } = await synced(
      unknown,
      later(MINUTE),
      { status: 'init' },
      {},
      { status: 'closed' },
    );
    expect(said).toEqual(['tran-query R-1', 'cancel T-1', 'tran-query T-1']);
    expect(after.status).toBe('rejected');
  });

  it('and an open order is closed while another one holds the money', async () => {
    const { said, after } = await synced(
      withFind,
      later(8 * MINUTE),
      { status: 'init' },
      {},
      { status: 'closed' },
    );
    expect(said).toEqual(['tran-query T-1', 'cancel T-1', 'tran-query T-1']);
    expect(after).toMatchObject({ status: 'paid', orders: [{ state: 'closed' }, { state: 'paid' }] });
  });

  it('and no claim is asked about again at once, whatever became of it', async () => {
    const claimed = givenAt(AT, pending, noticed({ ...T9, status: 'pending' }), noticed(T9));
    const first = await synced(claimed, AT, { status: 'init' }, T9, T9);
    const again = scripted(first.after, later(10 * MINUTE + SECOND));
    await syncPayment(first.after, 'reconciliation', again.deps, 'due');
    expect(again.said).toEqual([]);
  });

  it('and an order that somebody else has dropped meanwhile is left alone', async () => {
    const script = scripted(
      withFind,
      later(2 * DAY),
      () => {
        script.payments.replace({ ...withFind, orders: withFind.orders.slice(0, 1) });
        return { status: 'closed' };
      },
      T9,
    );
    const { payment } = await syncPayment(withFind, 'reconciliation', script.deps, 'due');
    expect(payment.orders).toMatchObject([{ transactionNo: 'T-1', state: 'closed' }]);
  });

  it('and no order is ever made', async () => {
    const { calls } = await synced(unknown, later(9 * HOUR), 'no-order');
    expect(calls.map(({ path }) => path)).toEqual(['/app-data-search/v3/tran-query']);
  });
});

describe('of a payment, all that can be known is asked about:', () => {
  async function refreshed(payment: Payment, ...answers: Scripted[]) {
    const script = scripted(payment, later(SECOND), ...answers);
    return { ...script, synced: await syncPayment(payment, 'refresh', script.deps) };
  }

  it('the order by which it stands, due or not', async () => {
    const { said, synced } = await refreshed(pending, { status: 'init' });
    expect([said, synced.answer?.kind]).toEqual([['tran-query T-1'], 'found']);
    expect((await refreshed(expired, { status: 'closed' })).synced.payment.status).toBe('closed');
  });

  it('each order that has money', async () => {
    const twice = givenAt(later(0), paid, answered(found(T9), { key: T9 }));
    expect((await refreshed(twice, {}, T9)).said).toEqual(['tran-query T-1', 'tran-query T-9']);
  });

  it('no other order, unless there is a claim on it', async () => {
    const { said } = await refreshed({ ...withFind, orders: [...withFind.orders].reverse() }, T9);
    expect(said).toEqual(['tran-query T-9']);
    const claimed = givenAt(later(0), withFind, noticed({ status: 'reversed' }));
    expect((await refreshed(claimed, 'silence', T9)).said).toEqual(['tran-query T-1', 'tran-query T-9']);
  });

  it('nothing while a call is in flight, and no order that Pockyt has denied', async () => {
    expect(await refreshed(CREATING)).toMatchObject({
      said: [],
      synced: { payment: CREATING, answer: null },
    });
    expect((await refreshed(rejected)).said).toEqual([]);
    const once = givenAt(later(MINUTE), unknown, answered(NO_ORDER));
    expect((await refreshed(givenAt(later(2 * MINUTE), once, answered(NO_ORDER)))).said).toEqual([]);
  });

  it('a lost order, which is closed', async () => {
    const lost = scripted(unknown, later(2 * MINUTE), { status: 'init' }, {}, { status: 'closed' });
    await syncPayment(unknown, 'refresh', lost.deps);
    expect(lost.said).toEqual(['tran-query R-1', 'cancel T-1', 'tran-query T-1']);
  });
});
