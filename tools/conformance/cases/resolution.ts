import { asking, type Promised } from '../case.ts';
import type { Answer } from '../client.ts';
import { and, link, membersOf, problem } from '../expect.ts';
import type { Workbench } from '../workbench.ts';

const NOTHING_UNKNOWN = problem(409, 'nothing-to-resolve', { paymentStatus: 'pending' });
const NOT_FOUND = problem(404, 'link-not-found');

const NOT_MADE = { outcome: 'not-made', seen: 'Nothing: this is a trial.' };
const MADE = { outcome: 'made', seen: 'Success: this is a trial.', transactionNo: '900000000000000001' };

/** A word on an order of the link, or on a refund where one is named. */
async function resolve(
  bench: Workbench,
  body: object,
  { order, refund, of }: { order?: string; refund?: string; of?: string } = {},
): Promise<Answer> {
  const reference = of ?? (await bench.link('plain')).reference;
  const what = refund === undefined ? `orders/${order ?? reference}` : `refunds/${refund}`;
  return bench.client.send({ path: `/payment-links/${reference}/${what}/resolution`, body });
}

/** Changes to a word that an order was made, and the fields that the refusal must name. */
const REFUSED: readonly (readonly [
  what: string,
  change: Record<string, unknown>,
  ...fields: readonly string[],
])[] = [
  ['no outcome', { outcome: undefined }, 'outcome', 'transactionNo'],
  ['another outcome', { outcome: 'paid', transactionNo: undefined }, 'outcome'],
  ['an outcome that is a truth value', { outcome: true, transactionNo: undefined }, 'outcome'],
  ['nothing seen', { seen: undefined }, 'seen'],
  ['a blank seen', { seen: ' ' }, 'seen'],
  ['two lines seen', { seen: 'one\ntwo' }, 'seen'],
  ['more seen than is kept', { seen: 'x'.repeat(201) }, 'seen'],
  ['no number of what was made', { transactionNo: undefined }, 'transactionNo'],
  ['a number that is none', { transactionNo: 'a/b' }, 'transactionNo'],
  ['a number of what was not made', { outcome: 'not-made' }, 'transactionNo'],
  ['an unknown field', { by: 'somebody else' }, 'by'],
  [
    'four mistakes',
    { outcome: 1, seen: '', transactionNo: 1, nonsense: 1 },
    'nonsense',
    'outcome',
    'seen',
    'transactionNo',
  ],
];

export const RESOLUTION: Promised = {
  promise: 'A person’s word ends nothing that is known',
  cases: [
    asking('POST a word that an order was not made', NOTHING_UNKNOWN, (bench) => resolve(bench, NOT_MADE)),
    asking('POST a word that it was made', NOTHING_UNKNOWN, async (bench) => {
      const { transactionNo } = await bench.link('plain');
      return resolve(bench, { ...MADE, transactionNo });
    }),
    asking('POST a word on an order that there is not', NOTHING_UNKNOWN, async (bench) =>
      resolve(bench, NOT_MADE, { order: `${(await bench.link('plain')).reference}--2` }),
    ),
    asking('POST a word on a refund that there is not', NOTHING_UNKNOWN, (bench) =>
      resolve(bench, NOT_MADE, { refund: 'conformance' }),
    ),
    asking('POST a word that such a refund was made', NOTHING_UNKNOWN, (bench) =>
      resolve(bench, MADE, { refund: 'conformance' }),
    ),
    asking('POST a word on an order of no link', NOT_FOUND, (bench) =>
      resolve(bench, NOT_MADE, { of: bench.reference() }),
    ),
    asking('POST a word on a refund of no link', NOT_FOUND, (bench) =>
      resolve(bench, NOT_MADE, { of: bench.reference(), refund: 'conformance' }),
    ),
    asking("POST a word under the name of a link's further order", NOT_FOUND, async (bench) =>
      resolve(bench, NOT_MADE, { of: `${(await bench.link('plain')).reference}--2` }),
    ),
    ...REFUSED.map(([what, change, ...fields]) =>
      asking(
        `POST a word with ${what}`,
        problem(400, 'invalid-request', { pointers: fields.map((field) => `#/${field}`) }),
        (bench) => resolve(bench, { ...MADE, ...change }),
      ),
    ),
    asking(
      'GET the link after all of these words',
      and(link(200, 'pending'), 'none in its history', (answer) => {
        const { history } = membersOf(answer);
        const isSaid = Array.isArray(history) && history.some(({ source }) => source === 'person');
        return isSaid ? 'a word was kept' : undefined;
      }),
      async (bench) => bench.read((await bench.link('plain')).reference),
    ),
  ],
};
