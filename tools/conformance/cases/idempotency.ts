import { asking, type Case, type Finding, type Promised } from '../case.ts';
import type { Answer } from '../client.ts';
import { and, inShort, link, membersOf, problem } from '../expect.ts';
import type { Workbench } from '../workbench.ts';

/** How many ask at once. */
const CROWD = 10;

const REUSED = problem(422, 'reference-reused');
const SAME = link(200, 'pending');
const IN_FLIGHT = problem(409, 'link-in-flight');

/** Asks for the plain link once more, with the changes, and says whether the answer is that link. */
function again(request: string, changes: (bench: Workbench) => Record<string, unknown>): Case {
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

/** Everybody at once, with these bodies. */
const crowd = (bench: Workbench, bodies: readonly object[]): Promise<Answer[]> =>
  Promise.all(bodies.map((body) => bench.create(body)));

/** The same body for everybody; and once more when the first of them is surely done. */
async function sameAtOnce(bench: Workbench): Promise<Finding> {
  const fields = bench.fields();
  const answers = await crowd(bench, Array(CROWD).fill(fields));
  const found = oneOf(answers, (answer) => (answer.status === 409 ? IN_FLIGHT : SAME).fault(answer));
  const late = await bench.create(fields);
  const links = new Set([...answers, late].flatMap((answer) => membersOf(answer).transactionNo ?? []));
  return { ...found, fault: found.fault ?? SAME.fault(late) ?? (links.size === 1 ? undefined : 'two links') };
}

function differentAtOnce(bench: Workbench): Promise<Answer[]> {
  const fields = bench.fields();
  return crowd(
    bench,
    Array.from({ length: CROWD }, (_, number) => ({ ...fields, note: `${number}` })),
  );
}

/** One 201, and nothing else but answers that fit the rest. */
function oneOf(answers: readonly Answer[], faultOfRest: (answer: Answer) => string | undefined): Finding {
  const [made, rest] = [true, false].map((isMade) =>
    answers.filter(({ status }) => (status === 201) === isMade),
  );
  const got = [...Map.groupBy(answers, inShort)]
    .map(([short, { length }]) => `${length} x ${short}`)
    .join(', ');
  const faults = rest!.map(faultOfRest).filter((fault) => fault !== undefined);
  return { got, fault: made!.length === 1 ? faults[0] : `${made!.length} were made` };
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
      attempt: sameAtOnce,
    },
    {
      request: `POST ${CROWD} different bodies at once`,
      expected: `one 201, ${CROWD - 1} x 422 reference-reused`,
      attempt: async (bench) => oneOf(await differentAtOnce(bench), (answer) => REUSED.fault(answer)),
    },
  ],
};
