import type { Bench } from '../bench.ts';
import { asking, type Case, type Finding, type Promised } from '../case.ts';
import type { Answer } from '../client.ts';
import { and, inShort, link, membersOf, problem } from '../expect.ts';

/** How many ask at once. */
const CROWD = 10;

const REUSED = problem(422, 'reference-reused');
const IN_FLIGHT = problem(409, 'link-in-flight');

/** Asks for the plain link once more, with the changes, and says whether the answer is that link. */
function again(request: string, changes: (bench: Bench) => Record<string, unknown>): Case {
  return {
    request,
    expected: '200 pending, the same link',
    async attempt(bench) {
      const { reference, transactionNo, paymentUrl } = await bench.link('plain');
      const answer = await bench.create(bench.fields({ reference, ...changes(bench) }));
      const expectation = and(link(200, 'pending'), 'the same link', (same) =>
        membersOf(same).transactionNo === transactionNo && membersOf(same).paymentUrl === paymentUrl
          ? undefined
          : 'another link',
      );
      return { got: inShort(answer), fault: expectation.fault(answer) };
    },
  };
}

const otherwise = (what: string, change: Record<string, unknown>): Case =>
  asking(`POST again with ${what}`, REUSED, async (bench) => {
    const { reference } = await bench.link('plain');
    return bench.create(bench.fields({ reference, ...change }));
  });

/** Everybody at once, under one reference; `differ` makes each body another one. */
async function crowd(bench: Bench, differ: boolean): Promise<Answer[]> {
  const fields = bench.fields();
  return Promise.all(
    Array.from({ length: CROWD }, (_, number) =>
      bench.create({ ...fields, ...(differ && { note: `${number}` }) }),
    ),
  );
}

/** One 201, and nothing else but answers that fit the rest. */
function oneOf(answers: readonly Answer[], rest: (answer: Answer) => string | undefined): Finding {
  const made = answers.filter(({ status }) => status === 201);
  const links = new Set(
    answers.filter(({ status }) => status < 300).map((answer) => membersOf(answer).transactionNo),
  );
  const others = answers.filter(({ status }) => status !== 201);
  const counts = Map.groupBy(answers, inShort);
  const got = [...counts].map(([short, { length }]) => `${length} x ${short}`).join(', ');
  const fault = others.map(rest).find((fault) => fault !== undefined);
  if (made.length !== 1) return { got, fault: `${made.length} were made` };
  return { got, fault: links.size === 1 ? fault : `${links.size} links` };
}

export const IDEMPOTENCY: Promised = {
  promise: 'One reference makes one link',
  cases: [
    again('POST the same again', () => ({})),
    again('POST the same, written otherwise', (bench) => ({
      timeout: Number(bench.fields().timeout),
      terminal: 'ONLINE',
      settleCurrency: bench.order.currency === 'GBP' ? 'GBP' : 'USD',
      description: '',
      note: null,
    })),
    otherwise('another amount', { amount: '7' }),
    otherwise('another currency', { currency: 'CNY', amount: '7' }),
    otherwise('another callbackUrl', { callbackUrl: 'https://thief.example/' }),
    otherwise('a note besides', { note: 'besides' }),
    again('POST the same after all of these', () => ({})),
    {
      request: `POST the same ${CROWD} times at once`,
      expected: 'one 201; 200 the same link or 409 link-in-flight',
      attempt: async (bench) =>
        oneOf(await crowd(bench, false), (answer) =>
          answer.status === 409 ? IN_FLIGHT.fault(answer) : link(200, 'pending').fault(answer),
        ),
    },
    {
      request: `POST ${CROWD} different bodies at once`,
      expected: `one 201, ${CROWD - 1} x 422 reference-reused`,
      attempt: async (bench) => oneOf(await crowd(bench, true), (answer) => REUSED.fault(answer)),
    },
  ],
};
