import fc from 'fast-check';
import { canonicalString, sign, verify } from '#shared/pockyt/signature.ts';
import { PUBLISHED_SIGNATURES as published } from '#test/fixtures/published-signatures.ts';
import { fieldText, token, wireParameters } from '#test/support/arbitraries.ts';

describe('the published signatures', () => {
  const good = published.filter(({ reproduces }) => reproduces);
  const bad = published.filter(({ reproduces }) => !reproduces);

  it('are there, of both kinds', () => {
    expect([good.length, bad.length]).toEqual([6, 2]);
  });

  it.each(good)('$id is what we sign, and verifies', ({ parameters, token, verifySign }) => {
    expect(sign(parameters, token)).toBe(verifySign);
    expect(verify({ ...parameters, verifySign }, token)).toBe(true);
  });

  it.each(bad)(
    '$id, which Pockyt printed where it does not fit, fails',
    ({ parameters, token, verifySign }) => {
      expect(verify({ ...parameters, verifySign }, token)).toBe(false);
    },
  );
});

describe('sign and verify', () => {
  it('leave verifySign out, take names in code-unit order and values as they are', () => {
    expect(canonicalString({ b: ' +=%é', verifySign: 'x', a: '1', B: '' })).toBe('B=&a=1&b= +=%é');
  });

  it('agree, whatever the parameters are', () => {
    fc.assert(
      fc.property(wireParameters, token, (parameters, key) => {
        expect(verify({ ...parameters, verifySign: sign(parameters, key) }, key)).toBe(true);
      }),
    );
  });

  it('do not depend on the order in which the names come', () => {
    fc.assert(
      fc.property(wireParameters, token, fc.nat(), (parameters, key, seed) => {
        const shuffled = Object.entries(parameters).sort(([a], [b]) =>
          (a.length * seed) % 7 < (b.length * seed) % 7 ? 1 : -1,
        );
        expect(sign(Object.fromEntries(shuffled), key)).toBe(sign(parameters, key));
      }),
    );
  });

  it('do not agree once a value, a name, the token or the signature has changed', () => {
    fc.assert(
      fc.property(wireParameters, token, token, fieldText, fc.nat(), (parameters, key, other, text, at) => {
        const verifySign = sign(parameters, key);
        const names = Object.keys(parameters);
        const name = names[at % names.length] as string;
        const { [name]: value, ...without } = parameters;

        fc.pre(text !== value && other !== key);
        expect(verify({ ...parameters, [name]: text, verifySign }, key)).toBe(false);
        expect(verify({ ...without, verifySign }, key)).toBe(false);
        expect(verify({ ...parameters, verifySign }, other)).toBe(false);
      }),
    );
  });

  it('notice a single changed byte of any value', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii', minLength: 1 }), fc.nat(), token, (value, at, key) => {
        const index = at % value.length;
        const changed =
          value.slice(0, index) + String.fromCharCode(value.charCodeAt(index) ^ 1) + value.slice(index + 1);
        expect(verify({ note: changed, verifySign: sign({ note: value }, key) }, key)).toBe(false);
      }),
    );
  });

  it.each([
    ['no signature', undefined],
    ['an empty one', ''],
    ['one that is too short', 'abc'],
    ['one that is no hexadecimal', 'z'.repeat(32)],
    ['one with more behind it', `${sign({ a: '1' }, 'key')}0`],
  ])('refuse %s', (_, verifySign) => {
    const parameters = verifySign === undefined ? { a: '1' } : { a: '1', verifySign };
    expect(verify(parameters as Record<string, string>, 'key')).toBe(false);
  });

  it('take a signature in capitals, which says the same', () => {
    expect(verify({ a: '1', verifySign: sign({ a: '1' }, 'key').toUpperCase() }, 'key')).toBe(true);
  });

  it('verify nothing with an empty token', () => {
    expect(verify({ a: '1', verifySign: sign({ a: '1' }, '') }, '')).toBe(false);
  });
});
