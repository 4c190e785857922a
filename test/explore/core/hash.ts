/** Hashes are whole numbers below this: two of them can be added without losing a bit. */
const SPAN = 2 ** 52;

/** A 52-bit hash of a text (cyrb53): quick, and the same in every run. */
export function hashText(text: string, seed = 0): number {
  let high = 0xdeadbeef ^ seed;
  let low = 0x41c6ce57 ^ seed;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    high = Math.imul(high ^ code, 2654435761);
    low = Math.imul(low ^ code, 1597334677);
  }
  return finished(high, low);
}

/** One hash of two, in which their order counts. */
export function mix(one: number, other: number): number {
  let high = Math.imul((one >>> 0) ^ 0x9e3779b9, 2654435761) ^ (one / 4294967296);
  let low = Math.imul((other >>> 0) ^ 0x85ebca6b, 1597334677) ^ (other / 4294967296);
  high = Math.imul(high ^ low, 2246822507);
  low = Math.imul(low ^ (high >>> 15), 3266489909);
  return finished(high, low);
}

/** One hash of many, in which their order does not count. */
export function sum(one: number, other: number): number {
  return (one + other) % SPAN;
}

/** What `sum` made, without one of them. */
export function less(all: number, one: number): number {
  return (all - one + SPAN) % SPAN;
}

function finished(high: number, low: number): number {
  let one = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  let two = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(one ^ (one >>> 13), 3266489909);
  one ^= two >>> 16;
  two ^= one >>> 13;
  return 4294967296 * (1048575 & two) + (one >>> 0);
}
