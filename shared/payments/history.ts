import type { Notice } from '../pockyt/notice.ts';
import type { RefundRequest } from './refunds.ts';
import type { Status } from './status.ts';

/** How many entries are kept, besides those of transitions and persons' words. */
export const MAX_HISTORY = 50;
/** How many words of persons are kept with what they saw, the newest ones. */
export const MAX_WORDS = 20;

/** Why what was learnt did not change an order. */
export type Discrepancy =
  | 'transaction-mismatch'
  | 'reference-mismatch'
  | 'amount-mismatch'
  | 'currency-mismatch'
  | 'unknown-status-word'
  /** Pockyt calls it a refund, a void or something else that is no payment, and it is not our order's number. */
  | 'not-a-payment'
  /** Pockyt gives the reference to another transaction. */
  | 'reference-taken'
  /** More transactions under our references than are kept. */
  | 'too-many-finds';

/** What made us ask Pockyt. */
export type Trigger = 'create' | 'reconciliation' | 'refresh' | 'cancel' | 'refund' | 'notice' | 'resolution';

/** A person's word on an outcome that nobody knows: what they say, and what they saw in Pockyt's portal. */
export interface Resolution {
  readonly outcome: 'made' | 'not-made';
  readonly seen: string;
  /** The name under which they called. */
  readonly by?: string;
}

/** One thing that was learnt: what was seen, when, from where, what was compared, and what it changed. */
export interface HistoryEntry {
  /** ISO 8601, in UTC. */
  readonly at: string;
  readonly source: 'create' | 'notice' | 'query' | 'refund' | 'person';
  readonly event:
    | 'requested'
    | 'link'
    | 'refused'
    | 'unknown-outcome'
    | 'lease-expired'
    | 'claim'
    | 'claim-unconfirmed'
    | 'answer'
    | 'found'
    | 'refund-requested'
    | 'refund-done'
    | 'refund-refused'
    | 'refund-unknown'
    | 'resolved';
  readonly from: Status;
  /** Equal to `from` when the status stayed. */
  readonly to: Status;
  /** Which order it is about. Absent only of the first request. */
  readonly order?: string;
  /** What a notice or the answer to a query says, in Pockyt's words. */
  readonly claim?: Omit<Notice, 'reference'>;
  /** What it was compared with: what we asked Pockyt for. The number is absent while it is not known. */
  readonly expected?: { readonly amount: string; readonly currency: string; readonly transactionNo?: string };
  /** Which version of the credentials the signature matched. */
  readonly credentials?: string;
  /** Pockyt's kind of transaction, where it is no payment. */
  readonly transactionType?: string;
  readonly trigger?: Trigger;
  /** The refund that was asked for. */
  readonly refund?: Pick<RefundRequest, 'refundReference' | 'refundAmount'>;
  /** What has gone back of the order in all, for certain: decimal text. */
  readonly refunded?: string;
  /** Pockyt's `ret_code`. */
  readonly code?: string;
  /** Why an outcome is unknown or an order refused. */
  readonly reason?: string;
  readonly discrepancy?: Discrepancy;
  /** A person's word on an unknown outcome. */
  readonly resolution?: Resolution;
  /** How often the same was seen, when more than once; `at` is the first time and `lastAt` the last. */
  readonly times?: number;
  readonly lastAt?: string;
}

interface History {
  readonly history: readonly HistoryEntry[];
  readonly historyDropped: number;
}

/**
 * The history with one more entry. What says the same as an earlier entry is counted there; a transition only with one of
 * the last four, so that what goes to and fro is told once. Over the limit the oldest entry goes that is neither a
 * transition nor a person's word; transitions always stay, the older ones without what they were made of.
 */
export function appendHistory({ history, historyDropped }: History, entry: HistoryEntry): History {
  const from = isTransition(entry) ? Math.max(history.length - 4, 0) : 0;
  const isSame = (earlier: HistoryEntry) => earlier.event === entry.event && says(earlier) === says(entry);
  const same = history.findIndex((earlier, index) => index >= from && isSame(earlier));
  if (same >= 0) {
    const counted = history.map((earlier, index) =>
      index === same ? { ...earlier, times: (earlier.times ?? 1) + 1, lastAt: entry.at } : earlier,
    );
    return { history: counted, historyDropped };
  }
  const longer = withFewWords([...history, entry]);
  const isOver = longer.length > MAX_HISTORY;
  const oldest = isOver ? longer.findIndex((each) => !isTransition(each) && !isWord(each)) : -1;
  const kept = longer.filter((_, index) => index !== oldest);
  const bare = kept.length - MAX_HISTORY;
  return {
    history: kept.map((each, index) => (index < bare && !isWord(each) ? withoutDetails(each) : each)),
    historyDropped: historyDropped + history.length + 1 - kept.length,
  };
}

/** The history without the oldest of too many words: it goes, or stays as the transition that it made. */
function withFewWords(history: readonly HistoryEntry[]): readonly HistoryEntry[] {
  if (history.filter(isWord).length <= MAX_WORDS) return history;
  const oldest = history.find(isWord) as HistoryEntry;
  const left = isTransition(oldest) ? [withoutDetails(oldest)] : [];
  return history.flatMap((each) => (each === oldest ? left : [each]));
}

function withoutDetails({ at, source, event, from, to }: HistoryEntry): HistoryEntry {
  return { at, source, event, from, to };
}

/** Whether an entry holds what a person said they saw: who asks later has nothing else to go by. */
function isWord({ resolution }: HistoryEntry): boolean {
  return resolution !== undefined;
}

function isTransition({ from, to }: HistoryEntry): boolean {
  return from !== to;
}

/** Everything in an entry but when and how often. The store keeps neither the order of members nor what is undefined. */
function says({ at, lastAt, times, ...rest }: HistoryEntry): string {
  return JSON.stringify(rest, (_name, value) =>
    typeof value === 'object' ? Object.fromEntries(Object.entries(value).sort()) : value,
  );
}
