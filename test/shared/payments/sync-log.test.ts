import type { Payment } from '#shared/payments/payment.ts';
import { resolveRefund } from '#shared/payments/resolve.ts';
import { syncOrder } from '#shared/payments/sync.ts';
import { HOUR, MINUTE } from '#tools/harness/clock.ts';
import {
  answered,
  called,
  found,
  givenAt,
  IN_STATUS,
  later,
  noticed,
  orderOf,
  REFUND_REFUSED,
  REFUND_UNKNOWN,
  refundCame,
  repeated,
  reserved,
  type Step,
} from '#tools/harness/payments.ts';
import { type Scripted, scripted } from './scripted-pockyt.ts';

const { pending, paid, expired, rejected } = IN_STATUS;
const T9 = { transactionNo: 'T-9' };

async function asked(payment: Payment, ...answers: Scripted[]) {
  const script = scripted(payment, later(10 * MINUTE), ...answers);
  await syncOrder(payment, orderOf(payment), 'refresh', script.deps);
  return script;
}

describe('an operator is told', () => {
  const eventsOf = async (payment: Payment, ...answers: Scripted[]) =>
    (await asked(payment, ...answers)).logged.map(([event]) => event);

  it('of money that came late', async () => {
    expect(await eventsOf(expired, {})).toEqual(['payment.paid_late']);
  });

  it('of a payment that was paid twice', async () => {
    const seen = givenAt(later(0), pending, answered(found(T9), { key: T9 }));
    expect(await eventsOf(seen, {})).toEqual(['payment.paid_twice']);
  });

  it('of a claim that came to nothing', async () => {
    const claimed = givenAt(later(-HOUR), pending, noticed());
    expect(await eventsOf(claimed, { status: 'init' })).toEqual(['ipn.unconfirmed']);
  });

  it('of a refund that was found or is unknown', async () => {
    const refund = { refundReference: 'one', refundAmount: '3.00' };
    const lost = givenAt(later(0), paid, reserved('one', '3'), refundCame('one', REFUND_UNKNOWN));
    const { logged } = await asked(lost, { refunds: [refund] });
    expect(logged).toEqual([['refund.found', { reference: 'R-1', refundReference: 'one', amount: '3' }]]);
    expect(await eventsOf(givenAt(later(0), paid, reserved('one', '3')), {})).toEqual(['refund.unknown']);
    const refused = givenAt(later(0), paid, reserved('one', '3'), refundCame('one', REFUND_REFUSED));
    expect(await eventsOf(refused, {})).toEqual([]);
  });

  it('of a refund that was made, whatever a person said before', async () => {
    const word = (outcome: 'made' | 'not-made'): Step => {
      const answer = found({ transactionNo: 'RT-1', transactionType: 'refund', amount: '3.00' });
      const said = { transactionNo: 'RT-1', answer, askedAt: later(0).toISOString() };
      return (payment, now) =>
        resolveRefund(payment, 'one', { outcome, seen: 'so' }, outcome === 'made' ? said : undefined, now);
    };
    const lost = givenAt(later(-HOUR), paid, reserved('one', '3'), refundCame('one', REFUND_UNKNOWN));
    const listed = { refunds: [{ refundReference: 'one', refundAmount: '3.00' }] };
    const told = ['refund.found', { reference: 'R-1', refundReference: 'one', amount: '3' }];
    const refused = await asked(givenAt(later(0), lost, word('not-made')), listed);
    const reason = 'refund-was-made';
    expect(refused.logged).toEqual([
      told,
      ['payment.contradiction', { reference: 'R-1', status: 'paid', reason }],
    ]);
    expect((await asked(givenAt(later(0), lost, word('made')), listed)).logged).toEqual([told]);
    expect((await asked(givenAt(later(0), lost, word('made')), {})).logged).toEqual([]);
  });

  it('of nothing where nothing is new', async () => {
    expect(await eventsOf(paid, {})).toEqual([]);
    const further = givenAt(
      later(0),
      rejected,
      repeated('o'),
      called({ kind: 'unknown', failure: { reason: 'deadline' } }, 'o'),
    );
    expect(await eventsOf(further, 'no-order')).toEqual([]);
  });
});
