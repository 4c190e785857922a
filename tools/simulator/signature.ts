import { createHash } from 'node:crypto';

/** Parameters as they travel: names and texts. */
export type Parameters = Readonly<Record<string, string>>;

/**
 * The `verifySign` of the parameters under a token, in lower-case hexadecimal.
 *
 * This is written from Pockyt's "Signing API calls" page a second time, and shares no line with the code that
 * signs for the merchant: a mistake in either shows as a refused signature, and could not if they were one.
 */
export function signatureOf(parameters: Parameters, token: string): string {
  return md5(`${signedText(parameters)}&${md5(token)}`);
}

/** The text that is signed, up to the token's part. */
export function signedText(parameters: Parameters): string {
  return Object.entries(parameters)
    .filter(([name]) => name !== 'verifySign')
    .sort(([one], [other]) => Buffer.compare(Buffer.from(one), Buffer.from(other)))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

/** Whether one of the tokens made the parameters' `verifySign`. */
export function isSignedBy(parameters: Parameters, tokens: readonly string[]): boolean {
  return tokens.some((token) => signatureOf(parameters, token) === parameters.verifySign);
}

function md5(text: string): string {
  return createHash('md5').update(text, 'utf8').digest('hex');
}
