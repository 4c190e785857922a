import type { ApiAnswer } from './merchant-api.ts';

/** What came of an action, told on the page to which the browser is sent after it. */
export interface Outcome {
  /** Such as `Refund`. */
  readonly action: string;
  readonly answer: ApiAnswer;
  /** What was entered, so that it can be mended. */
  readonly form?: URLSearchParams;
}

/** Keeps things for the page to which the browser is sent. Its address has a key alone, so nobody can put words there. */
export interface Kept<T> {
  keep(value: T): string;
  get(key: string | null): T | undefined;
}

const MOST_KEPT = 100;

/** @param randomId makes a key that cannot be guessed. */
export function createKept<T>(randomId: () => string): Kept<T> {
  const kept = new Map<string, T>();
  return {
    keep(value) {
      const key = randomId();
      kept.set(key, value);
      for (const oldest of [...kept.keys()].slice(0, -MOST_KEPT)) kept.delete(oldest);
      return key;
    },
    get: (key) => (key === null ? undefined : kept.get(key)),
  };
}
