import { hash, timingSafeEqual } from 'node:crypto';

/** Parameters as they travel: every name and every value is text, exactly as sent or as decoded. */
export type WireParameters = Readonly<Record<string, string>>;

const SIGNATURE = /^[0-9a-f]{32}$/;

/**
 * The text that Pockyt signs: every parameter except `verifySign`, in code-unit order of the names, as
 * `name=value` joined by `&`. Values are raw: not URL-encoded, not trimmed.
 *
 * Source: Pockyt's "Signing API calls" page; order and rawness are proved by its published signatures.
 */
export function canonicalString(parameters: WireParameters): string {
  let text = '';
  for (const name of Object.keys(parameters).sort()) {
    if (name === 'verifySign') continue;
    text += text === '' ? `${name}=${parameters[name]}` : `&${name}=${parameters[name]}`;
  }
  return text;
}

/** What the bytes are that are signed; `latin1` for parameters in which a character stands for one byte. */
export type SignedEncoding = 'utf8' | 'latin1';

/**
 * The `verifySign` of the parameters: MD5 over the canonical string, `&` and the MD5 of the token, both in
 * lower-case hexadecimal, over UTF-8 if not said otherwise.
 */
export function sign(parameters: WireParameters, token: string, encoding?: SignedEncoding): string {
  return hash('md5', Buffer.from(`${canonicalString(parameters)}&${hash('md5', token)}`, encoding));
}

/**
 * Whether the parameters carry the `verifySign` that the token makes. Takes the same time whichever character
 * differs, so that a forger learns nothing from trying. An empty token verifies nothing.
 */
export function verify(parameters: WireParameters, token: string, encoding?: SignedEncoding): boolean {
  // Stryker disable next-line StringLiteral: any text that is no signature does.
  const claimed = parameters.verifySign?.toLowerCase() ?? '';
  if (token === '' || !SIGNATURE.test(claimed)) return false;
  return timingSafeEqual(Buffer.from(claimed), Buffer.from(sign(parameters, token, encoding)));
}
