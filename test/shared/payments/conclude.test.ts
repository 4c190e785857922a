import { conclude } from '#shared/payments/conclude.ts';
import { STATUSES } from '#shared/payments/states.ts';
import { IN_STATUS, NOW } from '#test/support/payments.ts';

const LATER = new Date('2026-05-01T13:00:00.000Z');
const entry = { source: 'query', event: 'query' } as const;

describe('a payment that moves', () => {
  it('has a new status, a line of history and a next check', () => {
    const { pending } = IN_STATUS;
    expect(conclude(pending, 'closed', LATER, entry)).toEqual({
      verdict: 'moved',
      late: false,
      payment: {
        ...pending,
        status: 'closed',
        updatedAt: LATER.toISOString(),
        dueAt: pending.checks[0],
        history: [...pending.history, { ...entry, at: LATER.toISOString(), from: 'pending', to: 'closed' }],
      },
    });
  });

  it.each(STATUSES.filter((status) => status !== 'paid'))('from %s to paid has the time of it', (status) => {
    const { payment } = conclude(IN_STATUS[status], 'paid', LATER, entry);
    expect(payment.paidAt).toBe(LATER.toISOString());
    expect(payment.late).toBe(
      ['rejected', 'failed', 'closed', 'expired'].includes(status) ? true : undefined,
    );
  });

  it('to anything else has neither a time of payment nor money that is late', () => {
    const decision = conclude(IN_STATUS.rejected, 'creating', LATER, entry);
    expect(decision).toMatchObject({ verdict: 'moved', late: false });
    expect(decision.payment).not.toHaveProperty('paidAt');
    expect(decision.payment).not.toHaveProperty('late');
  });

  it('on from paid, or not at all, keeps the time at which it was paid', () => {
    const { paid } = IN_STATUS;
    expect(conclude(paid, 'paid', LATER, entry)).toMatchObject({
      verdict: 'noted',
      payment: { paidAt: paid.paidAt },
    });
    expect(conclude(paid, 'reversed', LATER, entry)).toMatchObject({
      payment: { paidAt: NOW.toISOString() },
    });
  });

  it('not at all tells why, where there is a reason', () => {
    const { pending } = IN_STATUS;
    expect(conclude(pending, 'pending', LATER, entry)).not.toHaveProperty('refusal');
    expect(conclude(pending, 'pending', LATER, { ...entry, refusal: 'contradicted' })).toMatchObject({
      verdict: 'noted',
      refusal: 'contradicted',
    });
  });
});
