import { gzipSync } from 'node:zlib';
import type { Forgery } from './forgeries.ts';
import { FORM, form, JSON_TYPE, json, signedWith, without } from './notice.ts';

const LONE_SURROGATE = String.fromCharCode(0xd800);

/** Signed with the merchant's own token, so that nothing but the form of the message is to blame. */
export const ILL_FORMED: readonly Forgery[] = [
  {
    what: 'a value that holds the next parameter',
    status: 400,
    make(claim, token) {
      const { verifySign } = signedWith(token, claim);
      const { currency, reference, ...rest } = claim;
      return form({ ...rest, currency: `${currency}&reference=${reference}`, verifySign: verifySign! });
    },
  },
  {
    what: 'a name that holds the parameter before',
    status: 400,
    make(claim, token) {
      const { verifySign } = signedWith(token, claim);
      const { amount, currency, ...rest } = claim;
      return form({ ...rest, [`amount=${amount}&currency`]: currency!, verifySign: verifySign! });
    },
  },
  {
    what: 'a note that could be cut, signed as it is',
    status: 400,
    make: (claim, token) => form(signedWith(token, { ...claim, note: 'a=1&b=2' })),
  },
  {
    what: 'a status that comes twice',
    status: 400,
    make: (claim, token) => form(signedWith(token, { ...claim, status: 'failed' }), '&status=success'),
  },
  {
    what: 'a signature that comes twice',
    status: 400,
    make: (claim, token) => form(signedWith(token, claim), '&verifySign=0'),
  },
  {
    what: 'a status that comes twice, escaped the second time',
    status: 400,
    make: (claim, token) => form(signedWith(token, claim), '&%73tatus=success'),
  },
  {
    what: 'a status that comes twice, in JSON',
    status: 400,
    make: (claim, token) => json(signedWith(token, claim), ',"status":"success"'),
  },
  {
    what: 'a list',
    status: 400,
    make: (claim, token) => form(signedWith(token, { ...without('status', claim), 'status[]': 'success' })),
  },
  {
    what: 'nested names',
    status: 400,
    make: (claim, token) => form(signedWith(token, { ...claim, 'data[status]': 'success' })),
  },
  {
    what: 'a nested object in JSON',
    status: 400,
    make: (claim, token) => json(signedWith(token, claim), ',"data":{"status":"success"}'),
  },
  {
    what: 'a list in JSON',
    status: 400,
    make: (claim, token) => json(signedWith(token, claim), ',"list":["success"]'),
  },
  { what: 'a JSON list', status: 400, make: () => ({ type: JSON_TYPE, body: '[{"status":"success"}]' }) },
  { what: 'JSON null', status: 400, make: () => ({ type: JSON_TYPE, body: 'null' }) },
  { what: 'half a JSON object', status: 400, make: (claim) => ({ ...json(claim), body: '{"status":"suc' }) },
  {
    what: 'JSON that goes on',
    status: 400,
    make: (claim, token) => json(signedWith(token, claim), '}{"status":"success"'),
  },
  {
    what: 'a form that says it is JSON',
    status: 400,
    make: (claim, token) => ({ ...form(signedWith(token, claim)), type: JSON_TYPE }),
  },
  {
    what: 'a NUL byte, escaped',
    status: 400,
    make: (claim, token) => form(signedWith(token, { ...claim, note: 'a\0b' })),
  },
  {
    what: 'a NUL byte as it is',
    status: 400,
    make: (claim, token) => form(signedWith(token, { ...claim, zed: 'a\0' }), '&yet=a\0'),
  },
  {
    what: 'a NUL byte in a name',
    status: 400,
    make: (claim, token) => form(signedWith(token, { ...claim, 'status\0': 'success' })),
  },
  {
    what: 'line breaks',
    status: 400,
    make: (claim, token) => form(signedWith(token, { ...claim, note: 'a\r\nstatus=success' })),
  },
  {
    what: 'a control character of the second kind',
    status: 400,
    make: (claim, token) => form(signedWith(token, { ...claim, note: 'a\u0085b' })),
  },
  {
    what: 'a NUL byte in JSON',
    status: 400,
    make: (claim, token) => json(signedWith(token, { ...claim, note: 'a\0b' })),
  },
  {
    what: 'half a character in JSON',
    status: 400,
    make: (claim, token) => json(signedWith(token, { ...claim, note: LONE_SURROGATE })),
  },
  {
    what: 'half a character in a form',
    status: 400,
    make: (claim, token) => form(signedWith(token, claim), '&note=%ED%A0%80'),
  },
  {
    what: 'bytes that are no UTF-8, escaped',
    status: 400,
    make: (claim, token) => form(signedWith(token, claim), '&note=%FF'),
  },
  {
    what: 'bytes that are no UTF-8',
    status: 400,
    make: (claim, token) => ({
      type: FORM,
      body: Buffer.concat([
        Buffer.from(form(signedWith(token, claim), '&note=').body as string),
        Buffer.of(0xff),
      ]),
    }),
  },
  {
    what: 'a percent sign that escapes nothing',
    status: 400,
    make: (claim, token) => form(signedWith(token, claim), '&note=%zz'),
  },
  {
    what: 'a parameter without a name',
    status: 400,
    make: (claim, token) => form(signedWith(token, { ...claim, '': 'x' })),
  },
  {
    what: 'a gzip body that does not say so',
    status: 400,
    make: (claim, token) => ({ type: FORM, body: gzipSync(form(signedWith(token, claim)).body) }),
  },
  {
    what: 'a gzip body',
    status: 415,
    make: (claim, token) => ({
      type: FORM,
      body: gzipSync(form(signedWith(token, claim)).body),
      headers: { 'content-encoding': 'gzip' },
    }),
  },
  ...['deflate', 'br', 'identity, gzip', 'x-unknown'].map(
    (encoding): Forgery => ({
      what: `a body that says it is ${encoding}`,
      status: 415,
      make: (claim, token) => ({
        ...form(signedWith(token, claim)),
        headers: { 'content-encoding': encoding },
      }),
    }),
  ),
  ...[
    'text/plain',
    'text/html',
    'application/xml',
    'application/octet-stream',
    'multipart/form-data; boundary=x',
    'application/jsonp',
    `${JSON_TYPE}, ${FORM}`,
    'nonsense',
  ].map(
    (type): Forgery => ({
      what: `the type ${type}`,
      status: 415,
      make: (claim, token) => ({ ...form(signedWith(token, claim)), type }),
    }),
  ),
  {
    what: 'more than 16 KB',
    status: 413,
    make: (claim, token) => form(signedWith(token, { ...claim, note: 'x'.repeat(16 * 1024) })),
  },
  {
    what: 'more than 16 KB of JSON',
    status: 413,
    make: (claim, token) => json(signedWith(token, { ...claim, note: 'x'.repeat(16 * 1024) })),
  },
  {
    what: 'a megabyte of separators',
    status: 413,
    make: (claim, token) => form(signedWith(token, claim), '&'.repeat(1024 * 1024)),
  },
];
