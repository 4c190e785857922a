/** What a provider's status word says about the payment. `open`: it exists and is not decided. */
export type ProviderStatus = 'paid' | 'failed' | 'closed' | 'reversed' | 'open';

/** Pockyt's words, as its pages and the shop plug-ins of its own spell them, in notices and in queries alike. */
const WORDS: Readonly<Record<string, ProviderStatus>> = {
  success: 'paid',
  failed: 'failed',
  fail: 'failed',
  closed: 'closed',
  reversed: 'reversed',
  init: 'open',
  dealing: 'open',
  pending: 'open',
};

/** The meaning of a status word, or null for one that is not published: it is kept, and changes nothing. */
export function providerStatus(word: string): ProviderStatus | null {
  return Object.hasOwn(WORDS, word) ? (WORDS[word] as ProviderStatus) : null;
}
