import { DEADLINE_MS } from '../pockyt/client.ts';
import {
  CredentialsRefusedError,
  orPockytError,
  type PockytError,
  RequestRefusedError,
  UnknownOutcomeError,
} from '../pockyt/errors.ts';
import type { CachedSecret } from '../runtime/cached-secret.ts';
import type { Log, LogFields } from '../runtime/log.ts';
import type { LogEvent } from '../runtime/log-events.ts';

/** How long a call may take before its lease expires: longer than a function may run. */
export const LEASE_MS = 60_000;

/** The right to finish what is in flight. Whoever does not hold it can neither finish nor release it. */
export interface Lease {
  readonly owner: string;
  /** ISO 8601. What was in flight is over then: at the lease's end, or when its owner told what came of it. */
  readonly until: string;
}

/** Why something was not made, or why nobody knows: what the provider or the way to it said. */
export interface Failure {
  /** Pockyt's `ret_code`, if it answered with one. */
  readonly code?: string;
  readonly reason: string;
}

export function newLease(owner: string, now: Date): Lease {
  return { owner, until: new Date(now.getTime() + LEASE_MS).toISOString() };
}

/**
 * Makes a call that may make something at Pockyt, once. Writing the lease may have taken long: a call that could outlive it
 * is not made, and gives null.
 */
export async function callUnderLease<T>(
  { until }: Lease,
  now: Date,
  call: () => Promise<T>,
): Promise<T | PockytError | null> {
  return now.getTime() + DEADLINE_MS < Date.parse(until) ? orPockytError(call()) : null;
}

/** What a call came to that brought nothing; null is one that was not made. */
export function failedOutcome(error: PockytError | null): {
  readonly kind: 'refused' | 'unknown';
  readonly failure: Failure;
} {
  if (error === null) return { kind: 'refused', failure: { reason: 'not-sent' } };
  const { code } = error;
  if (error instanceof UnknownOutcomeError) {
    return { kind: 'unknown', failure: { code, reason: error.reason } };
  }
  const reason = error instanceof RequestRefusedError ? 'refused-by-pockyt' : 'credentials-refused';
  return { kind: 'refused', failure: { code, reason } };
}

/** Tells an operator of a call that brought nothing, and drops credentials that Pockyt refused. */
export function reportFailed(
  error: PockytError,
  events: { readonly unknown: LogEvent; readonly refused: LogEvent },
  seen: LogFields,
  { credentials, log }: { readonly credentials: CachedSecret<unknown>; readonly log: Log },
): void {
  const { code } = error;
  if (error instanceof UnknownOutcomeError) log(events.unknown, { ...seen, code, reason: error.reason });
  else if (error instanceof RequestRefusedError)
    log(events.refused, { ...seen, code, fields: error.parameters });
  else log('pockyt.credentials_refused', { ...seen, code });
  if (error instanceof CredentialsRefusedError) credentials.forget();
}
