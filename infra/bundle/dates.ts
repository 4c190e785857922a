/**
 * Stands for the SDK's reading of dates in the bundles. AWS's JSON protocols write a moment as seconds since 1970,
 * and the other forms, of XML and of headers, never meet these clients.
 */
export function parseEpochTimestamp(seconds: unknown): Date {
  if (typeof seconds !== 'number') throw new TypeError('AWS sent a moment that is no number of seconds.');
  return new Date(Math.round(seconds * 1000));
}

function leftOut(): never {
  throw new Error('This bundle leaves out all forms of dates but one; see infra/bundle/dates.ts.');
}
export const dateToUtcString = leftOut;
export const parseRfc3339DateTime = leftOut;
export const parseRfc3339DateTimeWithOffset = leftOut;
export const parseRfc7231DateTime = leftOut;
