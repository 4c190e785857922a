/** The right to finish what is in flight. Whoever does not hold it can neither finish nor release it. */
export interface Lease {
  readonly owner: string;
  /** ISO 8601. What was in flight is over then: at the lease's end, or when its owner told what came of it. */
  readonly until: string;
}

/** Why there is no order, or why nobody knows: what the provider or the way to it said. */
export interface Failure {
  /** Pockyt's `ret_code`, if it answered with one. */
  readonly code?: string;
  readonly reason: string;
}
