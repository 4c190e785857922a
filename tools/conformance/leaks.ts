import { hash } from 'node:crypto';

/** What no answer may hold. */
export interface Secrets {
  readonly apiKey: string;
  readonly token?: string;
}

const STACK_TRACE = /\n\s*at .+:\d+|\\n\s*at .+:\d+|node_modules|node:internal|\/var\/task|\.[mc]?[jt]s:\d+/;

/** What is in the text that must not leave the endpoint, in a few words; undefined when there is nothing. */
export function leakIn(text: string, { apiKey, token }: Secrets): string | undefined {
  if (text.includes(apiKey)) return 'the answer holds the API key';
  if (token !== undefined && (text.includes(token) || text.includes(hash('md5', token)))) {
    return 'the answer holds the token';
  }
  return STACK_TRACE.test(text) ? 'the answer holds a stack trace' : undefined;
}

/** The text as it may be shown: without secrets, signatures and what would steer a terminal. */
export function presentable(text: string, { apiKey, token }: Secrets): string {
  const hidden = text.replaceAll(apiKey, '(key)');
  return (token === undefined ? hidden : hidden.replaceAll(token, '(token)'))
    .replace(/\b[0-9a-f]{32}\b/gi, '(signature)')
    .replace(/\p{C}/gu, '?');
}
