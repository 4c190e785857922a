/** What a provider's status word says about the payment. `open`: it exists and is not decided. */
export type ProviderStatus = 'paid' | 'failed' | 'closed' | 'reversed' | 'open';

/** Pockyt's words, as its pages and the shop plug-ins of its own spell them, in notices and in queries alike. */
const WORDS: ReadonlyMap<string, ProviderStatus> = new Map([
  ['success', 'paid'],
  ['failed', 'failed'],
  ['fail', 'failed'],
  ['closed', 'closed'],
  ['reversed', 'reversed'],
  ['init', 'open'],
  ['dealing', 'open'],
  ['pending', 'open'],
]);

/** The meaning of a status word, or null for one that is not published: it is kept, and changes nothing. */
export function providerStatus(word: string): ProviderStatus | null {
  return WORDS.get(word.trim().toLowerCase()) ?? null;
}

/**
 * Whether the customer has acted and the channel has not decided: money may be on its way. Pockyt's page says of
 * `pending` that it is waiting for the payment confirmation, of `dealing` that the channel is dealing with it, and of
 * `init` that nothing has been sent to the channel yet.
 */
export function isConfirming(word: string): boolean {
  return ['pending', 'dealing'].includes(word.trim().toLowerCase());
}
