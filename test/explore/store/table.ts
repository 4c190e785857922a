import { hashText, less, mix, sum } from '../core/hash.ts';

/** One item, as DynamoDB holds it. What has been stored is never changed: each write brings a new one. */
export interface Item<Body> {
  readonly body: Body;
  /** Of the write that brought it, so that a write that was sent twice knows itself again. */
  readonly writeId: string;
  /** Of everything in it. */
  readonly digest: number;
  /** What was stored before, for an index that lags. */
  readonly before?: Body;
}

/**
 * A table with DynamoDB's conditional semantics: a write is carried out wholly or not at all, each by itself, and reads
 * are consistent. What is undefined is not stored, as with `removeUndefinedValues`.
 */
export class Table<Body extends object> {
  readonly items = new Map<string, Item<Body>>();
  digest = 0;
  /** Bytes of the largest item that was ever stored, nearly: DynamoDB counts names and values much as JSON does. */
  largest = 0;
  #digests = new WeakMap<object, number>();

  /** The same for what is stored alike. */
  digestOf(body: Body): number {
    return this.#digests.get(body) ?? hashText(JSON.stringify(body));
  }

  get(key: string): Body | undefined {
    return this.items.get(key)?.body;
  }

  /** Writes if `condition` holds of what is stored. False where it does not. */
  put(
    key: string,
    body: Body,
    writeId: string,
    condition: (stored: Body | undefined) => boolean,
    mostBytes = Number.POSITIVE_INFINITY,
  ): boolean {
    const stored = this.items.get(key);
    if (!condition(stored?.body)) return false;
    const text = JSON.stringify(body);
    if (text.length > mostBytes) throw new Error('Item size has exceeded the maximum allowed size');
    const kept = storedForm(body) as Body;
    const digest = mix(hashText(key), hashText(text));
    this.#digests.set(kept, digest);
    this.largest = Math.max(this.largest, text.length);
    this.items.set(key, { body: kept, writeId, digest, before: stored?.body });
    this.digest = sum(less(this.digest, stored?.digest ?? 0), digest);
    return true;
  }

  remove(key: string): void {
    const stored = this.items.get(key);
    if (stored === undefined) return;
    this.items.delete(key);
    this.digest = less(this.digest, stored.digest);
  }
}

/** What DynamoDB would give back: without what is undefined, and not to be changed by anybody. */
function storedForm(value: unknown): unknown {
  // What was stored before is frozen as a whole, and is taken as it is.
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  if (Array.isArray(value)) return Object.freeze(value.map(storedForm));
  const members: Record<string, unknown> = {};
  for (const name of Object.keys(value)) {
    const member = (value as Record<string, unknown>)[name];
    if (member !== undefined) members[name] = storedForm(member);
  }
  return Object.freeze(members);
}
