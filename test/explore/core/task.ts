/** What a process was started for. Amounts are decimal text, as a caller sends them. */
export type Task =
  | {
      readonly kind: 'create';
      readonly reference: string;
      readonly amount: string;
      readonly currency: string;
      readonly storeNo?: string;
    }
  | { readonly kind: 'cancel' | 'refresh'; readonly reference: string }
  | {
      readonly kind: 'refund';
      readonly reference: string;
      readonly refundReference: string;
      readonly refundAmount: string;
      readonly transactionNo?: string;
    }
  | { readonly kind: 'notice'; readonly fields: NoticeFields; readonly isForged: boolean }
  | { readonly kind: 'sweep' };

export interface NoticeFields {
  readonly reference: string;
  readonly transactionNo: string;
  readonly status: string;
  readonly amount: string;
  readonly currency: string;
  readonly [further: string]: string;
}

/** What became of a task, as far as an invariant asks. */
export interface Said {
  /** The product's own word for it. */
  readonly kind: string;
  /** The payment that the answer shows. */
  readonly payment?: { readonly reference: string; readonly amount: string; readonly currency: string };
  /** The link that the caller may hand to a customer. */
  readonly handed?: string;
  /** That the reference belongs to another request. */
  readonly isConflict?: boolean;
  /** That Pockyt is told `success`. */
  readonly isAcknowledged?: boolean;
}
