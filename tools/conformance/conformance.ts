import type { Case, Promised } from './case.ts';
import { createClient } from './client.ts';
import { inShort, membersOf } from './expect.ts';
import { leakIn, presentable, type Secrets } from './leaks.ts';
import { createWorkbench, type Order, type Workbench } from './workbench.ts';

/** What is tried, and with what. */
export interface Trial {
  /** The endpoint's address, without a slash at its end. */
  readonly url: string;
  readonly secrets: Secrets;
  readonly order: Order;
  /** Letters and digits, another one for each run: part of every reference. */
  readonly run: string;
}

/** What came of a case. `untried`: it needs the merchant's token, which was not given. */
export interface Row {
  readonly promise: string;
  readonly request: string;
  readonly expected: string;
  readonly got: string;
  readonly verdict: 'kept' | 'broken' | 'untried';
  /** What is wrong, if it is broken. */
  readonly fault?: string;
}

/** What became of the links that were made. */
export interface Remains {
  readonly made: number;
  /** The references that could not be cancelled, with what was answered. */
  readonly left: readonly string[];
}

export interface Surroundings {
  readonly wait: (ms: number) => Promise<void>;
  /** Hears of each case as soon as it is done. */
  readonly report: (row: Row) => void;
}

/**
 * Tries the promises of an endpoint, one after the other, and cancels the links that it made.
 *
 * @throws {NoLinkError} when the endpoint makes no link, or none with this key
 */
export async function tryPromises(
  promises: readonly Promised[],
  { url, secrets, order, run }: Trial,
  { wait, report }: Surroundings,
): Promise<Remains> {
  const leaks: string[] = [];
  const inspect = (text: string) => {
    const leak = leakIn(text, secrets);
    if (leak !== undefined) leaks.push(leak);
  };
  const client = createClient({ url, apiKey: secrets.apiKey, wait, inspect });
  const token = secrets.token ?? `made-up-${run}`;
  const bench = createWorkbench({ client, apiKey: secrets.apiKey, order, token, run });

  await bench.link('plain');
  let remains: Remains;
  try {
    for (const { promise, cases } of promises) {
      for (const each of cases) {
        const isUntried = each.needsToken && secrets.token === undefined;
        const outcome = isUntried ? UNTRIED : await outcomeOf(each, bench, leaks);
        const got = presentable(outcome.got, secrets);
        report({ promise, request: each.request, expected: each.expected, ...outcome, got });
      }
    }
  } finally {
    remains = await cancelAll(bench);
  }
  return remains;
}

type Outcome = Pick<Row, 'got' | 'verdict' | 'fault'>;

const UNTRIED: Outcome = { verdict: 'untried', got: 'needs the token' };

/** @param leaks gathers what the answers let out; emptied here */
async function outcomeOf(each: Case, bench: Workbench, leaks: string[]): Promise<Outcome> {
  leaks.length = 0;
  try {
    const { got, fault = leaks[0] } = await each.attempt(bench);
    return fault === undefined ? { verdict: 'kept', got } : { verdict: 'broken', got, fault };
  } catch (error) {
    return { verdict: 'broken', got: (error as Error).message, fault: 'it could not be tried' };
  }
}

async function cancelAll({ client, made }: Workbench): Promise<Remains> {
  const left: string[] = [];
  for (const reference of made) {
    const answer = await client.send({ method: 'POST', path: `/payment-links/${reference}/cancel` });
    if (membersOf(answer).status !== 'closed') left.push(`${reference}: ${inShort(answer)}`);
  }
  return { made: made.size, left };
}
