import { decide, type Evidence } from '#shared/payments/decide.ts';
import type { Payment } from '#shared/payments/payment.ts';
import { checkTimes, nextCheck, retryTime } from '#shared/payments/schedule.ts';
import { STATUSES } from '#shared/payments/states.ts';
import { refundsOf } from '#shared/payments/weigh-query.ts';
import type { Transaction } from '#shared/pockyt/tran-query.ts';
import { given, IN_STATUS, NOW, noticeOf } from '#test/support/payments.ts';

const MINUTE = 60_000;
const later = (ms: number) => new Date(NOW.getTime() + ms);
const found = (change: Partial<Transaction> = {}): Evidence => ({
  kind: 'query',
  providerReference: 'R-1',
  asker: 'reconciliation',
  answer: {
    kind: 'found',
    transaction: {
      reference: 'R-1',
      transactionNo: 'T-1',
      amount: '13.00',
      currency: 'PHP',
      status: 'success',
      transactionType: 'payment',
      refunds: [],
      ...change,
    },
  },
});
const ABSENT: Evidence = {
  kind: 'query',
  providerReference: 'R-1',
  asker: 'reconciliation',
  answer: { kind: 'unknown-order' },
};
const paymentOf = (payment: Payment, evidence: Evidence, now = NOW): Payment => {
  const decision = decide(payment, evidence, now);
  return 'payment' in decision ? decision.payment : payment;
};

describe("Pockyt's answer about the order in force", () => {
  it('is kept with what it was compared with, and who asked', () => {
    expect(paymentOf(IN_STATUS.pending, found()).history.at(-1)).toEqual({
      at: NOW.toISOString(),
      source: 'query',
      event: 'query',
      asker: 'reconciliation',
      from: 'pending',
      to: 'paid',
      claim: { transactionNo: 'T-1', amount: '13.00', currency: 'PHP', status: 'success' },
      expected: { transactionNo: 'T-1', amount: '13', currency: 'PHP' },
    });
  });

  it.each([
    [{ amount: '1.00' }, 'amount-mismatch'],
    [{ currency: 'USD' }, 'currency-mismatch'],
    [{ transactionNo: 'T-2' }, 'transaction-mismatch'],
    [{ reference: 'R-2' }, 'contradicted'],
    [{ status: 'odd' }, 'unknown-status-word'],
    [{ transactionType: 'odd' }, 'unknown-status-word'],
  ] as const)('that is about other money (%j) is noted and changes nothing', (change, refusal) => {
    expect(decide(IN_STATUS.pending, found(change), NOW)).toMatchObject({
      verdict: 'noted',
      refusal,
      payment: { status: 'pending' },
    });
  });

  it.each([
    ['refund', 'success', 'paid'],
    ['void', 'success', 'paid'],
    ['void', 'reversed', 'reversed'],
    ['refund', 'pending', 'paid'],
  ] as const)('of type %s with the word %s means %s', (transactionType, status, expected) => {
    expect(paymentOf(IN_STATUS.pending, found({ transactionType, status }))).toMatchObject({
      status: expected,
    });
    expect(paymentOf(IN_STATUS.pending, found({ transactionType, status })).history.at(-1)).toMatchObject({
      transactionType,
    });
  });

  it('never takes a payment back', () => {
    for (const status of ['failed', 'closed'])
      expect(decide(IN_STATUS.paid, found({ status }), NOW)).toMatchObject({
        verdict: 'noted',
        refusal: 'not-a-move',
      });
    expect(decide(IN_STATUS.rejected, found({ status: 'closed' }), NOW)).toEqual({
      verdict: 'ignored',
      reason: 'not-a-move',
    });
    expect(paymentOf(IN_STATUS.rejected, found())).toMatchObject({ status: 'paid', late: true });
  });

  it('that is about an attempt which is no longer in force is ignored', () => {
    const stale = { ...found(), providerReference: 'R-0' } as Evidence;
    expect(decide(IN_STATUS.pending, stale, NOW)).toEqual({ verdict: 'ignored', reason: 'not-a-move' });
  });

  it('tells of refunds, which are kept; what was closed, paid and given back stays closed', () => {
    const refunds = [{ refundReference: 'refund-1', refundAmount: '5.00' }];
    expect(paymentOf(IN_STATUS.pending, found({ refunds }))).toMatchObject({ status: 'paid', refunds });
    expect(paymentOf(IN_STATUS.closed, found({ refunds }))).toMatchObject({
      status: 'paid',
      late: true,
      refunds,
    });
    const all = [...refunds, { refundAmount: '8.00' }];
    expect(decide(IN_STATUS.closed, found({ refunds: all }), NOW)).toMatchObject({ refusal: 'not-a-move' });
    expect(paymentOf(IN_STATUS.closed, found({ refunds: [{ refundAmount: 'odd' }] }))).toMatchObject({
      status: 'paid',
    });
    const answer = (found({ refunds: all }) as Extract<Evidence, { kind: 'query' }>).answer;
    const told = { ...noticeOf(), confirmation: { kind: 'answer', answer } } as const;
    expect(decide(IN_STATUS.closed, told, NOW)).toMatchObject({ refusal: 'contradicted' });
  });

  it('that it is still open expires a link only after its time and the grace', () => {
    const end = Date.parse(IN_STATUS.pending.expiresAt) + MINUTE;
    expect(paymentOf(IN_STATUS.pending, found({ status: 'pending' }), new Date(end - 1))).toMatchObject({
      status: 'pending',
    });
    expect(paymentOf(IN_STATUS.pending, found({ status: 'pending' }), new Date(end))).toMatchObject({
      status: 'expired',
    });
  });

  it('that money is on its way never expires it, and it is looked at until that is known', () => {
    const late = later(30 * 24 * 60 * MINUTE);
    const dealing = paymentOf(IN_STATUS.pending, found({ status: 'dealing' }), late);
    expect(dealing).toMatchObject({
      status: 'pending',
      checks: [],
      undecided: true,
      dueAt: retryTime(dealing, late),
    });
  });

  it('that there is no such order is believed of an unknown one, the second time, a minute later', () => {
    const once = paymentOf(IN_STATUS.unknown, ABSENT);
    expect(once).toMatchObject({ status: 'unknown', attempts: [{ state: 'unknown' }] });
    expect(paymentOf(once, ABSENT, later(MINUTE - 1))).toMatchObject({ status: 'unknown' });
    expect(paymentOf(once, ABSENT, later(MINUTE))).toMatchObject({
      status: 'rejected',
      attempts: [{ state: 'absent' }],
      failure: { reason: 'never-arrived' },
    });
  });

  it.each(STATUSES.filter((status) => status !== 'unknown'))(
    'that there is no such order changes nothing of %s',
    (status) => {
      const once = paymentOf(IN_STATUS[status], ABSENT);
      expect(paymentOf(once, ABSENT, later(10 * MINUTE))).toMatchObject({ status });
    },
  );
});

describe('what Pockyt has given back', () => {
  const refundsIn = (change: Partial<Transaction>) => {
    const { answer } = found(change) as Extract<Evidence, { kind: 'query' }>;
    return refundsOf((answer as { transaction: Transaction }).transaction);
  };
  const listed = [{ refundAmount: '5.00' }];

  it.each<[string, Partial<Transaction>, object[]]>([
    ['what it lists', { refunds: listed }, listed],
    ['nothing, where it lists nothing', {}, []],
    ['all, where it calls the order a refund', { transactionType: 'refund' }, [{ refundAmount: '13.00' }]],
    ['all, where it calls the order a void', { transactionType: 'void' }, [{ refundAmount: '13.00' }]],
    [
      'what it lists, where it calls the order a refund',
      { transactionType: 'refund', refunds: listed },
      listed,
    ],
    ['nothing, where it takes all back', { transactionType: 'void', status: 'reversed' }, []],
    ['nothing, where nobody knows its word', { transactionType: 'odd' }, []],
  ])('is %s', (_, change, refunds) => {
    expect(refundsIn(change)).toEqual(refunds);
  });

  it('is in the history, and only where there is something', () => {
    const lineOf = (change: Partial<Transaction>) =>
      paymentOf(IN_STATUS.pending, found(change)).history.at(-1);
    expect(lineOf({ refunds: [...listed, { refundAmount: '0.5' }] })).toMatchObject({ refunded: '5.50' });
    expect(lineOf({})).not.toHaveProperty('refunded');
    expect(lineOf({})).not.toHaveProperty('transactionType');
  });
});

describe('an order whose link was never learnt', () => {
  const { unknown } = IN_STATUS;

  it.each(['failed', 'closed'])('and that is %s leaves nothing: another one may be made', (status) => {
    const payment = paymentOf(unknown, found({ status }));
    expect(payment).toMatchObject({
      status: 'rejected',
      failure: { reason: 'link-lost' },
      attempts: [{ state: 'closed', transactionNo: 'T-1' }],
    });
  });

  it.each([
    ['success', 'paid'],
    ['reversed', 'reversed'],
    ['pending', 'unknown'],
  ])('and that is said to be %s is %s, and its number is kept', (word, status) => {
    const late = new Date('2026-05-02T00:00:00Z');
    const payment = paymentOf(unknown, found({ status: word }), late);
    expect(payment).toMatchObject({
      status,
      failure: unknown.failure,
      attempts: [{ state: 'unknown', transactionNo: 'T-1' }],
    });
  });

  it('and of which Pockyt does not know has its lines in the history', () => {
    const line = { source: 'query', event: 'query', asker: 'reconciliation', from: 'unknown' } as const;
    const once = paymentOf(unknown, ABSENT);
    expect(once.history.at(-1)).toEqual({
      ...line,
      at: NOW.toISOString(),
      to: 'unknown',
      refusal: 'unknown-order',
    });
    expect(paymentOf(once, ABSENT, later(MINUTE)).history.at(-1)).toEqual({
      ...line,
      at: later(MINUTE).toISOString(),
      to: 'rejected',
      reason: 'never-arrived',
    });
  });
});

it('an order that fails or closes is that, and keeps its attempt as it was', () => {
  for (const status of ['failed', 'closed']) {
    const payment = paymentOf(IN_STATUS.pending, found({ status }));
    expect(payment).toMatchObject({ status, attempts: IN_STATUS.pending.attempts });
    expect(payment).not.toHaveProperty('failure');
  }
});

describe('the schedule', () => {
  const ends = IN_STATUS.pending.expiresAt;

  it('looks soon, then seldom, at the expiry, after the last notice and a day later', () => {
    const minutes = checkTimes(NOW, new Date(ends), [60, 300, 9999]).map(
      (time) => (Date.parse(time) - NOW.getTime()) / MINUTE,
    );
    expect(minutes).toEqual([1, 5, 121, 241, 1561]);
    expect(checkTimes(NOW, new Date(ends), [121 * 60 - 1, 121 * 60])).toHaveLength(4);
  });

  it('advances with every answer and with nothing else', () => {
    const [first, second] = IN_STATUS.pending.checks as [string, string];
    const asked = paymentOf(IN_STATUS.pending, found({ status: 'pending' }), new Date(first));
    expect([IN_STATUS.pending.dueAt, asked.dueAt]).toEqual([first, second]);
    const unanswered = paymentOf(IN_STATUS.pending, { kind: 'unanswered', atOnce: false }, new Date(first));
    expect(unanswered).toMatchObject({ checks: IN_STATUS.pending.checks, overdueSince: first });
    expect(paymentOf(unanswered, { kind: 'unanswered', atOnce: false }, later(5 * MINUTE))).toMatchObject({
      overdueSince: first,
    });
    expect(given(IN_STATUS.pending, noticeOf({ status: 'odd' }))).toMatchObject({
      checks: IN_STATUS.pending.checks,
    });
  });

  it('is not touched by a question of a caller that was not answered, unless it must be known at once', () => {
    const asked = { kind: 'unanswered', atOnce: false } as const;
    for (const payment of [IN_STATUS.pending, IN_STATUS.paid]) {
      expect(decide(payment, asked, NOW)).toEqual({ verdict: 'ignored', reason: 'not-a-move' });
    }
    const decision = decide(IN_STATUS.pending, { ...asked, atOnce: true }, NOW);
    expect(decision.verdict).toBe('noted');
    const atOnce = paymentOf(IN_STATUS.pending, { ...asked, atOnce: true });
    expect(atOnce).toMatchObject({ dueAt: NOW.toISOString() });
    expect(atOnce.overdueSince).toBeUndefined();
  });

  it.each(['paid', 'reversed', 'rejected'] as const)('ends with %s', (status) => {
    expect(nextCheck(IN_STATUS[status], NOW)).toBeUndefined();
  });

  it('of a creation is the end of its lease', () => {
    const until = later(7 * MINUTE).toISOString();
    expect(nextCheck({ ...IN_STATUS.creating, lock: { owner: 'one', until } }, NOW)).toBe(until);
    const { lock, ...abandoned } = IN_STATUS.creating;
    expect(nextCheck(abandoned, NOW)).toBeUndefined();
  });

  it('of what nobody knows never ends, and grows ever more seldom', () => {
    const wait = (age: number) => Date.parse(retryTime(IN_STATUS.unknown, later(age))) - NOW.getTime() - age;
    expect([0, 4 * MINUTE, 40 * MINUTE, 400 * 24 * 60 * MINUTE].map(wait)).toEqual([
      MINUTE,
      MINUTE,
      10 * MINUTE,
      24 * 60 * MINUTE,
    ]);
    expect(nextCheck({ ...IN_STATUS.unknown, checks: [] }, NOW)).toBe(retryTime(IN_STATUS.unknown, NOW));
  });
});

describe('a lease', () => {
  it('that has run out leaves the outcome unknown, and its owner nothing to finish', () => {
    const { until } = IN_STATUS.creating.lock as { until: string };
    expect(decide(IN_STATUS.creating, { kind: 'lapsed' }, new Date(Date.parse(until) - 1))).toMatchObject({
      verdict: 'ignored',
    });
    const lapsed = paymentOf(IN_STATUS.creating, { kind: 'lapsed' }, new Date(until));
    expect(lapsed).toMatchObject({
      status: 'unknown',
      failure: { reason: 'abandoned' },
      attempts: [{ state: 'unknown' }],
    });
    expect(lapsed).not.toHaveProperty('lock');
    expect(decide(IN_STATUS.pending, { kind: 'lapsed' }, later(10 * MINUTE))).toMatchObject({
      verdict: 'ignored',
    });
  });
});
