import { answer } from '#functions/create-link/answer.ts';
import type { CreateResult } from '#functions/create-link/create-link.ts';
import { CredentialsRefusedError, RequestRefusedError, UnknownOutcomeError } from '#shared/pockyt/errors.ts';
import { IN_STATUS } from '#tools/harness/payments.ts';
import { PUBLIC_URL, problemIn, responseOf } from './support/problem-of.ts';

const problemOf = (outcome: CreateResult) => problemIn(answer(outcome, PUBLIC_URL));
const failed = (error: Extract<CreateResult, { kind: 'failed' }>['error']): CreateResult => ({
  kind: 'failed',
  error,
});

describe('the answer to a request for a link', () => {
  it.each([
    ['created', 201],
    ['repeated', 200],
  ] as const)('%s is %i with the link', (kind, statusCode) => {
    const response = responseOf(answer({ kind, payment: IN_STATUS.pending }, PUBLIC_URL));
    expect(response.statusCode).toBe(statusCode);
    expect(JSON.parse(response.body)).toMatchObject({ paymentUrl: 'https://cashier.example/T-1' });
    expect(JSON.parse(response.body)).not.toHaveProperty('warnings');
  });

  it.each(Object.values(IN_STATUS).filter(({ status }) => status !== 'pending'))(
    'shows no link of a payment that is $status: nobody can pay by it',
    (payment) => {
      const body = JSON.parse(responseOf(answer({ kind: 'repeated', payment }, PUBLIC_URL)).body);
      expect(body).toMatchObject({ reference: 'R-1', status: payment.status });
      expect(body).not.toHaveProperty('paymentUrl');
      expect(body.links).not.toHaveProperty('qrCode');
    },
  );

  it('warns of a vendor that is not documented with the currency, and gives the link all the same', () => {
    const { pending } = IN_STATUS;
    const payment = { ...pending, request: { ...pending.request, vendor: 'bkash' } };
    const response = responseOf(answer({ kind: 'created', payment }, PUBLIC_URL));
    expect(JSON.parse(response.body)).toMatchObject({
      paymentUrl: 'https://cashier.example/T-1',
      warnings: [expect.stringContaining('bkash with BDT, not with PHP')],
    });
  });

  it.each<[string, CreateResult, string]>([
    [
      'in flight',
      { kind: 'in-flight' },
      'The first request for this reference is still running. Send the same request again to get its link.',
    ],
    [
      'unknown',
      { kind: 'unknown' },
      'An earlier request for this reference may have made a link, so none is made now: a customer could pay twice. Send the same request again: each time Pockyt is asked, and a link is made as soon as it is sure that there is no other.',
    ],
    [
      'exhausted',
      { kind: 'exhausted' },
      'No link was made: 99 orders were made under this reference, the most there can be, and none can be paid. Choose a new reference.',
    ],
    [
      'spent on other money',
      { kind: 'other-money' },
      'No link was made, and none will be: money of another amount or currency came under this reference. Read the payment: deliver for that money, or refund all of it by its transactionNo and choose a new reference when it has gone back.',
    ],
    [
      'reused',
      { kind: 'reused' },
      'This reference was used with other fields, and may have a link. Send exactly the same fields to get it. A new reference is for another purchase: for the same one a customer could pay twice.',
    ],
    [
      'lost',
      failed(new UnknownOutcomeError('connection', 'Broke.')),
      'Broke. A link may exist. Keep the reference and send the same request again: it never makes a second link.',
    ],
    [
      'not trusted',
      failed(new CredentialsRefusedError('000000')),
      'Pockyt refused the signature: merchantNo, storeNo or token is not what Pockyt has on file. No link was made. Put the right credentials into the secret, then send the same request again.',
    ],
  ])('that is %s says what to do', (_, outcome, detail) => {
    expect(problemOf(outcome).message).toBe(detail);
  });

  it.each([
    ['in flight', { kind: 'in-flight' }, 'link-in-flight', 2],
    ['unknown', { kind: 'unknown' }, 'link-outcome-unknown', 60],
    ['reused', { kind: 'reused' }, 'reference-reused', undefined],
    ['exhausted', { kind: 'exhausted' }, 'reference-reused', undefined],
    ['spent on other money', { kind: 'other-money' }, 'reference-reused', undefined],
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
