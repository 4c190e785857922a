import type { Claim } from '#shared/payments/claim.ts';
import { isAskedAtOnce } from '#shared/payments/claims.ts';
import type { Payment } from '#shared/payments/payment.ts';
import { HOUR, MINUTE } from '#test/support/clock.ts';
import {
  answered,
  CREATING,
  called,
  found,
  givenAt,
  IN_STATUS,
  LINK,
  later,
  NO_ORDER,
  noticed,
  noticeOf,
  orderOf,
} from '#test/support/payments.ts';

const { pending } = IN_STATUS;
const AT = later(10 * MINUTE);
const claimsOf = (payment: Payment) => orderOf(payment).claims ?? [];

describe('a claim is asked about', () => {
  const claim = (payment: Payment) => claimsOf(givenAt(AT, payment, noticed()))[0];
  const atOnce = (payment: Payment) => isAskedAtOnce(payment, noticeOf(), claim(payment) as Claim, AT);
  const asked = (ago: number) =>
    givenAt(new Date(AT.getTime() - ago), pending, answered(found({ status: 'init' })));

  it('at once', () => {
    expect(claim(pending)?.askAt).toBe(AT.toISOString());
    expect(atOnce(pending)).toBe(true);
  });

  it('a minute later where the order was asked about within 5 s', () => {
    expect(claim(asked(4_999))?.askAt).toBe(later(11 * MINUTE).toISOString());
    expect(atOnce(asked(4_999))).toBe(false);
    expect(atOnce(asked(5_000))).toBe(true);
  });

  it('after the lease of the call that is in flight', () => {
    const early = givenAt(later(1_000), CREATING, noticed());
    expect(isAskedAtOnce(CREATING, noticeOf(), claimsOf(early)[0] as Claim, later(1_000))).toBe(false);
    expect(early.dueAt).toBe(CREATING.dueAt);
    const linked = givenAt(later(2_000), early, called(LINK));
    expect(linked).toMatchObject({ status: 'pending', dueAt: later(1_000).toISOString() });
    expect(givenAt(later(2_000), linked, answered(found())).status).toBe('paid');
  });

  it('at no time of an order that is not there', () => {
    const missing = noticeOf({ reference: 'R-1--2' });
    expect(isAskedAtOnce(pending, missing, claim(pending) as Claim, AT)).toBe(false);
  });

  it.each(['T-1', 'T-9'])(
    'again after 1, 2, 4, 8, 15 and 30 minutes, and then no more: %s',
    (transactionNo) => {
      const key = { transactionNo };
      const answer = transactionNo === 'T-1' ? found({ status: 'init' }) : NO_ORDER;
      let payment = givenAt(AT, pending, noticed(key));
      const times = [];
      for (let claims = claimsOf(payment); claims[0]; claims = claimsOf(payment)) {
        times.push((Date.parse(claims[0].askAt) - AT.getTime()) / MINUTE);
        payment = givenAt(new Date(claims[0].askAt), payment, answered(answer, { key }));
      }
      expect(times).toEqual([0, 1, 2, 4, 8, 15, 30]);
      expect(orderOf(payment).claimsFailed).toBe(1);
      expect(payment.history.at(-1)).toMatchObject({ event: 'claim-unconfirmed' });
    },
  );

  it('again when Pockyt was silent, also after half an hour', () => {
    const silent = givenAt(later(HOUR), givenAt(AT, pending, noticed()), answered(null));
    expect(claimsOf(silent)).toHaveLength(1);
    expect(silent.dueAt).toBe(later(HOUR + MINUTE).toISOString());
  });

  it('after 15 minutes when three of its order came to nothing', () => {
    let payment = pending;
    let now = AT.getTime();
    const next = () => givenAt(new Date(now), payment, noticed());
    for (let times = 0; times < 3; times++) {
      expect(claimsOf(next())[0]?.askAt).toBe(new Date(now).toISOString());
      payment = givenAt(new Date(now + 31 * MINUTE), next(), answered(found({ status: 'init' })));
      now += HOUR / 2 + 2 * MINUTE;
    }
    expect(claimsOf(next())[0]?.askAt).toBe(new Date(now + 15 * MINUTE).toISOString());
  });

  it('no later for a claim that says more', () => {
    const minuteLater = new Date(AT.getTime() + MINUTE);
    const first = givenAt(AT, pending, noticed({ status: 'failed' }));
    expect(claimsOf(givenAt(minuteLater, first, noticed()))).toMatchObject([
      { status: 'success', askAt: AT.toISOString() },
    ]);
    const asked1 = givenAt(AT, first, answered(found({ status: 'init' })));
    const more = givenAt(new Date(AT.getTime() + 2_000), asked1, noticed());
    expect(claimsOf(more)[0]?.askAt).toBe(minuteLater.toISOString());
  });
});
