import type { Answer } from './client.ts';
import { type Expectation, inShort } from './expect.ts';
import type { Workbench } from './workbench.ts';

/** Something that the project claims, and what is tried against it. */
export interface Promised {
  readonly promise: string;
  readonly cases: readonly Case[];
}

/** One thing that is tried. */
export interface Case {
  /** What is sent, in a few words. */
  readonly request: string;
  /** What should come back, in a few words. */
  readonly expected: string;
  /** Whether it means something only with the merchant's token. */
  readonly needsToken?: boolean;
  attempt(bench: Workbench): Promise<Finding>;
}

/** What came back, and what is wrong with it. */
export interface Finding {
  readonly got: string;
  readonly fault?: string | undefined;
}

/** A case of one request, or of several whose last answer counts. */
export function asking(
  request: string,
  expectation: Expectation,
  send: (bench: Workbench) => Promise<Answer>,
): Case {
  return {
    request,
    expected: expectation.says,
    attempt: async (bench) => judged(await send(bench), expectation),
  };
}

export function judged(answer: Answer, expectation: Expectation): Finding {
  return { got: inShort(answer), fault: expectation.fault(answer) };
}
