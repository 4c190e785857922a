import { type Parameters, signatureOf } from '#tools/simulator/signature.ts';
import { form, type IpnRequest, JSON_TYPE, signedWith } from './notice.ts';

/** One way to forge a notice, and how it is answered. */
export interface Forgery {
  readonly what: string;
  readonly status: 400 | 401 | 413 | 415;
  /**
   * @param claim what a notice of the payment would say, unsigned
   * @param token the merchant's, for a forger who has everything
   * @param other a notice that Pockyt sent about another order, signed
   */
  make(claim: Parameters, token: string, other: Parameters): IpnRequest;
}

/** The token with its first letter in the other case; a token without letters gets one. */
function withOtherCase(token: string): string {
  const other = token.replace(/[a-z]/i, (letter) =>
    letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
  );
  return other === token ? `${token}x` : other;
}

/** Forged by somebody who does not have the token, or does not know how to sign with it. */
export const FORGERIES: readonly Forgery[] = [
  { what: 'no signature', status: 401, make: (claim) => form(claim) },
  { what: 'an empty signature', status: 401, make: (claim) => form({ ...claim, verifySign: '' }) },
  {
    what: 'a made-up signature',
    status: 401,
    make: (claim) => form({ ...claim, verifySign: 'd41d8cd98f00b204e9800998ecf8427e' }),
  },
  { what: 'a wrong token', status: 401, make: (claim) => form(signedWith('wrong', claim)) },
  { what: 'an empty token', status: 401, make: (claim) => form(signedWith('', claim)) },
  {
    what: 'the token, but for the case of a letter',
    status: 401,
    make: (claim, token) => form(signedWith(withOtherCase(token), claim)),
  },
  {
    what: "the signature of another order's genuine notice",
    status: 401,
    make: (claim, _, { verifySign }) => form({ ...claim, verifySign: verifySign! }),
  },
  {
    what: "another order's genuine notice with our reference and number",
    status: 401,
    make: ({ reference, transactionNo }, _, other) =>
      form({ ...other, reference: reference!, transactionNo: transactionNo! }),
  },
  {
    what: "another order's genuine notice with our claim in names of another case",
    status: 401,
    make: ({ reference }, _, other) => form({ ...other, Reference: reference! }),
  },
  {
    what: 'a signature under a name of another case',
    status: 401,
    make: (claim, token) => form({ ...claim, VerifySign: signatureOf(claim, token) }),
  },
  {
    what: 'half a signature',
    status: 401,
    make: (claim, token) => form({ ...claim, verifySign: signatureOf(claim, token).slice(0, 16) }),
  },
  {
    what: 'a signature with a blank',
    status: 401,
    make: (claim, token) => form({ ...claim, verifySign: `${signatureOf(claim, token)} ` }),
  },
  {
    what: 'a signed note that is cut into two parameters',
    status: 401,
    make(claim, token) {
      const { verifySign } = signedWith(token, { ...claim, note: 'a=1&b=2' });
      return form({ ...claim, note: 'a=1', b: '2', verifySign: verifySign! });
    },
  },
  {
    what: 'names that every object has',
    status: 401,
    make: (claim) => form({ ...claim, constructor: 'x', toString: 'x' }, '&__proto__=x'),
  },
  { what: 'nothing at all', status: 401, make: () => ({ body: '' }) },
  { what: 'an empty JSON object', status: 401, make: () => ({ type: JSON_TYPE, body: '{}' }) },
];
