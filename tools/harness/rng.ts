import { hash } from 'node:crypto';

/**
 * Numbers from 0 up to 1, the same for the same words. What has a generator of its own has the same luck whatever else happens
 * beside it.
 */
export function createRng(...words: readonly (string | number)[]): () => number {
  let state = hash('md5', words.join(' '), 'buffer').readInt32LE();
  // mulberry32
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function pick<T>(list: readonly T[], rng: () => number): T {
  return list[Math.floor(rng() * list.length)] as T;
}
