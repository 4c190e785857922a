import { type Functions, startFunctions as start } from '#test/support/functions.ts';

/** A day and a week. */
export const PAID_CHECKS = '86400,604800';

/** The handlers, with all that their environment must have. */
export function startFunctions(options: Parameters<typeof start>[0] = {}): Promise<Functions> {
  return start({ ...options, environment: { PAID_CHECKS, ...options.environment } });
}
