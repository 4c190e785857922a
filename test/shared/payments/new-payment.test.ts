import { newPayment } from '#shared/payments/new-payment.ts';
import { currentAttempt, decisiveAttempt, isFree, type Payment } from '#shared/payments/payment.ts';
import { STATUSES } from '#shared/payments/states.ts';
import { DEMAND, IN_STATUS, NOW } from '#test/support/payments.ts';

describe('a new payment', () => {
  it('is all of the demand, owned by its maker and due at the end of its lease', () => {
    const at = NOW.toISOString();
    expect(newPayment(DEMAND, NOW)).toEqual({
      reference: 'R-1',
      status: 'creating',
      version: 0,
      request: DEMAND.request,
      requestHash: 'hash-1',
      createdBy: 'backend',
      createdAt: at,
      updatedAt: at,
      expiresAt: DEMAND.expiresAt,
      checks: DEMAND.checks,
      lock: DEMAND.lock,
      dueAt: DEMAND.lock.until,
      attempts: [{ ...DEMAND.attempt, state: 'sending' }],
      history: [{ at, source: 'create', event: 'requested', from: 'creating', to: 'creating' }],
      historyDropped: 0,
    });
  });
});

describe('a payment', () => {
  const second = {
    ...DEMAND.attempt,
    providerReference: 'R-1-2',
    transactionNo: 'T-2',
    state: 'open' as const,
  };
  const withSecond = (payment: Payment): Payment => ({ ...payment, attempts: [...payment.attempts, second] });

  it('is free once it is certain that there is no order', () => {
    expect(STATUSES.filter((status) => isFree(IN_STATUS[status]))).toEqual(['rejected']);
    const refused = (status: 'unknown' | 'pending') => ({
      ...IN_STATUS[status],
      attempts: [{ ...DEMAND.attempt, state: 'refused' as const }],
    });
    expect([isFree(refused('unknown')), isFree(refused('pending'))]).toEqual([true, false]);
    expect(isFree(withSecond(refused('unknown')))).toBe(false);
  });

  it('is decided by its last attempt, and once it is paid by the one that was', () => {
    const { pending, paid } = IN_STATUS;
    expect(currentAttempt(withSecond(pending))).toBe(second);
    expect(decisiveAttempt(withSecond(pending))).toBe(second);
    expect(decisiveAttempt(withSecond(paid))).toBe(paid.attempts[0]);
    expect(decisiveAttempt({ ...paid, attempts: [second] })).toBe(second);
    const third = { ...second, providerReference: 'R-1-3' };
    expect(decisiveAttempt({ ...paid, attempts: [third, ...paid.attempts, third] })).toBe(paid.attempts[0]);
  });

  it('that became paid by evidence without a claim is decided by its last attempt', () => {
    const { paid } = IN_STATUS;
    const history = paid.history.map(({ claim, ...entry }) => entry);
    expect(decisiveAttempt(withSecond({ ...paid, history }))).toBe(second);
  });
});
