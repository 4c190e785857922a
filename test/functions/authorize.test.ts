import { keyNameOf, readApiKeys } from '#functions/authorize/authorize.ts';

const KEYS = [
  ['backend', 'key-of-the-backend'],
  ['support', 'key-of-support'],
] as const;

describe('an API key', () => {
  it.each([
    ['Bearer key-of-the-backend', 'backend'],
    ['bearer   key-of-support', 'support'],
  ])('in "%s" is that of %s', (authorization, name) => {
    expect(keyNameOf(authorization, KEYS)).toBe(name);
  });

  it.each([
    undefined,
    '',
    'Bearer',
    'Bearer ',
    'Bearer key-of-the-backen',
    'Bearer key-of-the-backend2',
    'Bearer key-of-the-backend key-of-support',
    'Bearer KEY-OF-THE-BACKEND',
    'Basic key-of-the-backend',
    'key-of-the-backend',
    'Bearer backend',
  ])('in "%s" is nobody\'s', (authorization) => {
    expect(keyNameOf(authorization, KEYS)).toBeNull();
  });

  it("is nobody's where there are no keys", () => {
    expect(keyNameOf('Bearer x', [])).toBeNull();
  });
});

describe('the secret with the keys', () => {
  it('holds names and keys', () => {
    expect(readApiKeys({ backend: 'a', support: 'b' })).toEqual([
      ['backend', 'a'],
      ['support', 'b'],
    ]);
  });

  it.each([[{}], [{ backend: '' }], [{ backend: 'a', support: 1 }], [{ backend: null }]])(
    'may not be %j',
    (content) => {
      expect(typeof readApiKeys(content)).toBe('string');
    },
  );
});
