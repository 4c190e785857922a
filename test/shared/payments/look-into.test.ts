import { closeUnpaid, type Inquiry, inquire, refresh, settle } from '#shared/payments/look-into.ts';
import type { Payment } from '#shared/payments/payment.ts';
import type { HttpAnswer } from '#shared/pockyt/answer.ts';
import type { WireParameters } from '#shared/pockyt/sign.ts';
import { memoryPayments } from '#test/support/memory-payments.ts';
import { given, IN_STATUS, NOW, noticeOf } from '#test/support/payments.ts';

const { pending, unknown, creating } = IN_STATUS;
const QUERY = '/app-data-search/v3/tran-query';
const CANCEL = '/app-data-search/v3/cancel';
const ABSENT = { ret_code: '000021' };
const FAULT = { ret_code: '000080' };
const order = (change: object = {}) => ({
  ret_code: '000100',
  result: {
    transactionNo: 'T-1',
    reference: 'R-1',
    amount: '13.00',
    currency: 'PHP',
    status: 'success',
    transactionType: 'payment',
    ...change,
  },
});

let asked: [path: string, parameters: WireParameters][];
let logged: [event: string, fields: object | undefined][];
let forgotten: number;

/** Everything that an inquiry needs, with Pockyt's answers in turn; an error is thrown instead. */
function inquiry(payment: Payment, ...answers: readonly object[]): Inquiry {
  asked = [];
  logged = [];
  forgotten = 0;
  return {
    payments: memoryPayments(payment),
    credentials: {
      get: async () => ({ merchantNo: '1', storeNo: 'of the secret', token: 'token' }),
      forget: () => void forgotten++,
    },
    pockyt: {
      async post(path, parameters): Promise<HttpAnswer> {
        asked.push([path, parameters]);
        const answer = answers[asked.length - 1];
        if (answer === undefined) throw new Error('was asked too often');
        if (answer instanceof Error) throw answer;
        return { status: 200, text: JSON.stringify(answer) };
      },
    },
    now: () => NOW,
    log: (event, fields) => void logged.push([event, fields]),
  };
}
const paths = () => asked.map(([path]) => path);

describe('a question about a payment', () => {
  it('names the number where it is known, and the store of the order', async () => {
    await refresh(pending, 'refresh', inquiry(pending, order()));
    expect(asked).toEqual([
      [QUERY, { merchantNo: '1', storeNo: '300014', transactionNo: 'T-1', verifySign: expect.any(String) }],
    ]);
  });

  it('names the reference where the number is not known', async () => {
    await refresh(unknown, 'refresh', inquiry(unknown, order()));
    expect(asked).toEqual([
      [QUERY, { merchantNo: '1', storeNo: '300014', reference: 'R-1', verifySign: expect.any(String) }],
    ]);
  });

  it('is stored with its asker, and what moved is logged', async () => {
    const { payment, answer } = await inquire(pending, 'cancel', inquiry(pending, order()));
    expect(answer?.kind).toBe('found');
    expect(payment).toMatchObject({ status: 'paid', version: pending.version + 1 });
    expect(payment.history.at(-1)).toMatchObject({ source: 'query', asker: 'cancel' });
    expect(logged).toEqual([['payment.moved', { reference: 'R-1', from: 'pending', status: 'paid' }]]);
  });

  it.each([
    ['closed', order(), 'payment.paid_late', { from: 'closed', status: 'paid' }],
    ['paid', order({ status: 'reversed' }), 'payment.moved', { from: 'paid', status: 'reversed' }],
    [
      'pending',
      order({ amount: '1' }),
      'payment.contradiction',
      { status: 'pending', reason: 'amount-mismatch' },
    ],
    ['pending', ABSENT, 'payment.contradiction', { status: 'pending', reason: 'unknown-order' }],
    [
      'unknown',
      order({ currency: 'USD' }),
      'payment.contradiction',
      { status: 'unknown', reason: 'currency-mismatch' },
    ],
  ] as const)('of %s is logged as what it tells (%#)', async (status, answer, event, fields) => {
    const payment = IN_STATUS[status];
    await refresh(payment, 'refresh', inquiry(payment, answer));
    expect(logged).toEqual([[event, { reference: 'R-1', ...fields }]]);
  });

  it('of money that was late, and is taken back, is not logged as late again', async () => {
    const late = { ...IN_STATUS.paid, late: true };
    await refresh(late, 'refresh', inquiry(late, order({ status: 'reversed' })));
    expect(logged).toEqual([['payment.moved', { reference: 'R-1', from: 'paid', status: 'reversed' }]]);
  });

  it('that tells nothing new is not logged, nor that an order is unknown of which nobody knows', async () => {
    await refresh(pending, 'refresh', inquiry(pending, order({ status: 'pending' })));
    expect(logged).toEqual([]);
    await refresh(unknown, 'refresh', inquiry(unknown, ABSENT));
    expect(logged).toEqual([]);
  });

  it('without an answer leaves the payment, or makes it due at once', async () => {
    const later = await inquire(pending, 'refresh', inquiry(pending, FAULT));
    expect(later).toEqual({ payment: pending, answer: null });
    const reason = 'Pockyt answered the query with 000080.';
    expect(logged).toEqual([['pockyt.unanswered', { reference: 'R-1', code: '000080', reason }]]);
    const atOnce = await inquire(pending, 'refresh', inquiry(pending, FAULT), true);
    expect(atOnce.payment.dueAt).toBe(NOW.toISOString());
    expect(logged).toHaveLength(1);
  });

  it('without an answer tells nothing of what an earlier one contradicted', async () => {
    const noted = given(pending, noticeOf({ amount: '1.00' }));
    expect(noted.history.at(-1)).toHaveProperty('refusal');
    await refresh(noted, 'refresh', inquiry(noted, FAULT));
    expect(logged.map(([event]) => event)).toEqual(['pockyt.unanswered']);
  });

  it('whose signature is refused forgets the credentials', async () => {
    const refused = { ret_code: '000000', ret_msg: 'verifySign' };
    const { answer } = await inquire(pending, 'refresh', inquiry(pending, refused));
    expect([answer, forgotten]).toEqual([null, 1]);
    expect(logged).toEqual([['pockyt.credentials_refused', { reference: 'R-1', code: '000000' }]]);
  });

  it('that fails by a fault of ours fails', async () => {
    await expect(refresh(pending, 'refresh', inquiry(pending, new TypeError('ours')))).rejects.toThrow(
      'ours',
    );
  });
});

describe('settling', () => {
  it('asks nothing while somebody holds the payment', async () => {
    expect(await settle(creating, 'create', inquiry(creating))).toBe(creating);
    expect(asked).toEqual([]);
  });

  it('releases what was abandoned, and asks about it', async () => {
    const later = { ...inquiry(creating, ABSENT), now: () => new Date(creating.lock?.until as string) };
    expect(await settle(creating, 'create', later)).toMatchObject({ status: 'unknown' });
    expect(paths()).toEqual([QUERY]);
  });
});

describe('closing an unpaid order', () => {
  const open = order({ status: 'pending' });

  it('asks before, closes by the number that was learnt, and asks again', async () => {
    const outcome = await closeUnpaid(
      unknown,
      'create',
      inquiry(unknown, open, { ret_code: '000100' }, order({ status: 'closed' })),
    );
    expect(outcome).toMatchObject({ answered: true, payment: { status: 'rejected' } });
    expect(paths()).toEqual([QUERY, CANCEL, QUERY]);
    expect(asked[1]?.[1]).toMatchObject({ transactionNo: 'T-1', storeNo: '300014' });
    expect(asked[2]?.[1]).toMatchObject({ transactionNo: 'T-1' });
  });

  it('closes nothing that has moved, is not there, is another order or is not open', async () => {
    for (const answer of [
      order(),
      ABSENT,
      order({ status: 'pending', transactionNo: 'T-2' }),
      order({ status: 'odd' }),
    ]) {
      expect(await closeUnpaid(pending, 'cancel', inquiry(pending, answer))).toMatchObject({
        answered: true,
      });
      expect(paths()).toEqual([QUERY]);
    }
  });

  it('closes nothing that has just expired: that is another status than the caller knew', async () => {
    const later = { ...inquiry(pending, open), now: () => new Date('2026-05-02T00:00:00Z') };
    expect(await closeUnpaid(pending, 'cancel', later)).toMatchObject({
      answered: true,
      payment: { status: 'expired' },
    });
    expect(paths()).toEqual([QUERY]);
  });

  it('closes nothing without an answer, and says so', async () => {
    expect(await closeUnpaid(pending, 'cancel', inquiry(pending, FAULT))).toEqual({
      payment: pending,
      answered: false,
    });
    expect(paths()).toEqual([QUERY]);
  });

  it('is due at once when nobody knows what became of it', async () => {
    const outcome = await closeUnpaid(pending, 'cancel', inquiry(pending, open, { ret_code: '' }, FAULT));
    expect(outcome).toMatchObject({
      answered: false,
      payment: { status: 'pending', dueAt: NOW.toISOString() },
    });
    expect(logged.map(([event, fields]) => [event, fields])).toEqual([
      [
        'pockyt.unanswered',
        { reference: 'R-1', code: undefined, reason: 'Pockyt answered HTTP 200 without a ret_code.' },
      ],
      [
        'pockyt.unanswered',
        { reference: 'R-1', code: '000080', reason: 'Pockyt answered the query with 000080.' },
      ],
    ]);
  });

  it('that fails by a fault of ours fails', async () => {
    await expect(
      closeUnpaid(pending, 'cancel', inquiry(pending, open, new TypeError('ours'))),
    ).rejects.toThrow('ours');
  });
});

describe('a refund that was asked for', () => {
  const request = (state: 'unknown' | 'reserved' | 'done') => ({
    refundReference: 'refund-1',
    refundAmount: '5.00',
    state,
    requestedAt: NOW.toISOString(),
    ...(state === 'reserved' && { lock: { owner: 'somebody', until: NOW.toISOString() } }),
  });
  const paid = (state: 'unknown' | 'reserved' | 'done') => ({
    ...IN_STATUS.paid,
    refundRequests: [request(state)],
  });
  const listed = order({ refundInfo: [{ refundReference: 'refund-1', refundAmount: '5.00' }] });

  it('is found', async () => {
    await refresh(paid('unknown'), 'refresh', inquiry(paid('unknown'), listed));
    expect(logged).toEqual([
      ['refund.found', { reference: 'R-1', refundReference: 'refund-1', amount: '5.00' }],
    ]);
  });

  it('is not found again', async () => {
    await refresh(paid('done'), 'refresh', inquiry(paid('done'), listed));
    expect(logged).toEqual([]);
  });

  it('is given up by whoever asked for it', async () => {
    await refresh(paid('reserved'), 'refresh', inquiry(paid('reserved'), order()));
    expect(logged).toEqual([
      ['refund.unknown', { reference: 'R-1', refundReference: 'refund-1', reason: 'abandoned' }],
    ]);
  });

  it('is unknown without a reason where whoever asked left none', async () => {
    const stored = { ...paid('unknown'), version: 5 };
    await refresh(paid('reserved'), 'refresh', inquiry(stored, order()));
    expect(logged).toEqual([
      ['refund.unknown', { reference: 'R-1', refundReference: 'refund-1', reason: undefined }],
    ]);
  });

  it('by somebody else meanwhile is for that one to tell', async () => {
    const stored = { ...paid('unknown'), version: 5 };
    await refresh(IN_STATUS.paid, 'refresh', inquiry(stored, listed));
    expect(logged).toEqual([]);
  });
});
