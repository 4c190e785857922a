import fc from 'fast-check';
import { toAmount, toHundredths } from '#shared/money.ts';
import { decide, type Evidence } from '#shared/payments/decide.ts';
import { type HistoryEntry, withEntry } from '#shared/payments/history.ts';
import { decisiveAttempt, type Payment } from '#shared/payments/payment.ts';
import {
  isTheSame,
  otherRefunds,
  refundableHundredths,
  refundedHundredths,
  refundRequestOf,
  refundRequestsOf,
  total,
} from '#shared/payments/refunds.ts';
import { nextCheck } from '#shared/payments/schedule.ts';
import { STATUSES } from '#shared/payments/states.ts';
import type { Refund, Transaction } from '#shared/pockyt/tran-query.ts';
import { given, IN_STATUS, NOW } from '#test/support/payments.ts';

const MINUTE = 60_000;
const later = (ms: number) => new Date(NOW.getTime() + ms);
const at = (payment: Payment, evidence: Evidence, now: Date): Payment => {
  const decision = decide(payment, evidence, now);
  return decision.verdict === 'ignored' ? payment : decision.payment;
};
const demand = (refundReference: string, refundAmount: string, owner = refundReference): Evidence => ({
  kind: 'refund-demand',
  demand: { refundReference, refundAmount, lock: { owner, until: later(MINUTE).toISOString() } },
});
type Outcome = Extract<Evidence, { kind: 'refund-outcome' }>['outcome'];
const DONE: Outcome = { kind: 'done', refund: { refundTransactionNo: 'RT-1' } };
const REFUSED: Outcome = { kind: 'refused', failure: { code: '000023', reason: 'refused-by-pockyt' } };
const UNKNOWN: Outcome = { kind: 'unknown', failure: { reason: 'deadline' } };
const came = (refundReference: string, outcome: Outcome, owner = refundReference): Evidence => ({
  kind: 'refund-outcome',
  refundReference,
  owner,
  outcome,
});
const listing = (refunds: readonly Refund[], change: Partial<Transaction> = {}): Evidence => ({
  kind: 'query',
  providerReference: 'R-1',
  asker: 'refund',
  answer: {
    kind: 'found',
    transaction: {
      reference: 'R-1',
      transactionNo: 'T-1',
      amount: '13.00',
      currency: 'PHP',
      status: 'success',
      transactionType: 'payment',
      refunds,
      ...change,
    },
  },
});
const left = (payment: Payment) => toAmount(refundableHundredths(payment));
const { paid } = IN_STATUS;

describe('what is left to refund', () => {
  it.each(STATUSES.filter((status) => status !== 'paid'))('is nothing of a payment that is %s', (status) => {
    expect(left(IN_STATUS[status])).toBe('0.00');
    expect(decide(IN_STATUS[status], demand('one', '1'), NOW)).toEqual({
      verdict: 'ignored',
      reason: 'not-a-move',
    });
  });

  it('is what was paid, less what is reserved, done or unknown', () => {
    const reserved = given(paid, demand('one', '3.01'));
    expect([left(paid), left(reserved)]).toEqual(['13.00', '9.99']);
    expect(toAmount(refundedHundredths(reserved))).toBe('0.00');
    expect(left(given(reserved, came('one', DONE)))).toBe('9.99');
    expect(toAmount(refundedHundredths(given(reserved, came('one', DONE))))).toBe('3.01');
    expect(left(given(reserved, came('one', UNKNOWN)))).toBe('9.99');
    expect(toAmount(refundedHundredths(given(reserved, came('one', UNKNOWN))))).toBe('0.00');
    expect(left(given(reserved, came('one', REFUSED)))).toBe('13.00');
  });

  it('is less what Pockyt refunded without our asking; what nobody can read may have been all', () => {
    const other = given(paid, listing([{ refundReference: 'portal', refundAmount: '5.00' }]));
    expect(left(other)).toBe('8.00');
    expect(toAmount(refundedHundredths(other))).toBe('5.00');
    const odd = given(paid, listing([{ refundAmount: 'odd' }]));
    expect(left(odd)).toBe('0.00');
    expect(toAmount(refundedHundredths(odd))).toBe('0.00');
    expect(left(given(other, demand('one', '8'), listing([{ refundAmount: '9' }])))).toBe('0.00');
  });

  it('counts what is listed and was asked for once: by its name or its number, and the same amount', () => {
    const done = given(paid, demand('one', '3'), came('one', DONE));
    const request = refundRequestOf(done, 'one') as NonNullable<ReturnType<typeof refundRequestOf>>;
    const same = (refund: Refund) => isTheSame(request, refund);
    expect(same({ refundReference: 'one', refundAmount: '3.00' })).toBe(true);
    expect(same({ refundTransactionNo: 'RT-1', refundAmount: '3.00' })).toBe(true);
    expect(same({ refundReference: 'one', refundAmount: '3.01' })).toBe(false);
    expect(same({ refundReference: 'two', refundTransactionNo: 'RT-2', refundAmount: '3.00' })).toBe(false);
    const { refundTransactionNo, ...unnumbered } = request;
    expect(isTheSame(unnumbered, { refundAmount: '3.00' })).toBe(false);
    const listed = given(done, listing([{ refundReference: 'one', refundAmount: '3.00' }]));
    expect([left(listed), otherRefunds(listed)]).toEqual(['10.00', []]);
    expect([otherRefunds(paid), refundRequestsOf(paid)]).toEqual([[], []]);
  });
});

describe('a demand for a refund', () => {
  it('reserves the money and leaves its line in the history', () => {
    const payment = given(paid, demand('one', '3'));
    expect(payment.refundRequests).toEqual([
      {
        refundReference: 'one',
        refundAmount: '3',
        lock: { owner: 'one', until: later(MINUTE).toISOString() },
        state: 'reserved',
        requestedAt: NOW.toISOString(),
      },
    ]);
    expect(payment.history.at(-1)).toEqual({
      at: NOW.toISOString(),
      source: 'refund',
      event: 'refund-requested',
      refund: { refundReference: 'one', refundAmount: '3' },
      from: 'paid',
      to: 'paid',
    });
    expect(payment.dueAt).toBe(later(MINUTE).toISOString());
  });

  it('of one cent too much is refused, and of the last cent is not', () => {
    const part = given(paid, demand('one', '3'));
    expect(decide(part, demand('two', '10.01'), NOW)).toEqual({
      verdict: 'ignored',
      reason: 'exceeds-the-payment',
    });
    expect(left(given(part, demand('two', '10')))).toBe('0.00');
  });

  it('is refused after a hundred others, whatever became of them', () => {
    const asked = (count: number) => {
      const [line] = given(paid, demand('one', '1')).history.slice(-1) as [HistoryEntry];
      const demands = Array.from({ length: count }, (_, index) => ({ ...line, reason: `${index}` }));
      return { ...paid, history: [...paid.history, ...demands] };
    };
    expect(decide(asked(99), demand('one', '1'), NOW)).toMatchObject({ verdict: 'noted' });
    expect(decide(asked(100), demand('one', '1'), NOW)).toEqual({
      verdict: 'ignored',
      reason: 'too-many-refunds',
    });
  });

  it.each([DONE, UNKNOWN, undefined])('under a name that is taken is no move (%#)', (outcome) => {
    const taken = given(paid, demand('one', '3'), ...(outcome ? [came('one', outcome)] : []));
    expect(decide(taken, demand('one', '1', 'other'), NOW)).toEqual({
      verdict: 'ignored',
      reason: 'not-a-move',
    });
  });

  it('takes the place of one that Pockyt refused, and of no other', () => {
    const payment = given(
      paid,
      demand('one', '3'),
      demand('two', '4'),
      came('one', REFUSED),
      demand('one', '5', 'again'),
    );
    expect(payment.refundRequests).toMatchObject([
      { refundReference: 'two', refundAmount: '4' },
      { refundReference: 'one', refundAmount: '5', state: 'reserved', lock: { owner: 'again' } },
    ]);
    expect(payment.refundRequests?.[1]).not.toHaveProperty('failure');
  });

  it('leaves lines that stay when the history is full', () => {
    const asked = given(paid, demand('one', '3'), came('one', DONE), listing([{ refundAmount: '1' }]));
    const noise = Array.from({ length: 60 }, (_, index) => ({
      at: NOW.toISOString(),
      source: 'query' as const,
      event: 'query' as const,
      from: 'paid' as const,
      to: 'paid' as const,
      code: String(index),
    }));
    const { history } = noise.reduce(withEntry, asked as Parameters<typeof withEntry>[0]);
    expect(history.map(({ event }) => event)).toEqual(
      expect.arrayContaining(['refund-requested', 'refund-done']),
    );
    expect(history.filter(({ refunded }) => refunded === '1.00')).toHaveLength(1);
    expect(history).toHaveLength(50);
  });
});

describe('the outcome of a refund', () => {
  it('counts only from its owner, and once', () => {
    const reserved = given(paid, demand('one', '3'));
    const stale = { verdict: 'ignored', reason: 'not-the-owner' };
    expect(decide(reserved, came('one', DONE, 'other'), NOW)).toEqual(stale);
    expect(decide(reserved, came('two', DONE, 'one'), NOW)).toEqual(stale);
    expect(decide(given(reserved, came('one', DONE)), came('one', REFUSED), NOW)).toEqual(stale);
    expect(decide(paid, came('one', DONE), NOW)).toEqual(stale);
  });

  it.each<[string, Outcome, object]>([
    ['done', DONE, {}],
    ['refused', REFUSED, { code: '000023', reason: 'refused-by-pockyt' }],
    ['unknown', UNKNOWN, { reason: 'deadline' }],
  ])('that is %s leaves its line in the history', (kind, outcome, failure) => {
    const payment = given(paid, demand('one', '3'), came('one', outcome));
    expect(payment.history.at(-1)).toEqual({
      at: NOW.toISOString(),
      source: 'refund',
      event: `refund-${kind}`,
      refund: { refundReference: 'one', refundAmount: '3' },
      from: 'paid',
      to: 'paid',
      ...failure,
    });
  });

  it('is written down as it is, and changes no other refund', () => {
    const both = given(paid, demand('one', '3'), demand('two', '4'));
    const payment = given(both, came('two', UNKNOWN));
    expect(payment.refundRequests).toEqual([
      both.refundRequests?.[0],
      {
        refundReference: 'two',
        refundAmount: '4',
        state: 'unknown',
        requestedAt: NOW.toISOString(),
        failure: { reason: 'deadline' },
      },
    ]);
    expect(payment.history.at(-1)).toMatchObject({
      event: 'refund-unknown',
      refund: { refundReference: 'two', refundAmount: '4' },
      reason: 'deadline',
    });
    expect(given(both, came('one', REFUSED)).history.at(-1)).toMatchObject({
      event: 'refund-refused',
      code: '000023',
    });
  });
});

describe("Pockyt's list of refunds", () => {
  const listed = [{ refundReference: 'one', refundTransactionNo: 'RT-9', refundAmount: '3.00' }];

  it.each([[undefined], [UNKNOWN], [REFUSED]])(
    'proves one that it holds, whatever we thought of it (%#)',
    (outcome) => {
      const payment = given(
        paid,
        demand('one', '3'),
        ...(outcome ? [came('one', outcome)] : []),
        listing(listed),
      );
      expect(payment.refundRequests).toEqual([
        {
          refundReference: 'one',
          refundAmount: '3',
          state: 'done',
          requestedAt: NOW.toISOString(),
          refundTransactionNo: 'RT-9',
        },
      ]);
      expect(nextCheck(payment, NOW)).toBeUndefined();
    },
  );

  it('without a number leaves a done one without; and one that is done stays as it is', () => {
    const found = given(
      paid,
      demand('one', '3'),
      listing([{ refundReference: 'one', refundAmount: '3.00' }]),
    );
    expect(found.refundRequests?.[0]).not.toHaveProperty('refundTransactionNo');
    const done = given(paid, demand('one', '3'), came('one', DONE));
    expect(given(done, listing(listed)).refundRequests).toEqual(done.refundRequests);
  });

  it('that does not hold one proves nothing, and the lease of a dead owner ends', () => {
    const reserved = given(paid, demand('one', '3'));
    expect(at(reserved, listing([]), later(MINUTE - 1)).refundRequests).toMatchObject([
      { state: 'reserved' },
    ]);
    const lapsed = at(reserved, listing([]), later(MINUTE));
    expect(lapsed.refundRequests).toEqual([
      {
        refundReference: 'one',
        refundAmount: '3',
        state: 'unknown',
        requestedAt: NOW.toISOString(),
        failure: { reason: 'abandoned' },
      },
    ]);
    expect(lapsed.dueAt).toBe(later(2 * MINUTE).toISOString());
    expect(at(lapsed, listing([]), later(100 * MINUTE)).refundRequests).toEqual(lapsed.refundRequests);
  });

  it('never takes back what it once held', () => {
    const payment = given(paid, listing(listed), listing([]));
    expect(payment.refunds).toEqual(listed);
    expect(given(payment, listing([{ refundAmount: '2' }])).refunds).toEqual(listed);
    const equal = [{ refundAmount: '3' }];
    expect(given(payment, listing(equal)).refunds).toEqual(equal);
    expect(payment.history.at(-2)).toMatchObject({ refunded: '3.00' });
    expect(payment.history.at(-1)).not.toHaveProperty('refunded');
  });

  it.each(['refund', 'void'])(
    'is the whole amount where an order is called a %s and none is given',
    (transactionType) => {
      const payment = given(IN_STATUS.pending, listing([], { transactionType }));
      expect(payment).toMatchObject({ status: 'paid', refunds: [{ refundAmount: '13.00' }] });
      expect(left(payment)).toBe('0.00');
      expect(decide(IN_STATUS.closed, listing([], { transactionType }), NOW)).toMatchObject({
        refusal: 'not-a-move',
      });
      expect(given(paid, listing([], { transactionType, status: 'reversed' })).refunds).toBeUndefined();
    },
  );
});

describe('the next look at a paid payment', () => {
  it('is at the end of the earliest lease; for an unknown refund by its own age, not by the age of the payment', () => {
    const now = later(30 * 24 * 60 * MINUTE);
    const until = new Date(now.getTime() + MINUTE).toISOString();
    const request = { refundReference: 'one', refundAmount: '1', requestedAt: now.toISOString() };
    const old: Payment = { ...paid, refundRequests: [{ ...request, state: 'unknown' }] };
    expect(nextCheck(old, now)).toBe(until);
    expect(nextCheck(old, new Date(now.getTime() + 40 * MINUTE))).toBe(
      new Date(now.getTime() + 50 * MINUTE).toISOString(),
    );
    const earlier = { owner: 'o', until: new Date(now.getTime() + 1000).toISOString() };
    const both: Payment = {
      ...old,
      refundRequests: [
        { ...request, state: 'unknown' },
        { ...request, refundReference: 'two', state: 'reserved', lock: earlier },
      ],
    };
    expect(nextCheck(both, now)).toBe(earlier.until);
    expect(nextCheck(paid, now)).toBeUndefined();
  });
});

describe('the attempt that is asked about', () => {
  it('is the one that was paid, and while none is, the last', () => {
    const [first] = paid.attempts;
    const second = { ...first, providerReference: 'R-1-2', transactionNo: 'T-2' } as typeof first & object;
    expect(decisiveAttempt({ ...paid, attempts: [first as never, second] })).toBe(first);
    expect(decisiveAttempt({ ...IN_STATUS.pending, attempts: [first as never, second] })).toBe(second);
    const unnumbered = { ...second, transactionNo: undefined };
    expect(decisiveAttempt({ ...IN_STATUS.unknown, attempts: [unnumbered, second] as never })).toBe(second);
    expect(decisiveAttempt({ ...paid, attempts: [second] })).toBe(second);
  });
});

describe('any sequence of demands, outcomes and lists', () => {
  const cents = fc.integer({ min: 1, max: 1500 }).map((amount) => toAmount(BigInt(amount)));
  const name = fc.constantFrom('a', 'b', 'c', 'd');
  const step = fc.oneof(
    fc.record({ does: fc.constant('demand' as const), name, amount: cents }),
    fc.record({ does: fc.constant('outcome' as const), name, made: fc.boolean(), told: fc.boolean() }),
    fc.record({ does: fc.constant('portal' as const), amount: cents }),
    fc.record({ does: fc.constant('list' as const) }),
    fc.record({ does: fc.constant('wait' as const) }),
  );

  it('never gives back more than was paid, by what Pockyt made and by what we count', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let payment = paid;
        let now = NOW;
        const made: Refund[] = [];
        const most = toHundredths(paid.request.amount) as bigint;
        for (const [index, each] of steps.entries()) {
          const request = 'name' in each ? refundRequestOf(payment, each.name) : undefined;
          if (each.does === 'demand') {
            const until = new Date(now.getTime() + MINUTE).toISOString();
            const lock = { owner: `owner-${index}`, until };
            const wish = { refundReference: each.name, refundAmount: each.amount, lock };
            payment = at(payment, { kind: 'refund-demand', demand: wish }, now);
          } else if (each.does === 'outcome' && request?.lock !== undefined) {
            // Pockyt has it or not; whether it tells us is another matter, and it refuses only what it has not made.
            if (each.made) made.push({ refundReference: each.name, refundAmount: request.refundAmount });
            const outcome = !each.told ? UNKNOWN : each.made ? { ...DONE, refund: {} } : REFUSED;
            payment = at(payment, came(each.name, outcome, request.lock.owner), now);
          } else if (each.does === 'portal') {
            // The portal gives back no more than is left there.
            const amount = toHundredths(each.amount) as bigint;
            if (
              total(made) +
                amount +
                total(payment.refundRequests?.filter(({ state }) => state === 'reserved') ?? []) <=
              most
            ) {
              made.push({ refundReference: `portal-${index}`, refundAmount: each.amount });
              payment = at(payment, listing(made), now);
            }
          } else if (each.does === 'list') payment = at(payment, listing(made), now);
          else if (each.does === 'wait') now = new Date(now.getTime() + MINUTE);
          expect(total(made)).toBeLessThanOrEqual(most);
          expect(refundedHundredths(payment)).toBeLessThanOrEqual(most);
          expect(payment.status).toBe('paid');
        }
        const settled = at(payment, listing(made), new Date(now.getTime() + MINUTE));
        for (const refund of made) {
          const request = refundRequestOf(settled, refund.refundReference as string);
          if (request && isTheSame(request, refund)) expect(request.state).toBe('done');
        }
      }),
    );
  });
});
