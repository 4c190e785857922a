import type { Notice } from '../pockyt/notice.ts';
import type { Status } from './states.ts';

export const MAX_HISTORY = 50;

/** Why evidence did not move the status. */
export type Refusal =
  | 'amount-mismatch'
  | 'currency-mismatch'
  | 'transaction-mismatch'
  | 'unknown-status-word'
  | 'not-a-move';

/** One piece of evidence: what was seen, when, from where, what was compared, and what it changed. */
export interface HistoryEntry {
  /** ISO 8601, in UTC. */
  readonly at: string;
  readonly source: 'create' | 'notice';
  readonly event: 'requested' | 'link' | 'refused' | 'unknown-outcome' | 'notice';
  readonly from: Status;
  /** Equal to `from` when the evidence moved nothing. */
  readonly to: Status;
  /** A notice's claim, in Pockyt's words. */
  readonly claim?: Omit<Notice, 'reference'>;
  /** What the claim was compared with: what we asked Pockyt for. The number is absent while it is not known. */
  readonly expected?: Pick<Notice, 'amount' | 'currency'> & Partial<Pick<Notice, 'transactionNo'>>;
  /** Which version of the credentials the signature matched. */
  readonly credentials?: string;
  /** Pockyt's `ret_code`. */
  readonly code?: string;
  /** Why an outcome is unknown or an order refused. */
  readonly reason?: string;
  /** Why the evidence did not move the status. */
  readonly refusal?: Refusal;
  /** How often the same was seen, when more than once; `at` is the first time and `lastAt` the last. */
  readonly times?: number;
  readonly lastAt?: string;
}

interface History {
  readonly history: readonly HistoryEntry[];
  readonly historyDropped: number;
}

/**
 * The history with one more entry. What says the same as an earlier entry is counted there. Over the limit the oldest
 * entry goes that neither moved the status nor tells of our own calls: those always stay.
 */
export function withEntry({ history, historyDropped }: History, entry: HistoryEntry): History {
  const same = history.findIndex((earlier) => says(earlier) === says(entry));
  if (same >= 0) {
    const counted = history.map((earlier, index) =>
      index === same ? { ...earlier, times: (earlier.times ?? 1) + 1, lastAt: entry.at } : earlier,
    );
    return { history: counted, historyDropped };
  }
  const longer = [...history, entry];
  const least = longer.findIndex(({ source, from, to }) => source !== 'create' && from === to);
  return longer.length > MAX_HISTORY && least >= 0
    ? { history: longer.toSpliced(least, 1), historyDropped: historyDropped + 1 }
    : { history: longer, historyDropped };
}

/** Everything in an entry but when and how often. */
function says({ at, lastAt, times, ...rest }: HistoryEntry): string {
  return JSON.stringify(Object.entries(rest).sort());
}

/** Whether a notice with this very claim is in the history already. */
export function holdsClaim(history: readonly HistoryEntry[], claim: Omit<Notice, 'reference'>): boolean {
  return history.some(
    ({ claim: earlier }) =>
      earlier !== undefined &&
      earlier.status === claim.status &&
      earlier.amount === claim.amount &&
      earlier.currency === claim.currency &&
      earlier.transactionNo === claim.transactionNo,
  );
}
