import type { PockytClient } from './client.ts';
import { readAnswer } from './envelope.ts';
import { type OrderKey, orderParameters } from './query.ts';
import type { PockytCredentials } from './secure-pay.ts';

export const CANCEL_PATH = '/app-data-search/v3/cancel';

/**
 * Closes an unpaid order at Pockyt. A paid one it refunds instead, so ask immediately before, and always afterwards:
 * what this call answers is not relied on, only what a query tells then.
 *
 * @throws {UnknownOutcomeError} when no answer came: the order may be closed all the same.
 */
export async function cancelOrder(
  client: PockytClient,
  key: OrderKey,
  signer: PockytCredentials,
): Promise<void> {
  readAnswer(await client.post(CANCEL_PATH, orderParameters(key, signer)));
}
