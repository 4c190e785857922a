import type { Payment } from '#shared/payments/payment.ts';
import { syncPayment } from '#shared/payments/sync.ts';
import { DAY, HOUR, MINUTE, SECOND } from '#tools/harness/clock.ts';
import {
  answered,
  CREATING,
  found,
  givenAt,
  IN_STATUS,
  later,
  NO_ORDER,
  noticed,
} from '#tools/harness/payments.ts';
import { type Scripted, scripted } from './scripted-pockyt.ts';

const { pending, unknown, paid, expired, rejected } = IN_STATUS;
const AT = later(10 * MINUTE);
const T9 = { transactionNo: 'T-9' };
const withFind = givenAt(later(3 * MINUTE), pending, answered(found(T9), { key: T9 }));

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

  describe('and an order that is to be closed is closed when its turn has come,', () => {
    const left = [{ status: 'init' }, {}, { status: 'init' }];

    it.each([
      ['a lost one', unknown, 'R-1'],
      ['one beside another with the money', withFind, 'T-1'],
    ])('and is only asked about where a cancellation may have come late: %s', async (_name, payment, key) => {
      const first = await synced(payment, later(43 * MINUTE), ...left);
      expect(first.said).toEqual([`tran-query ${key}`, 'cancel T-1', 'tran-query T-1']);
      const minute = await synced(first.after, later(44 * MINUTE), { status: 'init' });
      expect(minute.said).toEqual(['tran-query T-1']);
      const due = Date.parse(minute.after.dueAt as string) - later(0).getTime();
      expect(due).toBeGreaterThanOrEqual(54 * MINUTE);
      const turn = await synced(minute.after, later(due), ...left);
      expect(turn.said).toEqual(['tran-query T-1', 'cancel T-1', 'tran-query T-1']);
    });
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
    expect([said, synced.answers]).toMatchObject([['tran-query T-1'], [{ kind: 'found' }]]);
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
      synced: { payment: CREATING, answers: [] },
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
