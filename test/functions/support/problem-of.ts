import { answer } from '#functions/refund/answer.ts';
import type { RefundResult } from '#functions/refund/refund.ts';
import type { Problem } from '#shared/http/problem.ts';

export const PUBLIC_URL = 'https://pay.example';

/** The problem that a caller is answered with for what came of a refund. */
export function problemOf(result: RefundResult): Problem {
  try {
    answer(result, PUBLIC_URL);
  } catch (error) {
    return error as Problem;
  }
  throw new Error(`There is an answer to ${result.kind}, and no problem.`);
}
