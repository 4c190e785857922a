import type { Notice } from '#shared/pockyt/notice.ts';
import { MINUTE } from '#tools/harness/clock.ts';
import { answered, found, givenAt, IN_STATUS, later, noticed, orderOf } from '#tools/harness/payments.ts';

const { pending, paid } = IN_STATUS;
const AT = later(10 * MINUTE);
const DETAILS = {
  vendorId: 'v-1',
  time: '20260501120000',
  completedAt: '2026-05-01T12:00:00Z',
  vaultId: 'ca_1',
  customerNo: 'c-1',
};
const T9 = { transactionNo: 'T-9' };

describe('what a notice tells beside its claim', () => {
  it('is kept with the order once what it claims is so', () => {
    const claimed = givenAt(AT, pending, noticed({ ...DETAILS, cut: true }));
    expect(orderOf(claimed)).not.toHaveProperty('details');
    const confirmed = orderOf(givenAt(AT, claimed, answered(found())));
    expect(confirmed.details).toEqual(DETAILS);
    expect(confirmed).not.toHaveProperty('claims');
  });

  it('is kept without a line of history where what it claims was so before', () => {
    const change = noticed({ ...DETAILS, amount: undefined, currency: undefined })(paid, AT);
    expect(change).toMatchObject({ isChanged: true, payment: { history: paid.history } });
    expect(change.reason).toBeUndefined();
    expect(orderOf(change.payment)).toEqual({ ...orderOf(paid), details: DETAILS });
  });

  it('is kept of the first that told it, and nothing is written where it is known', () => {
    const { vaultId, ...first } = DETAILS;
    const known = givenAt(AT, paid, noticed(first));
    const both = givenAt(AT, known, noticed({ ...DETAILS, customerNo: 'c-2', vendorId: 'v-2' }));
    expect(orderOf(both).details).toEqual(DETAILS);
    expect(noticed(DETAILS)(both, AT)).toEqual({ payment: both, isChanged: false, reason: 'reached' });
  });

  it.each<Partial<Notice>>([
    { amount: '6.00' },
    { currency: 'USD' },
    { status: 'reversed' },
    { refundReference: 'RF-1' },
    T9,
  ])('is not kept of a claim that contradicts, is not so or is about a refund: %j', (change) => {
    const refunds = [{ refundReference: 'RF-1', refundAmount: '3.00' }];
    const told = noticed({ ...DETAILS, ...change });
    for (const steps of [
      [told, answered(found({ refunds }))],
      [answered(found({ refunds })), told],
    ]) {
      expect(orderOf(givenAt(AT, pending, ...steps))).not.toHaveProperty('details');
    }
  });

  it('is kept with the find that its number became', () => {
    const claimed = givenAt(AT, pending, noticed({ ...DETAILS, ...T9 }));
    const seen = givenAt(AT, claimed, answered(found(T9), { key: T9 }));
    expect(orderOf(seen)).not.toHaveProperty('details');
    expect(orderOf(seen, 'R-1#T-9').details).toEqual(DETAILS);
  });
});
