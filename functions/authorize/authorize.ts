import { hash, timingSafeEqual } from 'node:crypto';

/** The name of an API key, and the key. */
export type ApiKeys = readonly (readonly [name: string, key: string])[];

/**
 * The name of the key in an `Authorization: Bearer <key>` header, or null.
 *
 * Every key is compared, and always over a digest of the same length, so that the time it takes tells nothing.
 */
export function keyNameOf(authorization: string | undefined, keys: ApiKeys): string | null {
  const presented = /^bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
  if (presented === undefined) return null;
  const digest = hash('sha256', presented, 'buffer');
  let found: string | null = null;
  for (const [name, key] of keys) {
    if (timingSafeEqual(digest, hash('sha256', key, 'buffer'))) found = name;
  }
  return found;
}

/** The keys in the secret, or a sentence that says what is wrong with it. */
export function readApiKeys(content: Readonly<Record<string, unknown>>): ApiKeys | string {
  const keys = Object.entries(content);
  if (keys.length === 0) return 'holds no API key';
  return keys.every((entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== '')
    ? keys
    : 'holds an API key that is empty or no string';
}
