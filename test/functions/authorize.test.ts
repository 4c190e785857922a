import { type ApiKey, keyIn, readApiKeys } from '#functions/authorize/authorize.ts';
import { SCOPES } from '#shared/http/scopes.ts';

const KEYS: readonly ApiKey[] = [
  { name: 'backend', key: 'key-of-the-backend', scopes: SCOPES },
  { name: 'support', key: 'key-of-support', scopes: ['read'] },
];

describe('an API key', () => {
  it.each([
    ['Bearer key-of-the-backend', 'backend'],
    ['bearer   key-of-support', 'support'],
  ])('in "%s" is that of %s', (authorization, name) => {
    expect(keyIn(authorization, KEYS)).toMatchObject({ name });
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
    expect(keyIn(authorization, KEYS)).toBeNull();
  });

  it("is nobody's where there are no keys", () => {
    expect(keyIn('Bearer x', [])).toBeNull();
  });
});

describe('the secret with the keys', () => {
  it('holds names and keys', () => {
    expect(
      readApiKeys({ backend: 'a', support: { key: 'b' }, reports: { key: 'c', scopes: ['read'] } }),
    ).toEqual([
      { name: 'backend', key: 'a', scopes: ['create', 'read', 'refresh', 'refund', 'cancel'] },
      { name: 'support', key: 'b', scopes: ['create', 'read', 'refresh', 'refund', 'cancel'] },
      { name: 'reports', key: 'c', scopes: ['read'] },
    ]);
  });

  it.each([
    [{}, 'holds no API key'],
    [{ backend: '' }, 'empty or no string'],
    [{ backend: 'a', support: 1 }, 'empty or no string'],
    [{ backend: null }, 'empty or no string'],
    [{ backend: ['a'] }, 'empty or no string'],
    [{ backend: { key: '' } }, 'empty or no string'],
    [{ backend: { scopes: ['read'] } }, 'empty or no string'],
    [{ backend: { key: 'a', scopes: [] } }, 'scopes are not some of create, read, refresh, refund, cancel'],
    [{ backend: { key: 'a', scopes: 'read' } }, 'scopes are not some of'],
    [{ backend: { key: 'a', scopes: ['read', 'write'] } }, 'scopes are not some of'],
    [{ backend: { key: 'a', scopes: null } }, 'scopes are not some of'],
  ])('may not be %j', (content, problem) => {
    expect(readApiKeys(content)).toContain(problem);
  });
});
