/** Seconds after which a page that waits looks again, look by look: most payments are known within the first few. */
export const PAUSES: readonly number[] = [3, 3, 5, 5, 10, 10, 15, 15, 30, 30, 60, 60];

/**
 * How often the page has looked again by itself.
 *
 * @param look what stands in the query. It is the customer's to forge, and then changes how often their own browser
 * looks; what is no plain number counts as none.
 */
export function looksSoFar(look: string | undefined): number {
  return look !== undefined && /^[0-9]{1,4}$/.test(look) ? Number(look) : 0;
}
