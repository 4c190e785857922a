import type { Notice } from '../pockyt/notice.ts';
import type { RefundRequest } from './refunds.ts';
import type { Status } from './states.ts';

export const MAX_HISTORY = 50;

/** Why evidence did not move the status. */
export type Refusal =
  | 'amount-mismatch'
  | 'currency-mismatch'
  | 'transaction-mismatch'
  | 'unknown-status-word'
  | 'not-a-move'
  /** It is about an order that another has taken the place of. */
  | 'superseded'
  /** Another order of the same payment was paid before. */
  | 'second-payment'
  /** Pockyt was asked, and did not say the same. */
  | 'contradicted'
  /** Pockyt could not be asked, or has not decided. */
  | 'unconfirmed'
  /** Pockyt knows no such order. */
  | 'unknown-order';

/** What made us ask Pockyt. */
export type Asker = 'create' | 'reconciliation' | 'refresh' | 'cancel' | 'refund';

/** What Pockyt says of an order, in its words. */
export type Claim = Omit<Notice, 'reference'>;

/** One piece of evidence: what was seen, when, from where, what was compared, and what it changed. */
export interface HistoryEntry {
  /** ISO 8601, in UTC. */
  readonly at: string;
  readonly source: 'create' | 'notice' | 'query' | 'refund';
  readonly event:
    | 'requested'
    | 'link'
    | 'refused'
    | 'refused-in-rotation'
    | 'unknown-outcome'
    | 'lapsed'
    | 'notice'
    | 'query'
    | 'refund-requested'
    | 'refund-done'
    | 'refund-refused'
    | 'refund-unknown';
  readonly from: Status;
  /** Equal to `from` when the evidence moved nothing. */
  readonly to: Status;
  /** What a notice or the answer to a query says, in Pockyt's words. */
  readonly claim?: Claim;
  /** What the claim was compared with: what we asked Pockyt for. The number is absent while it is not known. */
  readonly expected?: Pick<Notice, 'amount' | 'currency'> & Partial<Pick<Notice, 'transactionNo'>>;
  /** Which version of the credentials the signature matched. */
  readonly credentials?: string;
  /** How a notice was confirmed: by asking Pockyt, or not at all, since the deployment does not. */
  readonly confirmed?: 'query' | 'off';
  /** Pockyt's kind of transaction, where it is no payment. */
  readonly transactionType?: string;
  /** What made us ask. */
  readonly asker?: Asker;
  /** The refund that was asked for. */
  readonly refund?: Pick<RefundRequest, 'refundReference' | 'refundAmount'>;
  /** What Pockyt has given back in all, by its answer: decimal text. */
  readonly refunded?: string;
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
 * entry goes that neither moved the status nor tells of our own calls or of refunds: those always stay.
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
  const least = longer.findIndex(isDispensable);
  return longer.length > MAX_HISTORY && least >= 0
    ? { history: longer.toSpliced(least, 1), historyDropped: historyDropped + 1 }
    : { history: longer, historyDropped };
}

function isDispensable({ source, from, to, refunded }: HistoryEntry): boolean {
  return (source === 'notice' || source === 'query') && from === to && refunded === undefined;
}

/** Everything in an entry but when and how often. The store keeps neither the order of members nor what is undefined. */
function says({ at, lastAt, times, ...rest }: HistoryEntry): string {
  return JSON.stringify(rest, (_name, value) =>
    typeof value === 'object' ? Object.fromEntries(Object.entries(value).sort()) : value,
  );
}

/** The last notice with this very claim in the history: what came of it is in its entry. */
export function earlierNotice(history: readonly HistoryEntry[], claim: Claim): HistoryEntry | undefined {
  return history.findLast(
    ({ source, claim: earlier }) =>
      source === 'notice' &&
      earlier?.status === claim.status &&
      earlier.amount === claim.amount &&
      earlier.currency === claim.currency &&
      earlier.transactionNo === claim.transactionNo,
  );
}

/** Pockyt's number of the order by which a payment became paid. */
export function paidTransactionNo({ history }: Pick<History, 'history'>): string | undefined {
  return history.find(({ from, to }) => from !== 'paid' && to === 'paid')?.claim?.transactionNo;
}
