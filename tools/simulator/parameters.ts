import { CODES, Refusal, wrongValue } from './answers.ts';
import type { Parameters } from './signature.ts';

/**
 * The parameters in a request's body, JSON or form. Every value is text: a number, a nested value, half a character or a
 * repeated name has no one text that could have been signed.
 *
 * @throws {Refusal} for any other body.
 */
export function readParameters(contentType: string | undefined, body: Buffer): Parameters {
  const entries = entriesOf(mediaType(contentType), textOf(body));
  const parameters = new Map<string, string>();
  for (const [name, value] of entries) {
    if (typeof value !== 'string' || !value.isWellFormed() || parameters.has(name)) throw wrongValue(name);
    parameters.set(name, value);
  }
  return Object.fromEntries(parameters);
}

function mediaType(contentType = ''): string {
  return (contentType.split(';')[0] as string).trim().toLowerCase();
}

function textOf(body: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    throw dataError('charset');
  }
}

function entriesOf(type: string, text: string): Iterable<[string, unknown]> {
  if (type === 'application/x-www-form-urlencoded') return new URLSearchParams(text);
  if (type !== 'application/json') throw dataError('content type', 415);
  const document = parsed(text);
  if (typeof document !== 'object' || document === null || Array.isArray(document)) throw dataError('body');
  return Object.entries(document);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw dataError('body');
  }
}

function dataError(what: string, httpStatus = 400): Refusal {
  return new Refusal({ code: CODES.systemError, message: `data error : ${what}`, httpStatus });
}
