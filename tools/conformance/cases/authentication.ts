import { asking, type Case, type Promised } from '../case.ts';
import type { Request } from '../client.ts';
import { gateway } from '../expect.ts';
import type { Workbench } from '../workbench.ts';

const UNAUTHORIZED = gateway(401, 'Unauthorized');
const FORBIDDEN = gateway(403, 'Forbidden');
const WRONG_KEY = 'Bearer conformance-wrong-key';

/** Requests that would change nothing if they were let in. */
const ROUTES: readonly (readonly [route: string, request: (reference: string) => Request])[] = [
  ['POST /payment-links', () => ({ path: '/payment-links', body: {} })],
  ['GET a link', (reference) => ({ path: `/payment-links/${reference}` })],
  ['GET a QR code', (reference) => ({ path: `/payment-links/${reference}/qr-code` })],
  ['POST a refresh', (reference) => ({ path: `/payment-links/${reference}-x/refresh`, method: 'POST' })],
  ['POST a cancel', (reference) => ({ path: `/payment-links/${reference}-x/cancel`, method: 'POST' })],
  ['POST a refund', (reference) => ({ path: `/payment-links/${reference}-x/refunds`, body: {} })],
  [
    'POST a word on an order',
    (reference) => ({ path: `/payment-links/${reference}-x/orders/${reference}-x/resolution`, body: {} }),
  ],
  [
    'POST a word on a refund',
    (reference) => ({ path: `/payment-links/${reference}-x/refunds/one/resolution`, body: {} }),
  ],
];

const withHeaders = async (bench: Workbench, request: Request, headers: Readonly<Record<string, string>>) =>
  bench.client.send({ ...request, withKey: false, headers });

const onEveryRoute = ROUTES.flatMap(([route, request]): Case[] => [
  asking(`${route}, no key`, UNAUTHORIZED, async (bench) =>
    withHeaders(bench, request((await bench.link('plain')).reference), {}),
  ),
  asking(`${route}, a wrong key`, FORBIDDEN, async (bench) =>
    withHeaders(bench, request((await bench.link('plain')).reference), { authorization: WRONG_KEY }),
  ),
]);

/** Ways to write a key into a request that are not the one. */
const SPELLINGS: readonly (readonly [
  what: string,
  as: (key: string) => Record<string, string>,
  401 | 403,
])[] = [
  ['an empty Authorization', () => ({ authorization: '' }), 401],
  ['Bearer and nothing', () => ({ authorization: 'Bearer' }), 403],
  ['the key without Bearer', (key) => ({ authorization: key }), 403],
  ['the key as Basic', (key) => ({ authorization: `Basic ${btoa(`${key}:`)}` }), 403],
  ['the key, its last character missing', (key) => ({ authorization: `Bearer ${key.slice(0, -1)}` }), 403],
  ['the key and one character more', (key) => ({ authorization: `Bearer ${key}x` }), 403],
  ['a wrong key and the right one', (key) => ({ authorization: `${WRONG_KEY}, Bearer ${key}` }), 403],
  ['the key as X-Api-Key', (key) => ({ 'x-api-key': key }), 401],
  ['the key as a cookie', (key) => ({ cookie: `authorization=Bearer%20${key}` }), 401],
];

export const AUTHENTICATION: Promised = {
  promise: 'Without a key nobody is let in',
  cases: [
    ...onEveryRoute,
    ...SPELLINGS.map(([what, as, status]) =>
      asking(`GET a link, ${what}`, status === 401 ? UNAUTHORIZED : FORBIDDEN, async (bench) => {
        const { reference } = await bench.link('plain');
        return withHeaders(bench, { path: `/payment-links/${reference}` }, as(bench.apiKey));
      }),
    ),
  ],
};
