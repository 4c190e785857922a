import { WITHOUT_DECIMALS } from '#shared/pockyt/fields.ts';
import { asking, type Promised } from '../case.ts';
import type { Answer } from '../client.ts';
import { and, link, membersOf, problem } from '../expect.ts';
import type { Workbench } from '../workbench.ts';

const NOT_PAID = problem(409, 'refund-not-possible', { paymentStatus: 'pending' });

async function refund(bench: Workbench, body: object, of?: string): Promise<Answer> {
  const reference = of ?? (await bench.link('plain')).reference;
  return bench.client.send({ path: `/payment-links/${reference}/refunds`, body });
}

const sound = (bench: Workbench) => ({ refundReference: 'conformance', refundAmount: bench.order.amount });

/** Changes to a sound request, and the field that the refusal must name. */
const REFUSED: readonly (readonly [what: string, change: Record<string, unknown>, field: string])[] = [
  ['an amount that is a number', { refundAmount: 1 }, 'refundAmount'],
  ['a negative amount', { refundAmount: '-1' }, 'refundAmount'],
  ['no amount', { refundAmount: undefined }, 'refundAmount'],
  ['no refundReference', { refundReference: undefined }, 'refundReference'],
  ['a currency', { currency: 'USD' }, 'currency'],
  ['a transactionNo that is none', { transactionNo: 'a/b' }, 'transactionNo'],
  ['an unknown field', { nonsense: 1 }, 'nonsense'],
];

export const REFUNDS: Promised = {
  promise: 'Nothing is refunded that was not paid',
  cases: [
    asking('POST a refund of an unpaid link', NOT_PAID, (bench) => refund(bench, sound(bench))),
    asking('POST the refund again', NOT_PAID, (bench) => refund(bench, sound(bench))),
    asking('POST a refund, then the same in another spelling', NOT_PAID, async (bench) => {
      const refundReference = 'conformance-spelling';
      await refund(bench, { refundReference, refundAmount: '1' });
      const refundAmount = WITHOUT_DECIMALS.includes(bench.order.currency) ? '1' : '1.00';
      return refund(bench, { refundReference, refundAmount });
    }),
    asking('POST a refund of an order that is not paid', NOT_PAID, async (bench) => {
      const { transactionNo } = await bench.link('plain');
      return refund(bench, { ...sound(bench), transactionNo });
    }),
    asking('POST a refund of a fortune', NOT_PAID, (bench) =>
      refund(bench, { refundReference: 'conformance-2', refundAmount: '999999999999' }),
    ),
    ...REFUSED.map(([what, change, field]) =>
      asking(
        `POST a refund with ${what}`,
        problem(400, 'invalid-request', { pointers: [`#/${field}`] }),
        (bench) => refund(bench, { ...sound(bench), ...change }),
      ),
    ),
    asking('POST a refund of no link', problem(404, 'link-not-found'), (bench) =>
      refund(bench, sound(bench), bench.reference()),
    ),
    asking("POST a refund of a link's further order", problem(404, 'link-not-found'), async (bench) =>
      refund(bench, sound(bench), `${(await bench.link('plain')).reference}--2`),
    ),
    asking(
      'GET the link after all of these',
      and(link(200, 'pending'), 'without a refund', (answer) =>
        membersOf(answer).refunds === undefined ? undefined : 'it has refunds',
      ),
      async (bench) => bench.read((await bench.link('plain')).reference),
    ),
  ],
};
