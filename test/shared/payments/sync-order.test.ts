import type { Payment } from '#shared/payments/payment.ts';
import { syncOrder } from '#shared/payments/sync.ts';
import { verify } from '#shared/pockyt/signature.ts';
import { MINUTE, SECOND } from '#tools/harness/clock.ts';
import { CREATING, givenAt, IN_STATUS, later, noticed, orderOf } from '#tools/harness/payments.ts';
import { PENDING_SIGNER, type Scripted, scripted } from './scripted-pockyt.ts';

const { pending, unknown, paid } = IN_STATUS;
const AT = later(10 * MINUTE);
const T9 = { transactionNo: 'T-9' };
const claimedOfOther = givenAt(AT, pending, noticed(T9));

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
    const { said, synced, logged, forgotten } = await asked(pending, 'refused-signature');
    expect([said.length, synced.answer]).toEqual([1, null]);
    expect(logged).toMatchObject([['pockyt.credentials_refused', { reference: 'R-1', code: '000000' }]]);
    expect(forgotten()).toBe(1);
  });

  describe('with the pending credentials where Pockyt refuses the current ones', () => {
    const others = [
      ['previous', { ...PENDING_SIGNER, token: 'previous-token' }],
      ['pending', PENDING_SIGNER],
    ] as const;

    async function rotating(...answers: Scripted[]) {
      const script = scripted(pending, AT, ...answers);
      script.others.push(...others);
      return { ...script, synced: await syncOrder(pending, orderOf(pending), 'refresh', script.deps) };
    }

    it('whose answer counts as any other', async () => {
      const { calls, synced, logged, forgotten } = await rotating('refused-signature', {});
      expect(synced).toMatchObject({ answer: { kind: 'found' }, payment: { status: 'paid' } });
      expect(calls.map(({ parameters }) => parameters.storeNo)).toEqual(['300014', '300014']);
      const signed = calls.map(({ parameters }) => verify(parameters, PENDING_SIGNER.token));
      expect(signed).toEqual([false, true]);
      expect(logged.map(([event]) => event)).toEqual(['payment.moved']);
      expect(forgotten()).toBe(0);
    });

    it('and there is no answer where it refuses those too', async () => {
      const { said, synced, logged, forgotten } = await rotating('refused-signature', 'refused-signature');
      expect([said.length, synced.answer]).toEqual([2, null]);
      expect(logged).toMatchObject([['pockyt.credentials_refused', { reference: 'R-1', code: '000000' }]]);
      expect(forgotten()).toBe(1);
    });

    it('and there is none where it is silent then', async () => {
      const { said, synced, logged, forgotten } = await rotating('refused-signature', 'silence');
      expect([said.length, synced.answer, forgotten()]).toEqual([2, null, 0]);
      expect(logged).toMatchObject([['pockyt.unanswered', { reference: 'R-1' }]]);
    });

    it('but not where it gives no answer at all', async () => {
      expect((await rotating('silence')).said).toHaveLength(1);
    });
  });

  it.each(['000010', '000020', '000022', '000023', '000030'])(
    'by a number that is not its own, which Pockyt refuses to look up: it knows none, by %s',
    async (code) => {
      const script = scripted(claimedOfOther, AT, `code ${code}`);
      const synced = await syncOrder(claimedOfOther, orderOf(claimedOfOther), 'refresh', script.deps, {
        key: T9,
      });
      expect(synced.answer).toEqual({ kind: 'unknown-order' });
      expect(orderOf(synced.payment).claims).toMatchObject([{ askAt: later(11 * MINUTE).toISOString() }]);
      expect(orderOf(synced.payment)).not.toHaveProperty('silentSince');
      expect(script.logged).toMatchObject([['pockyt.unanswered', { reference: 'R-1', code }]]);
      const own = await asked(pending, `code ${code}`);
      expect(own.synced).toMatchObject({
        answer: null,
        payment: { orders: [{ silentSince: AT.toISOString() }] },
      });
    },
  );

  it.each<Scripted>([
    'silence',
    'code 000000',
    'code 000040',
    'code 000080',
    'code 999999',
    'refused-signature',
  ])('by a number that is not its own, of which Pockyt says nothing: %s', async (silence) => {
    const script = scripted(claimedOfOther, AT, silence);
    const synced = await syncOrder(claimedOfOther, orderOf(claimedOfOther), 'refresh', script.deps, {
      key: T9,
    });
    expect(synced.answer).toBeNull();
    expect(orderOf(synced.payment)).not.toHaveProperty('silentSince');
  });

  it('and an answer by its reference is none when it has got another number meanwhile', async () => {
    const script = scripted(unknown, AT, () => {
      script.payments.replace({ ...pending, version: unknown.version });
      return T9;
    });
    const synced = await syncOrder(unknown, orderOf(unknown), 'refresh', script.deps);
    expect(synced).toMatchObject({ answer: null, payment: { status: 'pending' } });
    expect(script.logged).toEqual([]);
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
