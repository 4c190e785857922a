/**
 * Ways to say something else in a header than in the request itself. None of them may change a thing. `{key}` is the
 * API key.
 */
export const IDLE_HEADERS: readonly (readonly [what: string, headers: readonly string[]])[] = [
  [
    'method override headers',
    ['X-HTTP-Method-Override: GET', 'X-HTTP-Method: PUT', 'X-Method-Override: GET'],
  ],
  ['a path in a header', ['X-Original-URL: /payment-links', 'X-Rewrite-URL: /payment-links']],
  ['an address in a header', ['X-Forwarded-For: 127.0.0.1', 'X-Forwarded-Host: api', 'X-Real-IP: 127.0.0.1']],
  ['a key in a header', ['Authorization: Bearer {key}', 'X-Api-Key: {key}']],
  ['cookies', ['Cookie: verifySign=1; status=success', 'Cookie: a=b']],
  ['a charset that is the right one, twice', ['Accept-Charset: utf-8', 'Accept-Charset: utf-16']],
];

/** Headers beside a sound Content-Length that make a request mean two things. */
export const TORN_HEADERS: readonly (readonly [what: string, headers: readonly string[], status: number])[] =
  [
    ['two types', [`Content-Type: application/json`], 415],
    ['two encodings', ['Content-Encoding: identity', 'Content-Encoding: gzip'], 415],
    ['two lengths', ['Content-Length: 1'], 400],
    ['a length and chunks', ['Transfer-Encoding: chunked'], 400],
    ['a length and chunks under a name with a blank', ['Transfer-Encoding : chunked'], 400],
    ['a length and chunks under a folded line', ['X: y', ' Transfer-Encoding: chunked'], 400],
    ['a length and an encoding that is none', ['Transfer-Encoding: xchunked'], 400],
    ['a NUL byte in a header', ['X-Note: a\0b'], 400],
    ['a bare line feed before a header', ['X-Note: a\nTransfer-Encoding: chunked'], 400],
    ['headers of 20 KB', [`X-Note: ${'x'.repeat(20 * 1024)}`], 431],
  ];

/** Ways to say how long a body is that are none. */
export const NO_LENGTHS: readonly (readonly [what: string, header: string])[] = [
  ['a negative length', 'Content-Length: -5'],
  ['a length with a plus', 'Content-Length: +5'],
  ['a length in hexadecimal', 'Content-Length: 0x5'],
  ['lengths in a list', 'Content-Length: 5, 6'],
  ['chunks in two ways', 'Transfer-Encoding: chunked, identity'],
];

/** Other spellings of the notices' path. */
export const IPN_PATHS: readonly (readonly [path: string, status: number])[] = [
  ['//ipn', 404],
  ['/ipn/', 404],
  ['/IPN', 404],
  ['/Ipn', 404],
  ['/ipn;a=b', 404],
  ['/ipn%2f', 404],
  ['/ipn%00', 404],
  ['/ipn%20', 404],
  ['/./ipn', 404],
  ['/x/../ipn', 404],
  ['/payment-links/../ipn', 404],
  ['\\ipn', 400],
  ['/%2569pn', 404],
  ['/ipn%', 400],
  ['/%69pn', 401],
  ['/ipn?status=success&verifySign=0', 401],
  ['/ipn?a=%zz', 401],
  ['/ipn#x', 404],
];

/** Other spellings of a link's path; `{}` is its reference. */
export const LINK_PATHS: readonly string[] = [
  '/ipn/../payment-links/{}',
  '//payment-links/{}',
  '/payment-links/{}/',
  '/payment-links//{}',
  '/PAYMENT-LINKS/{}',
  '/payment%2dlinks/{}',
  '/payment-links%2f{}',
  '/payment-links/{}%2fqr-code',
];

/** Methods that are not the notices' own. */
export const OTHER_METHODS: readonly string[] = [
  'GET',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'TRACE',
  'post',
  'SUCCESS',
];
