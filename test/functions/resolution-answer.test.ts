import { answer } from '#functions/resolution/answer.ts';
import type { ResolutionResult } from '#functions/resolution/resolution.ts';
import { IN_STATUS } from '#tools/harness/payments.ts';
import { PUBLIC_URL, problemIn, responseOf } from './support/problem-of.ts';

const payment = IN_STATUS.unknown;

const problemOf = (result: ResolutionResult) => problemIn(answer(result, PUBLIC_URL));

describe('the answer to a person’s word', () => {
  it('is the payment with its history, where it counts', () => {
    const { statusCode, body } = responseOf(answer({ kind: 'resolved', payment }, PUBLIC_URL));
    expect(statusCode).toBe(200);
    expect(JSON.parse(body)).toMatchObject({
      reference: 'R-1',
      status: 'unknown',
      history: [{}, {}],
      links: { self: `${PUBLIC_URL}/payment-links/R-1` },
    });
  });

  it('says how the payment is, where there is nothing to resolve', () => {
    expect(problemOf({ kind: 'nothing-to-resolve', payment })).toMatchObject({
      type: 'nothing-to-resolve',
      message: expect.stringMatching(/^Nothing was changed: .* The payment is unknown; read it/),
      options: { members: { paymentStatus: 'unknown' } },
    });
  });

  it('says when it will not be too early any more', () => {
    const { type, message, options } = problemOf({ kind: 'too-early', seconds: 1200 });
    expect([type, options]).toEqual(['resolution-too-early', { retryAfter: 1200 }]);
    expect(message).toMatch(
      /^Nothing was changed: for an hour after it was sent, Pockyt itself may still tell/,
    );
  });

  it('says to look again, where Pockyt contradicts', () => {
    expect(problemOf({ kind: 'contradicted', payment })).toEqual(
      expect.objectContaining({
        type: 'resolution-contradicted',
        message: expect.stringMatching(
          /^Your word changed nothing: Pockyt was asked, and does not say the same/,
        ),
        options: { members: { paymentStatus: 'unknown' } },
      }),
    );
  });

  it('says to come back, where Pockyt is silent', () => {
    expect(problemOf({ kind: 'unanswered' })).toMatchObject({
      type: 'pockyt-outcome-unknown',
      message: expect.stringMatching(/^Nothing was changed: Pockyt was asked first, and did not answer/),
      options: { retryAfter: 60 },
    });
  });
});
