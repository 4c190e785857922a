import { hash } from 'node:crypto';

export type Parameters = Readonly<Record<string, string>>;

/** Pockyt's signature, written from its description: the sorted parameters, `&` and the MD5 of the token, as MD5. */
export function signatureOf(parameters: Parameters, token: string): string {
  const pairs = Object.keys(parameters)
    .filter((name) => name !== 'verifySign')
    .sort()
    .map((name) => `${name}=${parameters[name]}`);
  return hash('md5', `${pairs.join('&')}&${tokenHash(token)}`);
}

const hashes = new Map<string, string>();

function tokenHash(token: string): string {
  const known = hashes.get(token);
  if (known !== undefined) return known;
  const made = hash('md5', token);
  hashes.set(token, made);
  return made;
}

/** The body of a notice, signed, as a form. */
export function noticeBody(fields: Parameters, token: string): string {
  const signed = { ...fields, verifySign: signatureOf(fields, token) };
  return Object.entries(signed)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&');
}
