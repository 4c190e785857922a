export const STATUSES = [
  'creating',
  'pending',
  'rejected',
  'unknown',
  'paid',
  'failed',
  'closed',
  'expired',
  'reversed',
] as const;

export type Status = (typeof STATUSES)[number];

/**
 * Every legal move. `paid` is left only for `reversed`, which is reachable from everywhere and left for nothing.
 * Whatever is given up can still become `paid`: late money is true money.
 */
export const MOVES: Readonly<Record<Status, readonly Status[]>> = {
  creating: ['pending', 'rejected', 'unknown', 'paid', 'failed', 'closed', 'reversed'],
  unknown: ['creating', 'pending', 'paid', 'failed', 'closed', 'rejected', 'expired', 'reversed'],
  rejected: ['creating', 'paid', 'reversed'],
  pending: ['paid', 'failed', 'closed', 'expired', 'reversed'],
  failed: ['paid', 'reversed'],
  closed: ['paid', 'reversed'],
  expired: ['paid', 'reversed'],
  paid: ['reversed'],
  reversed: [],
};

const GIVEN_UP: readonly Status[] = ['rejected', 'failed', 'closed', 'expired'];

export function mayMove(from: Status, to: Status): boolean {
  return MOVES[from].includes(to);
}

/** Whether a payment that becomes `paid` from here is paid late. */
export function isGivenUp(status: Status): boolean {
  return GIVEN_UP.includes(status);
}
