/**
 * Every event that is ever logged, with its level. Alarms and searches go by these names: one that has been released
 * is not renamed. docs/log-events.md tells an operator what each means.
 */
export const LOG_EVENTS = {
  'link.created': 'INFO',
  'link.repeated': 'INFO',
  'link.in_flight': 'INFO',
  'link.conflict': 'WARN',
  'link.rejected': 'WARN',
  'link.unknown': 'WARN',
  'link.overtaken': 'WARN',
  'pockyt.credentials_refused': 'ERROR',
  'credentials.unusable': 'ERROR',
  'api_keys.unusable': 'ERROR',
  'ipn.applied': 'INFO',
  'ipn.noted': 'INFO',
  'ipn.duplicate': 'INFO',
  'ipn.late_payment': 'WARN',
  'ipn.mismatch': 'ERROR',
  'ipn.no_room': 'WARN',
  'ipn.unmatched': 'ERROR',
  'ipn.matched': 'INFO',
  'ipn.rejected': 'WARN',
  'ipn.unconfirmed': 'ERROR',
  'pockyt.unanswered': 'WARN',
  'payment.moved': 'INFO',
  'payment.paid_late': 'WARN',
  'payment.contradiction': 'ERROR',
  'payment.paid_twice': 'ERROR',
  'payment.found': 'ERROR',
  'payment.resolved': 'INFO',
  'refund.made': 'INFO',
  'refund.repeated': 'INFO',
  'refund.found': 'INFO',
  'refund.conflict': 'WARN',
  'refund.refused': 'WARN',
  'refund.unknown': 'ERROR',
  'reconcile.swept': 'INFO',
  'reconcile.failed': 'ERROR',
  'request.failed': 'ERROR',
} as const satisfies Record<string, 'INFO' | 'WARN' | 'ERROR'>;

export type LogEvent = keyof typeof LOG_EVENTS;
