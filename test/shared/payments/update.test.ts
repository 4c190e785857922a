import { applyOutcome } from '#shared/payments/apply-outcome.ts';
import { applyReport } from '#shared/payments/apply-report.ts';
import type { Payment } from '#shared/payments/payment.ts';
import type { PaymentStore } from '#shared/payments/store.ts';
import { ContentionError, MAX_WRITES, updateWithRetry } from '#shared/payments/update.ts';
import { memoryPayments } from '#test/support/memory-payments.ts';
import {
  answered,
  CREATING,
  called,
  found,
  given,
  IN_STATUS,
  LINK,
  NOW,
  noticed,
  OWNER,
  repeated,
} from '#tools/harness/payments.ts';

const { pending, paid, rejected } = IN_STATUS;
const now = () => NOW;

describe('a change', () => {
  it('is stored, and told with the payment as it is stored and as it was', async () => {
    const payments = memoryPayments(pending);
    const change = await updateWithRetry({ payments, now }, pending, answered(found()));
    expect(change).toMatchObject({
      isChanged: true,
      before: pending,
      payment: { status: 'paid', version: 1 },
    });
    expect(await payments.load('R-1')).toEqual(change.payment);
  });

  it('of nothing is not stored', async () => {
    const payments = memoryPayments(paid);
    const replace = jest.spyOn(payments, 'replace');
    const change = await updateWithRetry({ payments, now }, paid, noticed());
    expect(change).toEqual({ isChanged: false, reason: 'reached', payment: paid, before: paid });
    expect(replace).not.toHaveBeenCalled();
  });

  it('is made anew of what somebody else wrote first', async () => {
    const payments = memoryPayments({ ...paid, version: 7 });
    const change = await updateWithRetry({ payments, now }, pending, noticed({ status: 'closed' }));
    expect(change).toMatchObject({
      before: { status: 'paid', version: 7 },
      payment: { status: 'paid', version: 8 },
    });
  });

  it('is made anew with the time of then', async () => {
    const times = [NOW, new Date(NOW.getTime() + 1)];
    const payments = memoryPayments({ ...pending, version: 7 });
    const seen: Date[] = [];
    await updateWithRetry({ payments, now: () => times.shift() as Date }, pending, (payment, at) => {
      seen.push(at);
      return answered(found())(payment, at);
    });
    expect(seen.map((at) => at.getTime() - NOW.getTime())).toEqual([0, 1]);
  });

  it('is made anew with the reference that is next by then, so that none is sent twice', async () => {
    const payments = memoryPayments(
      given(rejected, repeated('other'), called({ kind: 'refused', failure: { reason: 'x' } }, 'other')),
    );
    await payments.replace({ ...((await payments.load('R-1')) as Payment) });
    const change = await updateWithRetry({ payments, now }, rejected, repeated('owner-2'));
    expect(change.payment.orders.map(({ providerReference }) => providerReference)).toEqual([
      'R-1',
      'R-1--2',
      'R-1--3',
    ]);
  });

  it('tells the outside what it changed against what was there when it was stored', async () => {
    const payments = memoryPayments({ ...pending, version: 7 });
    const replace = jest.spyOn(payments, 'replace');
    await updateWithRetry({ payments, now }, IN_STATUS.unknown, answered(found()));
    expect(replace.mock.calls.map(([, event]) => event?.eventFrom)).toEqual(['unknown', 'pending']);
  });

  it('that somebody else made too is not stored twice', async () => {
    const payments = memoryPayments(pending);
    const outcome = (payment: Payment) => applyOutcome(payment, 'nobody', LINK, NOW);
    expect(await updateWithRetry({ payments, now }, pending, outcome)).toMatchObject({ isChanged: false });
  });

  it('is given up when others are always faster, and nothing of it is stored', async () => {
    const replace = jest.fn(async () => ({ committed: false, payment: CREATING }));
    const payments: PaymentStore = { ...memoryPayments(CREATING), replace };
    const change = (payment: Payment, at: Date) => applyOutcome(payment, OWNER, LINK, at);
    const error = await updateWithRetry({ payments, now }, CREATING, change).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(ContentionError);
    expect(String(error)).toBe(
      'ContentionError: Payment R-1 was written by others 25 times in a row; nothing was stored.',
    );
    expect(replace).toHaveBeenCalledTimes(MAX_WRITES);
  });

  it('of many at once is made of each', async () => {
    const payments = memoryPayments(pending);
    const report = (amount: string) => ({
      orderId: 'R-1',
      key: { transactionNo: 'T-1' },
      answer: found({ amount }),
      askedAt: NOW,
      trigger: 'refresh' as const,
    });
    const amounts = Array.from({ length: MAX_WRITES }, (_, index) => `${index + 20}.00`);
    await Promise.all(
      amounts.map((amount) =>
        updateWithRetry({ payments, now }, pending, (payment, at) =>
          applyReport(payment, report(amount), at),
        ),
      ),
    );
    const stored = await payments.load('R-1');
    expect(stored?.history.filter(({ discrepancy }) => discrepancy === 'amount-mismatch')).toHaveLength(
      MAX_WRITES,
    );
  });
});
