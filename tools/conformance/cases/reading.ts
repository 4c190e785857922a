import { asking, type Promised } from '../case.ts';
import type { Request } from '../client.ts';
import { and, gateway, link, membersOf, ordersIn, problem } from '../expect.ts';

const NOT_FOUND = problem(404, 'link-not-found');
const NO_ROUTE = gateway(404, 'Not Found');

/** What has become of the payment, in the order in which it did. */
const events = (answer: { text: string }) =>
  ((membersOf(answer).history ?? []) as { event: string }[]).map(({ event }) => event).join(' ');

const ANSWERED = '{"answered":true}';
/** By whomever: reconciliation may have been there a moment before. */
const JUST_ASKED = '{"answered":false,"reason":"just-asked"}';

/** A payment that says one of these of having asked Pockyt. */
const refreshed = (says: string, told: readonly string[]) =>
  and(link(200, 'pending'), says, (answer) => {
    const refresh = JSON.stringify(membersOf(answer).refresh);
    return told.includes(refresh) ? undefined : `it says ${refresh}`;
  });

/** Requests that would change nothing if the parameter were passed over. */
const WITH_QUERY: readonly (readonly [route: string, request: (reference: string) => Request])[] = [
  ['POST /payment-links', () => ({ path: '/payment-links?refresh=true', body: {} })],
  ['GET a link', (reference) => ({ path: `/payment-links/${reference}?refresh=true` })],
  ['GET a QR code', (reference) => ({ path: `/payment-links/${reference}/qr-code?refresh=true` })],
  [
    'POST a refresh',
    (reference) => ({ path: `/payment-links/${reference}/refresh?refresh=true`, method: 'POST' }),
  ],
  [
    'POST a cancel',
    (reference) => ({ path: `/payment-links/${reference}-x/cancel?refresh=true`, method: 'POST' }),
  ],
  ['POST a refund', (reference) => ({ path: `/payment-links/${reference}/refunds?refresh=true`, body: {} })],
  [
    'POST a word on an order',
    (reference) => ({
      path: `/payment-links/${reference}/orders/${reference}/resolution?refresh=true`,
      body: {},
    }),
  ],
  [
    'POST a word on a refund',
    (reference) => ({ path: `/payment-links/${reference}/refunds/one/resolution?refresh=true`, body: {} }),
  ],
];

export const READING: Promised = {
  promise: 'A payment is read as it is stored, and no other way',
  cases: [
    asking(
      'GET a link',
      and(link(200, 'pending'), 'with its history', (answer) =>
        events(answer).startsWith('requested link')
          ? undefined
          : 'its history does not begin with its creation',
      ),
      async (bench) => bench.read((await bench.link('plain')).reference),
    ),
    {
      request: 'GET a link for its order',
      expected: 'one, open, under its reference',
      async attempt(bench) {
        const { reference } = await bench.link('plain');
        const orders = ordersIn(await bench.read(reference));
        const [{ providerReference, state } = {}] = orders;
        const isOne = orders.length === 1 && providerReference === reference && state === 'open';
        const fault = isOne ? undefined : 'it is not the order that was made';
        return { got: `${orders.length}, ${state}, ${providerReference}`, fault };
      },
    },
    {
      request: 'GET a link for its money',
      expected: 'the amount as it was sent, the currency',
      async attempt(bench) {
        const { amount, currency } = membersOf(await bench.read((await bench.link('plain')).reference));
        const isSame = amount === bench.order.amount && currency === bench.order.currency;
        return { got: `${amount} ${currency}`, fault: isSame ? undefined : 'it is not what was asked for' };
      },
    },
    asking('POST a refresh', refreshed('Pockyt answered', [ANSWERED, JUST_ASKED]), async (bench) =>
      bench.refresh((await bench.link('plain')).reference),
    ),
    asking('POST the refresh again', refreshed('just asked', [JUST_ASKED]), async (bench) =>
      bench.refresh((await bench.link('plain')).reference),
    ),
    asking('POST a refresh of no link', NOT_FOUND, (bench) => bench.refresh(bench.reference())),
    asking("POST a refresh of a link's further order", NOT_FOUND, async (bench) =>
      bench.refresh(`${(await bench.link('plain')).reference}--2`),
    ),
    ...WITH_QUERY.map(([route, request]) =>
      asking(
        `${route} with a query parameter that it does not take`,
        problem(400, 'invalid-request', { parameters: ['refresh'] }),
        async (bench) => bench.client.send(request((await bench.link('plain')).reference)),
      ),
    ),
    asking('GET a reference that nobody used', NOT_FOUND, (bench) => bench.read(bench.reference())),
    asking("GET a link's further order by its name", NOT_FOUND, async (bench) =>
      bench.read(`${(await bench.link('plain')).reference}--2`),
    ),
    asking('GET the reference __proto__', NOT_FOUND, (bench) => bench.read('__proto__')),
    asking('GET a reference in quotes', NOT_FOUND, (bench) => bench.read('%27%20OR%20%271%27%3D%271')),
    asking('GET a reference of 1500 characters', NOT_FOUND, (bench) => bench.read('x'.repeat(1500))),
    asking('GET a reference of 2049 characters', NOT_FOUND, (bench) => bench.read('x'.repeat(2049))),
    asking('PUT a link', NO_ROUTE, async (bench) => {
      const path = `/payment-links/${(await bench.link('plain')).reference}`;
      return bench.client.send({ method: 'PUT', path, body: {} });
    }),
    asking('DELETE a link', NO_ROUTE, async (bench) => {
      const path = `/payment-links/${(await bench.link('plain')).reference}`;
      return bench.client.send({ method: 'DELETE', path });
    }),
    asking('GET every link', NO_ROUTE, (bench) => bench.client.send({ path: '/payment-links' })),
  ],
};
