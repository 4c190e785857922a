import fc from 'fast-check';
import { sign } from '#shared/pockyt/signature.ts';
import { PUBLISHED_SIGNATURES } from '#test/fixtures/published-signatures.ts';
import { isSignedBy, signatureOf } from '#tools/simulator/signature.ts';

describe('the published signatures', () => {
  it.each(PUBLISHED_SIGNATURES)(
    '$id: reproduces $reproduces',
    ({ parameters, token, verifySign, reproduces }) => {
      expect(signatureOf(parameters, token) === verifySign).toBe(reproduces);
      expect(isSignedBy({ ...parameters, verifySign }, [token])).toBe(reproduces);
    },
  );

  it('are of both kinds', () => {
    const kinds = new Set(PUBLISHED_SIGNATURES.map(({ reproduces }) => reproduces));
    expect(kinds).toEqual(new Set([true, false]));
  });
});

it('agrees with the signing of the merchant side, which was written apart from it', () => {
  const names = fc.string({ unit: fc.constantFrom(...'abcxyzABCXYZ0189_'), minLength: 1 });
  const texts = fc.string({ unit: 'grapheme' });
  fc.assert(
    fc.property(fc.dictionary(names, texts), texts, (parameters, token) => {
      expect(signatureOf(parameters, token)).toBe(sign(parameters, token));
    }),
  );
});

describe('a signature', () => {
  const parameters = { amount: '13', reference: 'invoice-1' };
  const verifySign = signatureOf(parameters, 'current');

  it('is accepted from any of the tokens', () => {
    expect(isSignedBy({ ...parameters, verifySign }, ['next', 'current'])).toBe(true);
  });

  it('is refused from another token, over another value, in upper case and when it is missing', () => {
    expect(isSignedBy({ ...parameters, verifySign }, ['next'])).toBe(false);
    expect(isSignedBy({ ...parameters, amount: '1', verifySign }, ['current'])).toBe(false);
    expect(isSignedBy({ ...parameters, verifySign: verifySign.toUpperCase() }, ['current'])).toBe(false);
    expect(isSignedBy(parameters, ['current'])).toBe(false);
  });
});
