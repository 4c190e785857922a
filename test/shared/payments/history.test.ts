import fc from 'fast-check';
import {
  earlierNotice,
  type HistoryEntry,
  MAX_HISTORY,
  paidTransactionNo,
  withEntry,
} from '#shared/payments/history.ts';

const claim = { status: 'success', amount: '13.00', currency: 'PHP', transactionNo: 'T-1' };
const entry = (change: Partial<HistoryEntry> = {}): HistoryEntry => ({
  at: '2026-05-01T12:00:00.000Z',
  source: 'notice',
  event: 'notice',
  from: 'pending',
  to: 'pending',
  ...change,
});
const EMPTY = { history: [], historyDropped: 0 };

describe('the history', () => {
  it('counts what was said before instead of repeating it', () => {
    const once = withEntry(EMPTY, entry());
    const twice = withEntry(once, entry({ at: '2026-05-01T13:00:00.000Z' }));
    expect(twice.history).toEqual([entry({ times: 2, lastAt: '2026-05-01T13:00:00.000Z' })]);
    expect(withEntry(twice, entry()).history[0]).toMatchObject({ times: 3 });
  });

  it('drops the oldest evidence that moved nothing, and says how much', () => {
    const numbered = Array.from({ length: MAX_HISTORY + 5 }, (_, index) =>
      entry({ claim: { ...claim, transactionNo: `T-${index}` } }),
    );
    const full = numbered.reduce(
      withEntry,
      withEntry(EMPTY, entry({ source: 'create', event: 'requested' })),
    );
    expect(full.history).toHaveLength(MAX_HISTORY);
    expect(full.historyDropped).toBe(6);
    expect(full.history[0]).toMatchObject({ source: 'create' });
    expect(full.history[1]?.claim?.transactionNo).toBe('T-6');
  });

  it('counts the entry that says the same and no other, in whatever order its members were stored', () => {
    const other = entry({ claim });
    const { source, event, ...rest } = entry();
    const { history } = withEntry(
      { history: [other, entry()], historyDropped: 0 },
      { ...rest, event, source },
    );
    expect(history).toEqual([other, entry({ times: 2, lastAt: rest.at })]);
  });

  it('knows an entry again that a store gave back, with its inner members in another order', () => {
    const expected = { amount: '13.00', currency: 'PHP', transactionNo: 'T-1' };
    const stored = entry({
      claim: Object.fromEntries(Object.entries(claim).toReversed()) as typeof claim,
      expected: { transactionNo: 'T-1', currency: 'PHP', amount: '13.00' },
    });
    const again = entry({ claim, expected, refusal: undefined });
    expect(withEntry({ history: [stored], historyDropped: 0 }, again).history).toEqual([
      { ...stored, times: 2, lastAt: again.at },
    ]);
    const another = entry({ claim: { ...claim, amount: '13.01' }, expected });
    expect(withEntry({ history: [stored], historyDropped: 0 }, another).history).toHaveLength(2);
  });

  /** A full history of our own calls, with something else at one place. */
  const full = (index: number, change: Partial<HistoryEntry>) =>
    Array.from({ length: MAX_HISTORY }, (_, at) =>
      entry({ source: 'create', event: 'unknown-outcome', reason: `${at}`, ...(at === index && change) }),
    );
  const one = entry({ source: 'create', event: 'link' });

  it.each<[string, number, Partial<HistoryEntry>]>([
    ['a notice that moved nothing', 0, { source: 'notice' }],
    ['a notice that moved nothing', 10, { source: 'notice' }],
    ['a query that moved nothing', 10, { source: 'query' }],
  ])('drops %s where there is nothing else to drop (place %i)', (_, index, change) => {
    const history = full(index, change);
    expect(withEntry({ history, historyDropped: 3 }, one)).toEqual({
      history: [...history.toSpliced(index, 1), one],
      historyDropped: 4,
    });
  });

  it.each<[string, Partial<HistoryEntry>]>([
    ['of our own calls', {}],
    ['that moved the status', { source: 'query', to: 'paid' }],
    ['that tells of refunds', { source: 'query', refunded: '5.00' }],
    ['of a refund that was asked for', { source: 'refund', event: 'refund-requested' }],
  ])('grows rather than drop an entry %s', (_, change) => {
    const history = full(10, change);
    expect(withEntry({ history, historyDropped: 3 }, one)).toEqual({
      history: [...history, one],
      historyDropped: 3,
    });
  });

  it('is not cut before it is full', () => {
    const history = full(0, { source: 'notice' }).slice(1 - MAX_HISTORY);
    const notice = entry({ reason: 'last' });
    expect(withEntry({ history, historyDropped: 0 }, notice).history).toEqual([...history, notice]);
    expect(MAX_HISTORY).toBe(50);
  });

  it('tells by which order a payment became paid', () => {
    const seen = entry({ from: 'paid', to: 'paid', claim: { ...claim, transactionNo: 'T-2' } });
    const paying = entry({ to: 'paid', claim });
    const again = entry({ from: 'closed', to: 'paid', claim: { ...claim, transactionNo: 'T-3' } });
    const taken = entry({ from: 'paid', to: 'reversed' });
    expect(paidTransactionNo({ history: [entry(), seen, paying, again, taken] })).toBe('T-1');
    expect(paidTransactionNo({ history: [entry({ to: 'paid' }), paying] })).toBeUndefined();
    expect(paidTransactionNo({ history: [entry(), seen] })).toBeUndefined();
  });

  it('never drops an entry that moved the status, or of our own calls', () => {
    const any = fc.record({ move: fc.boolean(), create: fc.boolean(), id: fc.nat({ max: 200 }) });
    fc.assert(
      fc.property(fc.array(any, { maxLength: 120 }), (list) => {
        const entries = list.map(({ move, create, id }) =>
          entry({
            to: move ? 'paid' : 'pending',
            source: create ? 'create' : 'notice',
            claim: { ...claim, transactionNo: `T-${id}` },
          }),
        );
        const { history, historyDropped } = entries.reduce(withEntry, EMPTY);
        const isPinned = ({ from, to, source }: HistoryEntry) => from !== to || source === 'create';
        const distinct = (some: HistoryEntry[]) =>
          new Set(some.map(({ at, times, lastAt, ...rest }) => JSON.stringify(rest)));
        expect(distinct(history.filter(isPinned))).toEqual(distinct(entries.filter(isPinned)));
        expect(history.filter((each) => !isPinned(each)).length === 0 || history.length <= MAX_HISTORY).toBe(
          true,
        );
        expect(historyDropped).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it.each(['status', 'amount', 'currency', 'transactionNo'] as const)(
    'holds a claim only if its %s is the same as well',
    (name) => {
      const { history } = withEntry(EMPTY, entry({ claim }));
      expect(earlierNotice(history, claim)).toMatchObject({ claim });
      expect(earlierNotice(history, { ...claim, [name]: 'other' })).toBeUndefined();
      expect(earlierNotice([entry(), entry({ source: 'query', claim })], claim)).toBeUndefined();
    },
  );
});
