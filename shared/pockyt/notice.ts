import { isUtf8 } from 'node:buffer';
import { flatJsonMembers } from './flat-json.ts';
import { type SignedEncoding, verify, type WireParameters } from './signature.ts';

/** A notice holds a dozen short fields; what is larger is none. */
export const MAX_NOTICE_BYTES = 16 * 1024;

export type UndecodableReason =
  | 'too-large'
  | 'unsupported-type'
  | 'malformed'
  | 'not-utf-8'
  | 'repeated-key'
  | 'nested-key';

/** A body that cannot be a notice. The message never quotes it. */
export class UndecodableNoticeError extends Error {
  override readonly name = 'UndecodableNoticeError';
  readonly reason: UndecodableReason;

  constructor(reason: UndecodableReason) {
    super(`Not a notice: ${reason}.`);
    this.reason = reason;
  }
}

/** A request body as API Gateway hands it over: forms and bodies without a type come base64-encoded. */
export interface EncodedBody {
  readonly body: string;
  readonly isBase64Encoded: boolean;
  readonly contentType: string | undefined;
  readonly contentEncoding: string | undefined;
}

/** What a notice says, exactly as it was signed. In `latin1`, for a form that is not UTF-8, a character is a byte. */
export interface DecodedNotice {
  readonly parameters: WireParameters;
  readonly encoding: SignedEncoding;
}

/**
 * The parameters of a notice. Pockyt posts a form, or JSON where the portal is set so; a body without a type is read as
 * a form. What charset the type claims tells nothing: it is UTF-8, or a form in another one, such as GBK, of which nobody
 * has published what is signed. That is read byte by byte, so that it can be verified and nothing of it is guessed.
 *
 * @throws {UndecodableNoticeError}, and nothing else, whatever the bytes are.
 */
export function decodeNotice(encoded: EncodedBody): DecodedNotice {
  const bytes = encoded.isBase64Encoded ? Buffer.from(encoded.body, 'base64') : Buffer.from(encoded.body);
  if (bytes.length > MAX_NOTICE_BYTES) throw new UndecodableNoticeError('too-large');
  return isJson(encoded) ? decodeJson(withoutEnds(bytes)) : decodeForm(withoutEnds(bytes));
}

function decodeJson(bytes: Buffer): DecodedNotice {
  if (!isUtf8(bytes)) throw new UndecodableNoticeError('not-utf-8');
  return { parameters: checked(flatJsonMembers(bytes.toString()), TEXT), encoding: 'utf8' };
}

function decodeForm(bytes: Buffer): DecodedNotice {
  const pairs = isUtf8(bytes) ? formPairs(bytes.toString(), decodeURIComponent) : null;
  if (pairs !== null) return { parameters: checked(pairs, TEXT), encoding: 'utf8' };
  const inBytes = formPairs(bytes.toString('latin1'), decodeBytes);
  return { parameters: checked(inBytes, BYTES), encoding: 'latin1' };
}

/** Whether the body is JSON; else it is a form. */
function isJson({ contentType, contentEncoding }: EncodedBody): boolean {
  const type = (contentType ?? '').toLowerCase().split(';')[0] as string;
  if ((contentEncoding ?? 'identity') === 'identity') {
    if (['application/json', 'text/json'].includes(type.trim())) return true;
    if (['application/x-www-form-urlencoded', ''].includes(type.trim())) return false;
  }
  throw new UndecodableNoticeError('unsupported-type');
}

const BYTE_ORDER_MARK = Buffer.from('\ufeff');

/** The body without a byte order mark before it and line breaks behind it, which some clients add. */
function withoutEnds(bytes: Buffer): Buffer {
  const start = bytes.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK)
    ? BYTE_ORDER_MARK.length
    : 0;
  let end = bytes.length;
  while (bytes[end - 1] === 0x0a || bytes[end - 1] === 0x0d) end--;
  return bytes.subarray(start, end);
}

/** The pairs of a form; null where an escape is none, or not one of this encoding. */
function formPairs(text: string, decode: (escaped: string) => string): [string, string][] | null {
  // Stryker disable next-line Regex, ConditionalExpression: a shortcut, and the same without it.
  const decoded = (part: string) => (/[+%]/.test(part) ? decode(part.replaceAll('+', ' ')) : part);
  const pairs: [string, string][] = [];
  try {
    for (const pair of text.split('&')) {
      if (pair === '') continue;
      const at = `${pair}=`.indexOf('=');
      pairs.push([decoded(pair.slice(0, at)), decoded(pair.slice(at + 1))]);
    }
  } catch {
    return null;
  }
  return pairs;
}

/** The text with a character for each byte that is escaped. */
function decodeBytes(escaped: string): string {
  return escaped.replace(/%(.{0,2})/g, (_, digits: string) => {
    if (!/[0-9A-Fa-f]{2}/.test(digits)) throw new URIError();
    return String.fromCharCode(Number.parseInt(digits, 16));
  });
}

/** Of bytes nobody knows which are controls beyond ASCII: in GBK they are halves of letters. */
const TEXT = /\p{Cc}/u;
const BYTES = /[^\P{Cc}\x80-\x9f]/u;

/**
 * @param pairs null where the body could not be read.
 * @param control what may stand in no name and no value.
 */
function checked(pairs: readonly [string, string][] | null, control: RegExp): WireParameters {
  if (pairs === null) throw new UndecodableNoticeError('malformed');
  const parameters: Record<string, string> = Object.create(null);
  for (const [name, value] of pairs) {
    checkPair(name, value, control);
    if (name in parameters) throw new UndecodableNoticeError('repeated-key');
    parameters[name] = value;
  }
  return parameters;
}

/** Printable ASCII without `&`, `=`, `[` and `]`: all that most notices hold, and nothing to look at twice. */
// Stryker disable next-line Regex: of one character or of many, it is a shortcut.
const PLAIN = /^[ -%'-<>-Z\\^-~]+$/;

/**
 * A canonical string has no escapes, so it must be readable in one way only: no `&` or `=` in a name, and in a value
 * no `&` that an `=` follows before the next one. Anything else could be another notice, cut again.
 */
function checkPair(name: string, value: string, control: RegExp): void {
  // Stryker disable next-line ConditionalExpression: a shortcut, and the same without it.
  if (PLAIN.test(name) && PLAIN.test(value)) return;
  if (/[[\]]/.test(name)) throw new UndecodableNoticeError('nested-key');
  const isSound = name.isWellFormed() && value.isWellFormed() && !control.test(name) && !control.test(value);
  if (!isSound || !/^[^&=]+$/.test(name) || /&[^&]*=/.test(value)) {
    throw new UndecodableNoticeError('malformed');
  }
}

/**
 * Whether the token signed this notice. Sources disagree on whether an empty value is signed, so both readings are
 * tried; each needs the token, so neither helps a forger.
 */
export function verifyNotice({ parameters, encoding }: DecodedNotice, token: string): boolean {
  if (verify(parameters, token, encoding)) return true;
  return Object.values(parameters).includes('') && verify(withoutEmpties(parameters), token, encoding);
}

function withoutEmpties(parameters: WireParameters): WireParameters {
  return Object.fromEntries(Object.entries(parameters).filter(([, value]) => value !== ''));
}

/**
 * The parameters as text. In a notice that is not UTF-8 what is more than ASCII stays percent-encoded: to read it in
 * the wrong charset would make other letters of it.
 */
export function textOf({ parameters, encoding }: DecodedNotice): WireParameters {
  if (encoding === 'utf8') return parameters;
  const pairs = Object.entries(parameters).map((pair) => pair.map(escaped));
  return Object.fromEntries(pairs);
}

function escaped(bytes: string): string {
  if (/^[ -~]*$/.test(bytes)) return bytes;
  // No byte here is a control, so each has two digits.
  return bytes.replace(/[^!-$&-~]/g, (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** What is kept of a text from outside: more code points than anything has that Pockyt publishes. */
const KEPT = 64;

/** The text, or its beginning of at most so many bytes in UTF-8: whole characters, so that an item stays small. */
export function clip(text: string, most = KEPT): string {
  let end = 0;
  let bytes = 0;
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > most) return text.slice(0, end);
    end += character.length;
  }
  return text;
}

const OPTIONAL_FIELDS = [
  'amount',
  'currency',
  'vendorId',
  'vaultId',
  'customerNo',
  'time',
  'completedAt',
  'refundReference',
  'refundAmount',
] as const;

/** What a notice claims, in Pockyt's words, each of at most 64 characters. Empty ones are absent. */
export type Notice = {
  readonly reference: string;
  readonly transactionNo: string;
  readonly status: string;
  /** Something was longer than 64 characters and is kept in part. */
  readonly cut?: true;
} & { readonly [Name in (typeof OPTIONAL_FIELDS)[number]]?: string };

/**
 * The claim of a notice, or null for one that can be about no order of ours: it does not say which, or with a longer
 * name than any of ours. What a notice of a refund holds is not published, so nothing more is asked of it.
 */
export function readNotice(parameters: WireParameters): Notice | null {
  const { reference, transactionNo, status } = parameters;
  if (!reference || !transactionNo || !status) return null;
  if (isCut(reference) || isCut(transactionNo)) return null;
  const texts: Record<string, string> = { status };
  for (const name of OPTIONAL_FIELDS) {
    const text = parameters[name];
    if (text) texts[name] = text;
  }
  const cut = Object.values(texts).some(isCut);
  const clipped = Object.entries(texts).map(([name, text]) => [name, clip(text)]);
  return {
    reference,
    transactionNo,
    ...(Object.fromEntries(clipped) as { status: string }),
    ...(cut && { cut }),
  };
}

function isCut(text: string): boolean {
  return clip(text) !== text;
}
