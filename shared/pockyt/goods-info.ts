import { stringify } from 'lossless-json';
import { jsonObject, jsonOrNull, scalarText } from '../runtime/json.ts';
import { accept, type Checked, refuse } from './rule.ts';

const NAME = /^[A-Za-z][A-Za-z0-9_]{0,39}$/;
/** Pockyt's page: "special characters are not supported". These have a use in a name and none in a signature. */
const VALUE = /^[\p{L}\p{M}\p{N} \-_.,:()/+']+$/u;
const REQUIRED = ['goods_name', 'quantity'];
/** Pockyt publishes no limit; what is stored of a payment must stay small. */
const MAX_BYTES = 8192;

const SHAPE =
  'Must be a list such as [{"goods_name": "Tea", "quantity": "2"}], or that list as a JSON string.';

/**
 * `goodsInfo`: an array of items, or that array as JSON text. It is serialised here, once and compactly, and that
 * text is what is signed and sent: Pockyt signs the field as one string.
 */
export function goodsInfo(value: unknown): Checked {
  const items = typeof value === 'string' ? jsonOrNull(value) : value;
  if (!Array.isArray(items) || items.length === 0) return refuse(SHAPE);
  for (const [index, item] of items.entries()) {
    const problem = problemOf(item);
    if (problem !== null) return refuse(`Item ${index + 1}: ${problem}`);
  }
  const text = stringify(items) as string;
  return Buffer.byteLength(text) > MAX_BYTES
    ? refuse(`Must be at most ${MAX_BYTES} bytes of JSON.`)
    : accept(text);
}

function problemOf(value: unknown): string | null {
  const item = jsonObject(value);
  if (item === null) return SHAPE;
  const missing = REQUIRED.find((name) => !Object.hasOwn(item, name));
  if (missing !== undefined) return `"${missing}" is missing.`;
  for (const [name, content] of Object.entries(item)) {
    if (!NAME.test(name)) return 'Names must be letters, digits and _, and begin with a letter.';
    const text = scalarText(content);
    if (text === null || !VALUE.test(text)) {
      return `"${name}" must be text of letters, digits, spaces and - _ . , : ( ) / + ' only, and not empty.`;
    }
  }
  return null;
}
