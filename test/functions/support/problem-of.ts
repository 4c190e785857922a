import { answer } from '#functions/refund/answer.ts';
import type { RefundResult } from '#functions/refund/refund.ts';
import { type HttpResponse, Problem } from '#shared/http/problem.ts';

export const PUBLIC_URL = 'https://pay.example';

/** An answer that is no problem. */
export function responseOf(answered: HttpResponse | Problem): HttpResponse {
  if (answered instanceof Problem) throw answered;
  return answered;
}

/** An answer that is a problem. */
export function problemIn(answered: HttpResponse | Problem): Problem {
  if (answered instanceof Problem) return answered;
  throw new Error(`There is an answer, and no problem: ${answered.body}`);
}

/** The problem that a caller is answered with for what came of a refund. */
export function problemOf(result: RefundResult): Problem {
  return problemIn(answer(result, PUBLIC_URL));
}
