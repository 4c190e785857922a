import { answer as answerCancel } from '#functions/cancel-link/answer.ts';
import { cancelLink } from '#functions/cancel-link/cancel-link.ts';
import { answer as answerCreate } from '#functions/create-link/answer.ts';
import type { CreateResult } from '#functions/create-link/create-link.ts';
import { answer as answerQrCode } from '#functions/qr-code/answer.ts';
import { qrCode } from '#functions/qr-code/qr-code.ts';
import type { RefundResult } from '#functions/refund/refund.ts';
import { answer as answerResolution } from '#functions/resolution/answer.ts';
import type { ResolutionResult } from '#functions/resolution/resolution.ts';
import { PROBLEMS, type Problem, type ProblemType, problemResponse } from '#shared/http/problem.ts';
import type { Payment } from '#shared/payments/payment.ts';
import { orderWith, orderWithoutLink, paymentWith } from './support/fixtures.ts';
import { PUBLIC_URL, problemIn, problemOf } from './support/problem-of.ts';
import { openWorld } from './support/world.ts';

const world = openWorld();
const YIP = orderWith({ link: { transactionNo: 'T-1', clientToken: 'ct', clientScript: '' } });
const PAID = paymentWith(orderWith({ state: 'paid', held: true }));
const UNKNOWN = paymentWith(orderWithoutLink({ state: 'unknown' }));
const [order] = PAID.orders as [Payment['orders'][number]];

const cancelled = async (payment = PAID) =>
  problemIn(answerCancel(await cancelLink(payment, world.deps), PUBLIC_URL));
const asCode = async (payment = PAID) => problemIn(answerQrCode(await qrCode(payment, undefined)));

describe('what waiting does not change says nothing of coming back', () => {
  it.each([PAID, UNKNOWN])('a link that cannot be cancelled ($status)', async (payment) => {
    const problem = await cancelled(payment);
    expect(problem.type).toBe('link-not-cancellable');
    expect(problem.options).not.toHaveProperty('retryAfter');
  });

  it.each([PAID, paymentWith(YIP)])('a QR code of what nobody can pay by it ($status)', async (payment) => {
    const problem = await asCode(payment);
    expect(problem.type).toBe('link-not-payable');
    expect(problem.options).not.toHaveProperty('retryAfter');
  });

  it.each<[string, RefundResult]>([
    ['refund-not-possible', { kind: 'not-paid', payment: UNKNOWN }],
    ['refund-not-possible', { kind: 'too-many-refunds', payment: PAID }],
    ['refund-exceeds-payment', { kind: 'exceeds-the-payment', payment: PAID, order }],
    ['reference-reused', { kind: 'reused' }],
    ['invalid-request', { kind: 'order-unclear', transactionNos: ['T-1', 'T-2'] }],
  ])('%s', (type, result) => {
    const problem = problemOf(result);
    expect(problem.type).toBe(type);
    expect(problem.options).not.toHaveProperty('retryAfter');
  });
});

describe('what waiting may change says when to come back', () => {
  it.each<[string, number, RefundResult]>([
    ['refund-in-flight', 2, { kind: 'in-flight' }],
    ['refund-outcome-unknown', 60, { kind: 'unknown' }],
    ['pockyt-outcome-unknown', 60, { kind: 'unconfirmed' }],
  ])('%s in %i seconds', (type, seconds, result) => {
    expect(problemOf(result)).toMatchObject({ type, options: { retryAfter: seconds } });
  });
});

describe('a 409 says when to come back only where waiting helps', () => {
  const created = async (result: CreateResult) => problemIn(answerCreate(result, PUBLIC_URL));
  const resolved = async (result: ResolutionResult) => problemIn(answerResolution(result, PUBLIC_URL));
  const SECONDS: Partial<
    Record<ProblemType, [problem: () => Promise<Problem>, seconds: number | undefined]>
  > = {
    'link-in-flight': [() => created({ kind: 'in-flight' }), 2],
    'link-outcome-unknown': [() => created({ kind: 'unknown' }), 60],
    'link-not-cancellable': [() => cancelled(), undefined],
    'link-not-payable': [() => asCode(), undefined],
    'refund-in-flight': [async () => problemOf({ kind: 'in-flight' }), 2],
    'refund-outcome-unknown': [async () => problemOf({ kind: 'unknown' }), 60],
    'refund-not-possible': [async () => problemOf({ kind: 'not-paid', payment: UNKNOWN }), undefined],
    'refund-exceeds-payment': [
      async () => problemOf({ kind: 'exceeds-the-payment', payment: PAID, order }),
      undefined,
    ],
    'nothing-to-resolve': [() => resolved({ kind: 'nothing-to-resolve', payment: PAID }), undefined],
    'resolution-too-early': [() => resolved({ kind: 'too-early', seconds: 1200 }), 1200],
    'resolution-contradicted': [() => resolved({ kind: 'contradicted', payment: UNKNOWN }), undefined],
  };
  const conflicts = (Object.keys(PROBLEMS) as ProblemType[]).filter((type) => PROBLEMS[type].status === 409);

  it.each(conflicts)('%s', async (type) => {
    const [made, seconds] = SECONDS[type] ?? [];
    const problem = await made?.();
    expect(problem?.type).toBe(type);
    const { headers } = problemResponse(problem as Problem, 'request-1');
    expect(headers['retry-after']).toBe(seconds?.toString());
  });
});
