import type { Payment } from '#shared/payments/payment.ts';
import { DAY, HOUR, MINUTE } from '#tools/harness/clock.ts';
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
  orderOf,
} from '#tools/harness/payments.ts';

const { pending, paid } = IN_STATUS;
const AT = later(10 * MINUTE);
const claimsOf = (payment: Payment) => orderOf(payment).claims ?? [];

describe('a claim is asked about', () => {
  const claim = (payment: Payment) => claimsOf(givenAt(AT, payment, noticed()))[0];
  const asked = (ago: number) =>
    givenAt(new Date(AT.getTime() - ago), pending, answered(found({ status: 'init' })));

  it('at once', () => {
    expect(claim(pending)?.askAt).toBe(AT.toISOString());
  });

  it('a minute later where the order was asked about within 5 s', () => {
    expect(claim(asked(4_999))?.askAt).toBe(later(11 * MINUTE).toISOString());
    expect(claim(asked(5_000))?.askAt).toBe(AT.toISOString());
  });

  it('after the lease of the call that is in flight', () => {
    const early = givenAt(later(1_000), CREATING, noticed());
    expect(early.dueAt).toBe(CREATING.dueAt);
    const linked = givenAt(later(2_000), early, called(LINK));
    expect(linked).toMatchObject({ status: 'pending', dueAt: later(1_000).toISOString() });
    expect(givenAt(later(2_000), linked, answered(found())).status).toBe('paid');
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

  it('for minutes after the last notice that made it, however long after the first that was', () => {
    const init = answered(found({ status: 'init' }));
    const half = new Date(AT.getTime() + 30 * MINUTE);
    const again = givenAt(new Date(half.getTime() - 5_000), givenAt(AT, pending, noticed(), init), noticed());
    expect(claimsOf(givenAt(half, again, init))).toHaveLength(1);
  });

  it('again when Pockyt was silent, also after half an hour', () => {
    const silent = givenAt(later(HOUR), givenAt(AT, pending, noticed()), answered(null));
    expect(claimsOf(silent)).toHaveLength(1);
    expect(silent.dueAt).toBe(later(HOUR + MINUTE).toISOString());
  });

  it('on another number later by itself when Pockyt was silent, for a month: an outage outlasts a day', () => {
    const key = { transactionNo: 'T-9' };
    let payment = givenAt(AT, pending, noticed(key));
    const own = orderOf(payment).checks;
    const waits = [];
    for (let claims = claimsOf(payment); claims[0]; claims = claimsOf(payment)) {
      const asked = claims[0].askAt;
      payment = givenAt(new Date(asked), payment, answered(null, { key }));
      const next = claimsOf(payment)[0]?.askAt;
      if (next !== undefined) waits.push((Date.parse(next) - Date.parse(asked)) / MINUTE);
      else expect(Date.parse(asked)).toBeGreaterThanOrEqual(AT.getTime() + 30 * DAY);
    }
    expect(waits.slice(0, 6)).toEqual([1, 1, 1, 1, 1, 1.25]);
    expect([...waits].sort((one, other) => one - other)).toEqual(waits);
    expect(waits.at(-1)).toBe(60);
    for (const name of ['silentSince', 'retryAt', 'claimsFailed']) {
      expect(orderOf(payment)).not.toHaveProperty(name);
    }
    expect(orderOf(payment).checks).toEqual(own);
  });

  it('on another number later by itself, and no other claim with it', () => {
    const both = givenAt(AT, paid, noticed({ transactionNo: 'T-8' }), noticed({ transactionNo: 'T-9' }));
    const silent = givenAt(AT, both, answered(null, { key: { transactionNo: 'T-9' } }));
    expect(claimsOf(silent)).toMatchObject([
      { transactionNo: 'T-8', askAt: AT.toISOString() },
      { transactionNo: 'T-9', askAt: later(11 * MINUTE).toISOString() },
    ]);
    expect(silent.dueAt).toBe(AT.toISOString());
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

  it('no later for a further claim on its number, whichever of the two is kept', () => {
    const init = answered(found({ status: 'init' }));
    const seconds = (count: number) => new Date(AT.getTime() + count * 1_000);
    const [failed, success] = [noticed({ status: 'failed' }), noticed()];
    for (const [one, other] of [
      [failed, success],
      [success, failed],
    ] as const) {
      const unasked = givenAt(seconds(60), givenAt(AT, pending, one), other);
      expect(claimsOf(unasked)).toMatchObject([{ status: 'success', askAt: AT.toISOString() }]);
      const asked = givenAt(AT, givenAt(AT, pending, one), init);
      const justAsked = givenAt(seconds(2), asked, other);
      expect(claimsOf(justAsked)).toMatchObject([{ status: 'success', askAt: seconds(60).toISOString() }]);
      const later = givenAt(seconds(10), asked, other);
      expect(claimsOf(later)).toMatchObject([{ status: 'success', askAt: seconds(10).toISOString() }]);
    }
  });
});
