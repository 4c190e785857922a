import { hash, timingSafeEqual } from 'node:crypto';
import { SCOPES, type Scope } from '#shared/http/scopes.ts';
import { jsonObject } from '#shared/runtime/json.ts';

/** A caller's key, and what it may be used for. */
export interface ApiKey {
  readonly name: string;
  readonly key: string;
  readonly scopes: readonly Scope[];
}

/**
 * The key in an `Authorization: Bearer <key>` header, or null.
 *
 * Every key is compared, and always over a digest of the same length, so that the time it takes tells nothing.
 */
export function keyIn(authorization: string | undefined, keys: readonly ApiKey[]): ApiKey | null {
  const presented = /^bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
  if (presented === undefined) return null;
  const digest = hash('sha256', presented, 'buffer');
  let found: ApiKey | null = null;
  for (const each of keys) {
    if (timingSafeEqual(digest, hash('sha256', each.key, 'buffer'))) found = each;
  }
  return found;
}

/** The keys in the secret, or a sentence that says what is wrong with it. */
export function readApiKeys(content: Readonly<Record<string, unknown>>): readonly ApiKey[] | string {
  const keys: ApiKey[] = [];
  for (const [name, value] of Object.entries(content)) {
    // A key alone may do everything.
    const { key, scopes = SCOPES } = typeof value === 'string' ? { key: value } : (jsonObject(value) ?? {});
    if (typeof key !== 'string' || key === '') return 'holds an API key that is empty or no string';
    if (!Array.isArray(scopes) || scopes.length === 0 || !scopes.every(isScope)) {
      return `holds an API key whose scopes are not some of ${SCOPES.join(', ')}`;
    }
    keys.push({ name, key, scopes });
  }
  return keys.length > 0 ? keys : 'holds no API key';
}

function isScope(value: unknown): value is Scope {
  return (SCOPES as readonly unknown[]).includes(value);
}
