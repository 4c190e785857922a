import fc from 'fast-check';
import { decide, type Evidence } from '#shared/payments/decide.ts';
import { isGivenUp, MOVES, mayMove, STATUSES, type Status } from '#shared/payments/states.ts';
import { providerStatus } from '#shared/pockyt/status-words.ts';
import {
  CREATING,
  DEMAND,
  given,
  IN_STATUS,
  LINK,
  NOW,
  noticeOf,
  OWNER,
  REFUSED,
  UNKNOWN,
} from '#test/support/payments.ts';

const LATER = new Date('2026-05-01T12:30:00.000Z');
const WORDS = ['success', 'failed', 'fail', 'closed', 'reversed', 'init', 'dealing', 'pending', 'odd'];

describe('the outcome of our own call', () => {
  it('a link makes the payment pending, releases it and keeps the number', () => {
    const decision = decide(CREATING, LINK, LATER);
    expect(decision).toMatchObject({
      verdict: 'moved',
      payment: {
        status: 'pending',
        link: { paymentUrl: 'https://cashier.example/T-1' },
        attempts: [{ state: 'open', transactionNo: 'T-1' }],
        updatedAt: LATER.toISOString(),
      },
    });
    expect(IN_STATUS.pending).not.toHaveProperty('lock');
  });

  it('a refusal makes it rejected, with the reason', () => {
    expect(IN_STATUS.rejected).toMatchObject({
      status: 'rejected',
      failure: { code: '000023', reason: 'refused-by-pockyt' },
      attempts: [{ state: 'refused' }],
    });
    expect(IN_STATUS.rejected).not.toHaveProperty('lock');
  });

  it('an unknown outcome makes it unknown, with the reason', () => {
    expect(IN_STATUS.unknown).toMatchObject({
      status: 'unknown',
      failure: { reason: 'deadline' },
      attempts: [{ state: 'unknown' }],
    });
  });

  it.each([LINK, REFUSED, UNKNOWN])('$kind counts only from the owner', (evidence) => {
    const stale = { ...evidence, owner: 'somebody else' } as Evidence;
    expect(decide(CREATING, stale, NOW)).toEqual({ verdict: 'ignored', reason: 'not-the-owner' });
    expect(decide(IN_STATUS.pending, evidence, NOW)).toEqual({ verdict: 'ignored', reason: 'not-the-owner' });
  });

  it.each(['paid', 'failed', 'closed'] as const)('never lowers what a faster notice made %s', (status) => {
    const early = given(CREATING, noticeOf({ status: status === 'paid' ? 'success' : status }));
    expect(early).toMatchObject({ status, lock: { owner: OWNER } });
    for (const evidence of [LINK, REFUSED, UNKNOWN]) {
      expect(given(early, evidence)).toMatchObject({ status });
      expect(given(early, evidence)).not.toHaveProperty('lock');
    }
    expect(given(early, LINK).link).toEqual({
      transactionNo: 'T-1',
      paymentUrl: 'https://cashier.example/T-1',
    });
  });

  it('keeps the link, and says so, when a notice named another transaction', () => {
    const early = given(CREATING, noticeOf({ transactionNo: 'T-9' }));
    expect(decide(early, LINK, NOW)).toMatchObject({
      verdict: 'noted',
      refusal: 'transaction-mismatch',
      payment: { status: 'paid', link: { transactionNo: 'T-1' }, attempts: [{ transactionNo: 'T-9' }] },
    });
  });
});

describe('a notice', () => {
  it('moves a payment that it agrees with, and is kept as evidence', () => {
    const decision = decide(IN_STATUS.pending, noticeOf(), LATER);
    expect(decision).toMatchObject({
      verdict: 'moved',
      late: false,
      payment: { status: 'paid', paidAt: LATER.toISOString() },
    });
    expect('payment' in decision && decision.payment.history.at(-1)).toEqual({
      at: LATER.toISOString(),
      source: 'notice',
      event: 'notice',
      from: 'pending',
      to: 'paid',
      claim: { transactionNo: 'T-1', status: 'success', amount: '13.00', currency: 'PHP' },
      expected: { transactionNo: 'T-1', amount: '13', currency: 'PHP' },
      credentials: 'current',
      confirmed: 'off',
    });
  });

  it.each([
    ['another amount', { amount: '13.01' }, 'amount-mismatch'],
    ['an amount that is none', { amount: '1e1' }, 'amount-mismatch'],
    ['another currency', { currency: 'USD' }, 'currency-mismatch'],
    ['another transaction', { transactionNo: 'T-2' }, 'transaction-mismatch'],
    ['the reference of another order', { reference: 'R-1-2' }, 'transaction-mismatch'],
    ['a word that nobody published', { status: 'odd' }, 'unknown-status-word'],
  ])('with %s is kept and changes nothing', (_, change, refusal) => {
    const decision = decide(IN_STATUS.pending, noticeOf(change), NOW);
    expect(decision).toMatchObject({ verdict: 'noted', refusal, payment: { status: 'pending' } });
    expect('payment' in decision && decision.payment.history.at(-1)).toMatchObject({
      from: 'pending',
      to: 'pending',
      refusal,
    });
  });

  it.each(
    STATUSES.flatMap((status) => ['init', 'dealing', 'pending'].map((word) => [status, word] as const)),
  )('never moves %s by the word %s: it says no more than that the order exists', (status, word) => {
    expect(decide(IN_STATUS[status], noticeOf({ status: word }), NOW)).toMatchObject({
      verdict: 'noted',
      payment: { status },
    });
  });

  it('that is in the history already is ignored', () => {
    expect(decide(IN_STATUS.paid, noticeOf(), NOW)).toEqual({ verdict: 'ignored', reason: 'duplicate' });
    const refused = given(IN_STATUS.pending, noticeOf({ amount: '1' }));
    expect(decide(refused, noticeOf({ amount: '1' }), NOW)).toEqual({
      verdict: 'ignored',
      reason: 'duplicate',
    });
  });

  it('tells the transaction number of an order whose answer was lost', () => {
    expect(given(IN_STATUS.unknown, noticeOf()).attempts[0]).toMatchObject({ transactionNo: 'T-1' });
  });

  it.each(STATUSES)('from %s goes only where the table of moves allows', (from) => {
    for (const word of WORDS) {
      const decision = decide(IN_STATUS[from], noticeOf({ status: word, amount: '13.0' }), NOW);
      const to = 'payment' in decision ? decision.payment.status : from;
      const target = providerStatus(word);
      const isMove = target !== null && target !== 'open' && target !== from && mayMove(from, target);
      expect(to).toBe(isMove ? target : from);
      expect(decision.verdict).toBe(isMove ? 'moved' : 'noted');
    }
  });

  it.each(['rejected', 'failed', 'closed', 'expired'] as const)(
    'marks money late that comes after %s',
    (from) => {
      expect(decide(IN_STATUS[from], noticeOf(), NOW)).toMatchObject({
        verdict: 'moved',
        late: true,
        payment: { status: 'paid', late: true },
      });
    },
  );

  it.each(['failed', 'closed', 'pending'])('never takes a payment back to %s', (status) => {
    expect(given(IN_STATUS.paid, noticeOf({ status }))).toMatchObject({ status: 'paid' });
  });
});

describe('a notice for one of several attempts', () => {
  it('belongs to the one that it names, and teaches nothing about the other', () => {
    const second = { ...DEMAND.attempt, providerReference: 'R-1-2', state: 'open' as const };
    const two = { ...IN_STATUS.pending, attempts: [...IN_STATUS.pending.attempts, second] };
    const paid = given(two, noticeOf({ reference: 'R-1-2', transactionNo: 'T-2' }));
    expect(paid).toMatchObject({
      status: 'paid',
      attempts: [{ transactionNo: 'T-1' }, { transactionNo: 'T-2' }],
    });
  });
});

describe('a second payment', () => {
  it('of another order of the same reference is kept and named, and changes nothing', () => {
    const second = { ...DEMAND.attempt, providerReference: 'R-1-2', state: 'open' as const };
    const two = { ...IN_STATUS.paid, attempts: [...IN_STATUS.paid.attempts, second] };
    expect(decide(two, noticeOf({ reference: 'R-1-2', transactionNo: 'T-2' }), NOW)).toMatchObject({
      verdict: 'noted',
      refusal: 'second-payment',
      payment: { status: 'paid' },
    });
    expect(decide(two, noticeOf({ amount: '13' }), NOW)).not.toHaveProperty('refusal');
  });
});

describe('a new demand', () => {
  const again = { ...DEMAND, requestHash: 'hash-2', lock: { owner: 'owner-2', until: DEMAND.lock.until } };

  it('takes a rejected payment up again, with the new request and owner', () => {
    const payment = given(IN_STATUS.rejected, { kind: 'requested', demand: again });
    expect(payment).toMatchObject({ status: 'creating', requestHash: 'hash-2', lock: { owner: 'owner-2' } });
    expect(payment).not.toHaveProperty('failure');
    expect(payment.attempts).toEqual([{ ...DEMAND.attempt, state: 'sending' }]);
  });

  it('keeps an earlier attempt that was not just like it', () => {
    const elsewhere = { ...again, attempt: { ...again.attempt, storeNo: '300099' } };
    expect(given(IN_STATUS.rejected, { kind: 'requested', demand: elsewhere }).attempts).toHaveLength(2);
    const open = { ...IN_STATUS.rejected, attempts: [{ ...DEMAND.attempt, state: 'unknown' as const }] };
    expect(given(open, { kind: 'requested', demand: again }).attempts).toHaveLength(2);
  });

  it.each(STATUSES.filter((status) => status !== 'rejected'))('is refused by %s', (status) => {
    const decision = decide(IN_STATUS[status], { kind: 'requested', demand: again }, NOW);
    expect(decision).toEqual({ verdict: 'ignored', reason: 'not-a-move' });
  });
});

describe('whatever comes, in whatever order and how often', () => {
  const notice = fc
    .record({
      status: fc.constantFrom(...WORDS),
      amount: fc.constantFrom('13.00', '13', '31.00'),
      currency: fc.constantFrom('PHP', 'PHP', 'USD'),
      transactionNo: fc.constantFrom('T-1', 'T-1', 'T-2'),
    })
    .map(noticeOf);
  const evidence: fc.Arbitrary<Evidence> = fc.oneof(
    { weight: 4, arbitrary: notice },
    fc.constantFrom<Evidence>(LINK, REFUSED, UNKNOWN, { kind: 'requested', demand: DEMAND }),
  );

  it('only legal moves are made, paid is left for reversed alone, and reversed for nothing', () => {
    fc.assert(
      fc.property(fc.array(evidence, { maxLength: 30 }), (sequence) => {
        let payment = CREATING;
        for (const each of sequence) {
          const from = payment.status;
          payment = given(payment, each);
          if (payment.status !== from) expect(MOVES[from]).toContain(payment.status);
          if (from === 'paid') expect(['paid', 'reversed']).toContain(payment.status);
          if (from === 'reversed') expect(payment.status).toBe('reversed');
        }
      }),
    );
  });

  it('nothing is paid but by a success with our amount and our currency', () => {
    fc.assert(
      fc.property(fc.array(evidence, { maxLength: 30 }), (sequence) => {
        const paid = given(CREATING, ...sequence).history.filter(
          ({ to, from }) => to === 'paid' && from !== to,
        );
        for (const { claim } of paid) {
          expect(claim).toMatchObject({ status: 'success', currency: 'PHP' });
          expect(['13', '13.00']).toContain(claim?.amount);
        }
      }),
    );
  });

  it('the same notices, shuffled and doubled, end in the same status', () => {
    const words = ['success', 'failed', 'closed', 'pending', 'reversed'];
    const genuine = fc
      .subarray(words)
      .chain((some) =>
        fc.tuple(fc.constant(some), fc.shuffledSubarray([...some, ...some], { minLength: some.length * 2 })),
      );
    const truth = (some: readonly string[]): Status =>
      some.includes('reversed') ? 'reversed' : some.includes('success') ? 'paid' : 'pending';
    fc.assert(
      fc.property(genuine, ([some, shuffled]) => {
        const { status } = given(IN_STATUS.pending, ...shuffled.map((word) => noticeOf({ status: word })));
        const settled = some.some((word) => ['success', 'reversed'].includes(word));
        // Failed and closed both mean unpaid: which of them is told first is which is kept.
        if (settled) expect(status).toBe(truth(some));
        else expect(['pending', ...some.filter((word) => word !== 'pending')]).toContain(status);
      }),
    );
  });
});

describe('the table of moves', () => {
  it('lets money be found late wherever a payment was given up', () => {
    for (const status of STATUSES.filter(isGivenUp)) expect(mayMove(status, 'paid')).toBe(true);
  });
});
