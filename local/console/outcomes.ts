import type { ApiAnswer } from './merchant-api.ts';

/** What came of an action, told on the page to which the browser is sent after it. */
export interface Outcome {
  /** Such as `Refund`. */
  readonly action: string;
  readonly answer: ApiAnswer;
  /** What was entered, so that it can be mended. */
  readonly form?: URLSearchParams;
}

/** Keeps outcomes for a while. Nothing in a page's address but a key, so that nobody can put words there. */
export interface Outcomes {
  keep(outcome: Outcome): string;
  get(key: string | null): Outcome | undefined;
}

const MOST_KEPT = 100;

/** @param randomId makes a key that cannot be guessed. */
export function createOutcomes(randomId: () => string): Outcomes {
  const kept = new Map<string, Outcome>();
  return {
    keep(outcome) {
      const key = randomId();
      kept.set(key, outcome);
      for (const oldest of [...kept.keys()].slice(0, -MOST_KEPT)) kept.delete(oldest);
      return key;
    },
    get: (key) => (key === null ? undefined : kept.get(key)),
  };
}
