import { isGivenUp, MOVES, mayMove, STATUSES, type Status } from '#shared/payments/states.ts';

/** What is written here is what the documentation draws: an arrow more or less is a decision, not a detail. */
const LEGAL: Readonly<Record<Status, string>> = {
  creating: 'pending rejected unknown paid failed closed reversed',
  unknown: 'creating pending paid failed closed rejected expired reversed',
  rejected: 'creating paid reversed',
  pending: 'paid failed closed expired reversed',
  failed: 'paid reversed',
  closed: 'paid reversed',
  expired: 'paid reversed',
  paid: 'reversed',
  reversed: '',
};

describe('the table of moves', () => {
  it.each(STATUSES)('from %s', (from) => {
    expect(MOVES[from].join(' ')).toBe(LEGAL[from]);
    expect(STATUSES.filter((to) => mayMove(from, to)).sort()).toEqual([...MOVES[from]].sort());
  });

  it('is about these, in the order in which they come about', () => {
    expect(STATUSES).toEqual([
      'creating',
      'pending',
      'rejected',
      'unknown',
      'paid',
      'failed',
      'closed',
      'expired',
      'reversed',
    ]);
  });

  it('gives up where nobody waits for money any more', () => {
    expect(STATUSES.filter(isGivenUp)).toEqual(['rejected', 'failed', 'closed', 'expired']);
  });
});
