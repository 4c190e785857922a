import { isLosslessNumber, parse } from 'lossless-json';

/**
 * JSON with every number kept as it was written (`13.00` stays `13.00`) and a key that comes twice with two values
 * refused.
 *
 * @throws {SyntaxError} without quoting the text, which may hold a shopper's data.
 */
export function parseJson(text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    const repeated = (error as SyntaxError).message.startsWith('Duplicate key');
    throw new SyntaxError(repeated ? 'A key stands there twice, with two values.' : 'This is no JSON.');
  }
}

/** What `parseJson` reads, or null where it throws. */
export function jsonOrNull(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return null;
  }
}

/** The text of a string or of a number as it was written; null for anything else. */
export function scalarText(value: unknown): string | null {
  if (isLosslessNumber(value)) return value.value;
  return typeof value === 'string' ? value : null;
}

/** The value as an object with named members, or null: arrays and scalars are none. */
export function jsonObject(value: unknown): Readonly<Record<string, unknown>> | null {
  return typeof value === 'object' && !Array.isArray(value) && !isLosslessNumber(value)
    ? (value as Record<string, unknown> | null)
    : null;
}
