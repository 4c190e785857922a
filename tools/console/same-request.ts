import { requestHash } from '#functions/create-link/request.ts';
import type { Payment } from '#shared/payments/payment.ts';

/** What the deployment may have added: stored with the payment, but no part of what makes requests the same. */
const DEFAULTED = ['timeout', 'callbackUrl'] as const;

/**
 * The request by which a payment was asked for, as JSON text that the API takes for the same. Which fields the
 * deployment added is not stored, but the hash of the request without them is. Undefined if none has that hash.
 */
export function sameRequest({ request, requestHash: wanted }: Payment): string | undefined {
  const without = (names: readonly string[]) =>
    Object.fromEntries(Object.entries(request).filter(([name]) => !names.includes(name)));
  const candidates = [[], ...DEFAULTED.map((name) => [name]), DEFAULTED].map(without);
  const found = candidates.find((fields) => requestHash(fields) === wanted);
  return found && JSON.stringify(found);
}
