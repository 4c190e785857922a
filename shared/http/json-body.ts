import { isUtf8 } from 'node:buffer';
import { jsonObject, parseJson } from '../runtime/json.ts';
import type { ApiEvent } from './event.ts';
import { Problem } from './problem.ts';

/** A request of ours fits in a small part of this; the list of goods is what may be long. */
export const MAX_BODY_BYTES = 32 * 1024;
/** ASCII is UTF-8; other parameters of the type say nothing about its letters. */
const JSON_IN_UTF_8 =
  /^\s*application\/json\s*(;(?!\s*charset\s*=)[^;]*|;\s*charset\s*=\s*"?(utf-?8|us-ascii)"?\s*)*$/i;

/**
 * The JSON object in the body, numbers kept as they were written.
 *
 * @throws {Problem} that says what is wrong with the body as a whole.
 */
export function jsonBody(event: ApiEvent): Readonly<Record<string, unknown>> {
  const { 'content-type': type = '', 'content-encoding': coding = 'identity' } = event.headers;
  if (!JSON_IN_UTF_8.test(type) || coding.toLowerCase() !== 'identity') {
    throw new Problem(
      'unsupported-media-type',
      'Send the body as JSON in UTF-8, with Content-Type: application/json and no Content-Encoding.',
    );
  }
  const bytes = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > MAX_BODY_BYTES) {
    throw new Problem('request-too-large', `Send at most ${MAX_BODY_BYTES / 1024} KiB.`);
  }
  // Read all the same, a name or a note would be stored with other letters than were sent.
  if (!isUtf8(bytes))
    throw new Problem('invalid-json', 'The body is not UTF-8. Send one JSON object in UTF-8.');
  const body = parsed(bytes.toString('utf8'));
  if (body === null) {
    throw new Problem(
      'invalid-json',
      'Send one JSON object, such as {"amount": "13.00", "currency": "PHP"}.',
    );
  }
  return body;
}

function parsed(text: string): Readonly<Record<string, unknown>> | null {
  try {
    return jsonObject(parseJson(text));
  } catch (error) {
    throw new Problem('invalid-json', `${(error as SyntaxError).message} Send one JSON object.`);
  }
}
