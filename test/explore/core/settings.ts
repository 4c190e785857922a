/** The settings of the deployment that is explored. */
export const SETTINGS = {
  /** Minutes for which a link can be paid. */
  timeout: 5,
  /** Seconds. */
  checkDelays: [60],
  /** Seconds: shorter than in life, so that a run is. */
  paidChecks: [86_400, 2 * 86_400],
} as const;
