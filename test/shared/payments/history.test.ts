import fc from 'fast-check';
import { earlierNotice, type HistoryEntry, MAX_HISTORY, withEntry } from '#shared/payments/history.ts';

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
