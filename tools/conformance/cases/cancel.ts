import { asking, type Promised } from '../case.ts';
import type { Answer } from '../client.ts';
import { and, link, membersOf, problem } from '../expect.ts';
import type { Workbench } from '../workbench.ts';

const of = (bench: Workbench) => bench.link('cancelled');

async function cancel(bench: Workbench, reference: string): Promise<Answer> {
  return bench.client.send({ method: 'POST', path: `/payment-links/${reference}/cancel` });
}

/** The cases follow on one another: the first one closes the link. */
export const CANCEL: Promised = {
  promise: 'A cancelled link stays closed',
  cases: [
    asking('POST a cancel', link(200, 'closed'), async (bench) => cancel(bench, (await of(bench)).reference)),
    asking('POST the cancel again', link(200, 'closed'), async (bench) =>
      cancel(bench, (await of(bench)).reference),
    ),
    asking('GET the link', link(200, 'closed'), async (bench) => bench.read((await of(bench)).reference)),
    {
      request: 'POST the same order again',
      expected: '200 closed, no new link',
      async attempt(bench) {
        const { reference, transactionNo } = await of(bench);
        const answer = await bench.create(bench.fields({ reference }));
        const expectation = and(link(200, 'closed'), 'no new link', (same) =>
          membersOf(same).transactionNo === transactionNo ? undefined : 'another link',
        );
        return { got: `${answer.status} ${membersOf(answer).status}`, fault: expectation.fault(answer) };
      },
    },
    asking('GET its QR code', problem(409, 'link-not-payable'), async (bench) =>
      bench.client.send({ path: `/payment-links/${(await of(bench)).reference}/qr-code` }),
    ),
    asking(
      'POST a refund of it',
      problem(409, 'refund-not-possible', { paymentStatus: 'closed' }),
      async (bench) =>
        bench.client.send({
          path: `/payment-links/${(await of(bench)).reference}/refunds`,
          body: { refundReference: 'conformance', refundAmount: bench.order.amount },
        }),
    ),
    asking('POST a cancel of no link', problem(404, 'link-not-found'), (bench) =>
      cancel(bench, bench.reference()),
    ),
    asking("POST a cancel of a link's further order", problem(404, 'link-not-found'), async (bench) =>
      cancel(bench, `${(await bench.link('plain')).reference}--2`),
    ),
  ],
};
