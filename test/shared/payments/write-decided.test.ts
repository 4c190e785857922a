import { ContentionError, MAX_WRITES, writeDecided } from '#shared/payments/write-decided.ts';
import { memoryPayments } from '#test/support/memory-payments.ts';
import { IN_STATUS, NOW, noticeOf } from '#test/support/payments.ts';

const { pending } = IN_STATUS;
const now = () => NOW;

describe('a decision', () => {
  it('is stored, and told with the payment as it is stored', async () => {
    const payments = memoryPayments(pending);
    const { decision, payment } = await writeDecided(payments, pending, noticeOf(), now);
    expect(decision.verdict).toBe('moved');
    expect(payment).toMatchObject({ status: 'paid', version: pending.version + 1 });
    expect(await payments.load('R-1')).toBe(payment);
  });

  it('to do nothing is not stored', async () => {
    const payments = memoryPayments(pending);
    const replace = jest.spyOn(payments, 'replace');
    const evidence = { kind: 'unanswered', atOnce: false } as const;
    const { decision, payment } = await writeDecided(payments, pending, evidence, now);
    expect(decision.verdict).toBe('ignored');
    expect(payment).toBe(pending);
    expect(replace).not.toHaveBeenCalled();
  });

  it('is taken anew on what somebody else wrote first', async () => {
    const paid = { ...IN_STATUS.paid, version: 7 };
    const payments = memoryPayments(paid);
    const late = await writeDecided(payments, pending, noticeOf({ status: 'closed' }), now);
    expect(late).toMatchObject({ decision: { verdict: 'noted' }, payment: { status: 'paid', version: 8 } });
  });

  it('is given up when others are always faster', async () => {
    const payments = memoryPayments(pending);
    const replace = jest.fn(async () => ({ won: false, payment: pending }));
    const error = await writeDecided({ ...payments, replace }, pending, noticeOf(), now).catch((e) => e);
    expect(error).toBeInstanceOf(ContentionError);
    expect(String(error)).toBe(
      'ContentionError: Payment R-1 was written by others 25 times in a row; nothing was stored.',
    );
    expect(replace).toHaveBeenCalledTimes(MAX_WRITES);
  });
});
