import { jsonObject, parseJson } from '../runtime/json.ts';
import type { ApiEvent } from './event.ts';
import { Problem } from './problem.ts';

/** A request of ours fits in a small part of this; the list of goods is what may be long. */
export const MAX_BODY_BYTES = 32 * 1024;

/**
 * The JSON object in the body, numbers kept as they were written.
 *
 * @throws {Problem} that says what is wrong with the body as a whole.
 */
export function jsonBody(event: ApiEvent): Readonly<Record<string, unknown>> {
  const type = event.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') {
    throw new Problem(
      'unsupported-media-type',
      'Send the body as JSON, with Content-Type: application/json.',
    );
  }
  const bytes = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > MAX_BODY_BYTES) {
    throw new Problem('request-too-large', `Send at most ${MAX_BODY_BYTES / 1024} KiB.`);
  }
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
