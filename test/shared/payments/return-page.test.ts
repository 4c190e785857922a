import { drawReturnKey, opensReturnPage, readReturnId, returnPageUrl } from '#shared/payments/return-page.ts';
import { IN_STATUS } from '#tools/harness/payments.ts';

const KEY = 'AbCdEfGhIjKlMnOpQr_-12';
const PAYMENT = { ...IN_STATUS.pending, returnKey: KEY };

it('a key is 128 bits that nobody can foresee, as text for an address', () => {
  const keys = Array.from({ length: 100 }, drawReturnKey);
  expect(new Set(keys).size).toBe(100);
  for (const key of keys) {
    expect(key).toMatch(/^[A-Za-z0-9_-]{22}$/);
    expect(Buffer.from(key, 'base64url')).toHaveLength(16);
  }
});

it('the address of a page names the payment and its key, and reads back', () => {
  const url = returnPageUrl(PAYMENT, 'https://pay.example');
  expect(url).toBe(`https://pay.example/return/R-1.${KEY}`);
  expect(readReturnId((url as string).slice('https://pay.example/return/'.length))).toEqual({
    reference: 'R-1',
    key: KEY,
  });
});

it('a payment without a key has no page, and no key opens it', () => {
  expect(returnPageUrl(IN_STATUS.pending, 'https://pay.example')).toBeUndefined();
  expect(opensReturnPage('', IN_STATUS.pending)).toBe(false);
  expect(opensReturnPage('undefined', IN_STATUS.pending)).toBe(false);
});

it('a page opens with its own key, whole and exact', () => {
  expect(opensReturnPage(KEY, PAYMENT)).toBe(true);
  for (const key of ['', KEY.slice(1), `${KEY}x`, KEY.toLowerCase(), KEY.replace('2', '3')]) {
    expect(opensReturnPage(key, PAYMENT)).toBe(false);
  }
});

it.each([
  '',
  'R-1',
  `.${KEY}`,
  `R-1.${KEY}x`,
  `R-1.${KEY.slice(1)}`,
  `R-1.x.${KEY}`,
  `R 1.${KEY}`,
  `R-1.${KEY}\n`,
  `R-1.${KEY.slice(1)}=`,
  `${'r'.repeat(61)}.${KEY}`,
])('%j is no id of a page', (id) => {
  expect(readReturnId(id)).toBeNull();
});
