import { answer } from '#functions/create-link/answer.ts';
import type { Outcome } from '#functions/create-link/create-link.ts';
import type { Problem } from '#shared/http/problem.ts';
import { CredentialsRefusedError, RequestRefusedError, UnknownOutcomeError } from '#shared/pockyt/errors.ts';
import { IN_STATUS } from '#test/support/payments.ts';

function problemOf(outcome: Outcome): Problem {
  try {
    answer(outcome, 'https://pay.example');
  } catch (error) {
    return error as Problem;
  }
  throw new Error('was answered with a link');
}
const failed = (error: Extract<Outcome, { kind: 'failed' }>['error']): Outcome => ({ kind: 'failed', error });

describe('the answer to a request for a link', () => {
  it.each([
    ['created', 201],
    ['repeated', 200],
  ] as const)('%s is %i with the link', (kind, statusCode) => {
    const response = answer({ kind, payment: IN_STATUS.pending }, 'https://pay.example');
    expect(response.statusCode).toBe(statusCode);
    expect(JSON.parse(response.body)).toMatchObject({ paymentUrl: 'https://cashier.example/T-1' });
    expect(JSON.parse(response.body)).not.toHaveProperty('warnings');
  });

  it.each([
    ['in flight', { kind: 'in-flight', retryAfter: 7 }, 'link-in-flight', 7],
    ['unsettled', { kind: 'unsettled' }, 'link-outcome-unknown', 60],
    ['reused', { kind: 'reused' }, 'reference-reused', undefined],
    ['late', failed(new UnknownOutcomeError('deadline', 'Late.')), 'pockyt-deadline', 60],
    ['lost', failed(new UnknownOutcomeError('connection', 'Broke.')), 'pockyt-outcome-unknown', 60],
    ['not trusted', failed(new CredentialsRefusedError('000000')), 'credentials-refused', 60],
    ['refused', failed(new RequestRefusedError('000020', [])), 'refused-by-pockyt', undefined],
  ] as const)('that is %s is the problem %s', (_, outcome, type, retryAfter) => {
    const problem = problemOf(outcome);
    expect(problem.type).toBe(type);
    expect(problem.options.retryAfter).toBe(retryAfter);
    expect(problem.message).toMatch(/\.$/);
  });

  it('that Pockyt refused names its code and the fields that it names, as far as a caller sends them', () => {
    const { options, message } = problemOf(
      failed(new RequestRefusedError('000023', ['amount', 'merchantNo'])),
    );
    expect(options.members).toEqual({ code: '000023' });
    expect(options.errors).toEqual([{ pointer: '#/amount', detail: "Pockyt's answer names this field." }]);
    expect(message).toContain('parameter value error');
    expect(problemOf(failed(new RequestRefusedError('000020', []))).options).not.toHaveProperty('errors');
  });
});
