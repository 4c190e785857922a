import fc from 'fast-check';
import { appendHistory, type HistoryEntry, MAX_HISTORY, MAX_WORDS } from '#shared/payments/history.ts';
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
/** A person's word on a refund. */
const word = (number: number): HistoryEntry => {
  const { claim: _, ...rest } = entry({ source: 'person', event: 'resolved', order: `R--${number}` });
  return { ...rest, resolution: { outcome: 'made', seen: 'It is there.', by: 'backend' } };
};
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

  it('counts a transition with one of the last two entries that says the same', () => {
    const [there, back] = [entry({ to: 'unknown' }), entry({ from: 'unknown' })];
    const at = '2026-05-01T13:00:00.000Z';
    const again = [there, back, { ...there, at }, { ...back, at }].reduce(appendHistory, EMPTY);
    const counted = { times: 2, lastAt: at };
    expect(again).toEqual({
      history: [there, back].map((each) => ({ ...each, ...counted })),
      historyDropped: 0,
    });
  });

  it('counts a transition with no entry before the last four', () => {
    const moved = entry({ to: 'unknown' });
    const all = [moved, ...numbered(4), moved];
    expect(all.reduce(appendHistory, EMPTY).history).toEqual(all);
  });

  it('counts what is no transition with the same however long ago', () => {
    const all = [entry(), ...numbered(9), entry()].reduce(appendHistory, EMPTY);
    expect(all.history).toHaveLength(10);
    expect(all.history[0]).toMatchObject({ times: 2 });
  });

  it('keeps transitions beyond its limit, the older ones without what they were made of', () => {
    const rounds = Array.from({ length: MAX_HISTORY + 3 }, (_, index) =>
      entry({ to: 'unknown', order: `R--${index}`, claim, times: 2, lastAt: '2026-05-01T13:00:00.000Z' }),
    );
    const { history, historyDropped } = rounds.reduce(appendHistory, EMPTY);
    expect(history).toEqual([
      ...rounds.slice(0, 3).map(({ at, source, event, from, to }) => ({ at, source, event, from, to })),
      ...rounds.slice(3),
    ]);
    expect(historyDropped).toBe(0);
  });

  it('takes nothing else in while it has as many transitions', () => {
    const full = Array.from({ length: MAX_HISTORY }, (_, index) =>
      entry({ to: 'unknown', order: `R--${index}` }),
    );
    const { history, historyDropped } = [...full, entry()].reduce(appendHistory, EMPTY);
    expect([history, historyDropped]).toEqual([full, 1]);
  });

  it('drops the oldest entry that changed no status, and says how many', () => {
    const first = appendHistory(EMPTY, entry({ source: 'create', event: 'requested', from: 'creating' }));
    const full = numbered(MAX_HISTORY + 5).reduce(appendHistory, first);
    expect(full.history).toHaveLength(MAX_HISTORY);
    expect(full.historyDropped).toBe(6);
    expect(full.history[0]).toMatchObject({ source: 'create' });
    expect(full.history[1]?.claim?.transactionNo).toBe('T-6');
  });

  it('keeps what a person said, whatever is told after it', () => {
    const told = word(1);
    const moved = { ...word(2), to: 'rejected' } as const;
    const { history, historyDropped } = [told, moved, ...numbered(99)].reduce(appendHistory, EMPTY);
    expect(history.slice(0, 2)).toEqual([told, moved]);
    expect([history.length, historyDropped]).toEqual([MAX_HISTORY, 101 - MAX_HISTORY]);
    const rounds = Array.from({ length: MAX_HISTORY + 1 }, (_, index) =>
      entry({ to: 'unknown', order: `R--${index}` }),
    );
    const full = [told, moved, ...rounds].reduce(appendHistory, EMPTY);
    expect(full.history.slice(0, 2)).toEqual([told, moved]);
    expect(full).toMatchObject({ history: { length: MAX_HISTORY + 3 }, historyDropped: 0 });
  });

  it('keeps so many words of persons; of an older one the transition, or says that it was dropped', () => {
    const moved = { ...word(0), to: 'rejected' } as const;
    const words = Array.from({ length: MAX_WORDS }, (_, index) => word(index + 1));
    const once = [moved, ...words].reduce(appendHistory, EMPTY);
    const { at, source, event, from, to } = moved;
    expect(once).toEqual({ history: [{ at, source, event, from, to }, ...words], historyDropped: 0 });
    const twice = appendHistory(once, word(99));
    expect(twice.history.slice(1)).toEqual([...words.slice(1), word(99)]);
    expect(twice.historyDropped).toBe(1);
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
      .record({
        from: status,
        to: status,
        number: fc.nat({ max: 99 }),
        moves: fc.boolean(),
        said: fc.boolean(),
      })
      .map(({ from, to, number, moves, said }) => ({
        ...entry({ from, to: moves ? to : from, claim: { ...claim, transactionNo: `T-${number}` } }),
        ...(said && { source: 'person' as const }),
      }));
    // Each says something of its own, so that none is counted with another.
    const spoken = fc.array(any, { maxLength: 200, size: 'max' }).map((entries) =>
      entries.map((each, index): HistoryEntry => {
        const resolution = { outcome: 'made' as const, seen: `number ${index}` };
        return each.source === 'person' ? { ...each, resolution } : each;
      }),
    );
    const saidIn = (entries: readonly HistoryEntry[]) =>
      entries.flatMap(({ resolution }) => resolution ?? []);
    fc.assert(
      fc.property(spoken, (entries) => {
        const { history, historyDropped } = entries.reduce(appendHistory, EMPTY);
        const isTransition = ({ from, to }: HistoryEntry) => from !== to;
        const movement = ({ from, to }: HistoryEntry) => `${from} ${to}`;
        const told = history.filter(isTransition).map(movement);
        // What was told twice in a row, or went to and fro, may stand there once.
        const rest = entries.filter(isTransition).map(movement);
        for (const each of told) {
          while (rest[0] !== undefined && rest[0] !== each) expect(told).toContain(rest.shift());
          expect(rest.shift()).toBe(each);
        }
        for (const each of rest) expect(told).toContain(each);
        expect(saidIn(history)).toEqual(saidIn(entries).slice(-MAX_WORDS));
        expect(history.length).toBeLessThanOrEqual(Math.max(MAX_HISTORY, told.length + MAX_WORDS));
        const isWhole = ({ claim, source }: HistoryEntry) => claim !== undefined || source === 'person';
        expect(history.slice(-MAX_HISTORY).every(isWhole)).toBe(true);
        const older = history.slice(0, -MAX_HISTORY).filter(({ claim }) => claim !== undefined);
        expect(older.every(({ resolution }) => resolution !== undefined)).toBe(true);
        const counted = history.reduce((sum, { times = 1 }) => sum + times, 0);
        expect(counted + historyDropped).toBeLessThanOrEqual(entries.length);
      }),
      { numRuns: 50 },
    );
  });
});
