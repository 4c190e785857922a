import fc from 'fast-check';
import { appendHistory, type HistoryEntry, MAX_HISTORY } from '#shared/payments/history.ts';
import { STATUSES } from '#shared/payments/status.ts';

const claim = { status: 'success', amount: '13.00', currency: 'PHP', transactionNo: 'T-1' };
const entry = (change: Partial<HistoryEntry> = {}): HistoryEntry => ({
  at: '2026-05-01T12:00:00.000Z',
  source: 'notice',
  event: 'claim',
  from: 'pending',
  to: 'pending',
  ...change,
});
const EMPTY = { history: [], historyDropped: 0 };
const numbered = (count: number) =>
  Array.from({ length: count }, (_, index) => entry({ claim: { ...claim, transactionNo: `T-${index}` } }));

describe('the history', () => {
  it('counts what was said before instead of repeating it', () => {
    const once = appendHistory(EMPTY, entry());
    const twice = appendHistory(once, entry({ at: '2026-05-01T13:00:00.000Z' }));
    expect(twice.history).toEqual([entry({ times: 2, lastAt: '2026-05-01T13:00:00.000Z' })]);
    expect(appendHistory(twice, entry()).history[0]).toMatchObject({ times: 3 });
  });

  it('counts a transition never with another', () => {
    const moved = entry({ from: 'pending', to: 'paid' });
    expect(appendHistory(appendHistory(EMPTY, moved), moved).history).toEqual([moved, moved]);
  });

  it('drops the oldest entry that changed no status, and says how many', () => {
    const first = appendHistory(EMPTY, entry({ source: 'create', event: 'requested', from: 'creating' }));
    const full = numbered(MAX_HISTORY + 5).reduce(appendHistory, first);
    expect(full.history).toHaveLength(MAX_HISTORY);
    expect(full.historyDropped).toBe(6);
    expect(full.history[0]).toMatchObject({ source: 'create' });
    expect(full.history[1]?.claim?.transactionNo).toBe('T-6');
  });

  it('counts the entry that says the same and no other, in whatever order its members were stored', () => {
    const expected = { amount: '13.00', currency: 'PHP', transactionNo: 'T-1' };
    const other = entry({ claim });
    const stored = entry({
      claim: Object.fromEntries(Object.entries(claim).toReversed()) as typeof claim,
      expected: { transactionNo: 'T-1', currency: 'PHP', amount: '13.00' },
    });
    const again = entry({ claim, expected, discrepancy: undefined, at: '2026-05-01T13:00:00.000Z' });
    expect(appendHistory({ history: [other, stored], historyDropped: 0 }, again).history).toEqual([
      other,
      { ...stored, times: 2, lastAt: again.at },
    ]);
  });

  it('keeps every transition, and few other entries, whatever comes', () => {
    const status = fc.constantFrom(...STATUSES);
    const any = fc
      .record({ from: status, to: status, number: fc.nat({ max: 99 }), moves: fc.boolean() })
      .map(({ from, to, number, moves }) =>
        entry({ from, to: moves ? to : from, claim: { ...claim, transactionNo: `T-${number}` } }),
      );
    fc.assert(
      fc.property(fc.array(any, { maxLength: 200, size: 'max' }), (entries) => {
        const { history, historyDropped } = entries.reduce(appendHistory, EMPTY);
        const isTransition = ({ from, to }: HistoryEntry) => from !== to;
        const transitions = entries.filter(isTransition);
        expect(history.filter(isTransition)).toEqual(transitions);
        expect(history.length).toBeLessThanOrEqual(Math.max(MAX_HISTORY, transitions.length));
        const told = history.reduce((sum, { times = 1 }) => sum + times, 0);
        expect(told + historyDropped).toBeLessThanOrEqual(entries.length);
      }),
      { numRuns: 50 },
    );
  });
});
