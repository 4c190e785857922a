import { isUtf8 } from 'node:buffer';
import { flatJsonMembers } from './flat-json.ts';
import { verify, type WireParameters } from './sign.ts';

/** A notice holds a dozen short fields; what is larger is none. */
export const MAX_NOTICE_BYTES = 16 * 1024;

export type UndecodableReason =
  | 'too-large'
  | 'unsupported-type'
  | 'malformed'
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

/**
 * The parameters of a notice, exactly as they were signed. Pockyt posts a form, or JSON where the portal is set so;
 * a body without a type is read as a form.
 *
 * @throws {UndecodableNoticeError}, and nothing else, whatever the bytes are.
 */
export function decodeNotice(encoded: EncodedBody): WireParameters {
  const bytes = encoded.isBase64Encoded ? Buffer.from(encoded.body, 'base64') : Buffer.from(encoded.body);
  if (bytes.length > MAX_NOTICE_BYTES) throw new UndecodableNoticeError('too-large');
  const json = isJson(encoded);
  const text = utf8(bytes);
  const pairs = json ? flatJsonMembers(text) : formPairs(text);
  if (pairs === null) throw new UndecodableNoticeError('malformed');
  const parameters: Record<string, string> = Object.create(null);
  for (const [name, value] of pairs) {
    checkPair(name, value);
    if (name in parameters) throw new UndecodableNoticeError('repeated-key');
    parameters[name] = value;
  }
  return parameters;
}

/** Whether the body is JSON; else it is a form. */
function isJson({ contentType, contentEncoding }: EncodedBody): boolean {
  const [type, ...options] = (contentType ?? '').toLowerCase().split(';');
  const charset = options.find((option) => option.trim().startsWith('charset='));
  const plain =
    (contentEncoding ?? 'identity') === 'identity' &&
    (charset === undefined || /^charset="?utf-8"?$/.test(charset.trim()));
  if (plain) {
    if (['application/json', 'text/json'].includes((type as string).trim())) return true;
    if (['application/x-www-form-urlencoded', ''].includes((type as string).trim())) return false;
  }
  throw new UndecodableNoticeError('unsupported-type');
}

function utf8(bytes: Buffer): string {
  if (!isUtf8(bytes)) throw new UndecodableNoticeError('malformed');
  return bytes.toString();
}

function formPairs(text: string): [string, string][] | null {
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

function decoded(text: string): string {
  // Stryker disable next-line Regex: a shortcut, and the same without it.
  return /[+%]/.test(text) ? decodeURIComponent(text.replaceAll('+', ' ')) : text;
}

/** Printable ASCII without `&`, `=`, `[` and `]`: all that most notices hold, and nothing to look at twice. */
// Stryker disable next-line Regex: of one character or of many, it is a shortcut.
const PLAIN = /^[ -%'-<>-Z\\^-~]+$/;

/**
 * A canonical string has no escapes, so it must be readable in one way only: no `&` or `=` in a name, and in a value
 * no `&` that an `=` follows before the next one. Anything else could be another notice, cut again.
 */
function checkPair(name: string, value: string): void {
  // Stryker disable next-line ConditionalExpression: a shortcut, and the same without it.
  if (PLAIN.test(name) && PLAIN.test(value)) return;
  if (/[[\]]/.test(name)) throw new UndecodableNoticeError('nested-key');
  const sound = name.isWellFormed() && value.isWellFormed();
  if (!sound || !/^[^&=\p{Cc}]+$/u.test(name) || /\p{Cc}|&[^&]*=/u.test(value)) {
    throw new UndecodableNoticeError('malformed');
  }
}

/**
 * Whether the token signed these parameters. Sources disagree on whether an empty value is signed, so both readings
 * are tried; each needs the token, so neither helps a forger.
 */
export function verifyNotice(parameters: WireParameters, token: string): boolean {
  if (verify(parameters, token)) return true;
  return Object.values(parameters).includes('') && verify(withoutEmpties(parameters), token);
}

function withoutEmpties(parameters: WireParameters): WireParameters {
  return Object.fromEntries(Object.entries(parameters).filter(([, value]) => value !== ''));
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
