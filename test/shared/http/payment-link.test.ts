import { paymentLink, paymentLinkWithHistory } from '#shared/http/payment-link.ts';
import type { Payment } from '#shared/payments/payment.ts';
import { resolveRefund } from '#shared/payments/resolve.ts';
import { STATUSES } from '#shared/payments/status.ts';
import { HOUR } from '#tools/harness/clock.ts';
import {
  answered,
  called,
  found,
  given,
  IN_STATUS,
  later,
  noticed,
  orderOf,
  REFUND_DONE,
  REFUND_UNKNOWN,
  refundCame,
  repeated,
  reserved,
} from '#tools/harness/payments.ts';

const URL = 'https://pay.example';
const { pending, paid, unknown, rejected, refunded } = IN_STATUS;
const plain = (value: object) => JSON.parse(JSON.stringify(value));
const shown = (payment: Payment) => plain(paymentLink(payment, URL));
const T9 = { transactionNo: 'T-9' };
const paidByT9 = answered(found(T9), { key: T9 });

describe('a payment as callers see it', () => {
  it('is what they need to send a customer off', () => {
    expect(shown(pending)).toEqual({
      reference: 'R-1',
      status: 'pending',
      transactionNo: 'T-1',
      paymentUrl: 'https://cashier.example/T-1',
      amount: '13',
      currency: 'PHP',
      settleCurrency: 'USD',
      vendor: 'alipay',
      createdAt: '2026-05-01T12:00:00.000Z',
      expiresAt: '2026-05-01T14:00:00.000Z',
      links: { self: `${URL}/payment-links/R-1`, qrCode: `${URL}/payment-links/R-1/qr-code` },
    });
  });

  it.each(STATUSES.filter((status) => status !== 'pending'))(
    'has no link that nobody is to pay by: %s',
    (status) => {
      expect(shown(IN_STATUS[status])).not.toHaveProperty('paymentUrl');
      expect(shown(IN_STATUS[status]).links).toEqual({ self: `${URL}/payment-links/R-1` });
    },
  );

  it('names the page for the customer who comes back, where there is one', () => {
    const returnKey = 'x'.repeat(22);
    expect(shown({ ...paid, returnKey }).links).toHaveProperty(
      'returnPage',
      `${URL}/return/R-1.${returnKey}`,
    );
  });

  it('has a client token and no QR code for YIP', () => {
    const link = { transactionNo: 'T-1', clientToken: 'ct', clientScript: 'https://js.example' };
    const yip = { ...pending, orders: [{ ...orderOf(pending), link }] };
    expect(shown(yip)).toMatchObject({ clientToken: 'ct', clientScript: 'https://js.example' });
    expect(shown(yip).links).toEqual({ self: `${URL}/payment-links/R-1` });
  });

  it('has the reason why there is no link, and none where there was one', () => {
    expect(shown(unknown)).toMatchObject({ failure: { reason: 'deadline' } });
    expect(shown(rejected)).toMatchObject({ failure: { code: '000023', reason: 'refused-by-pockyt' } });
    expect(shown(unknown)).not.toHaveProperty('transactionNo');
    expect(shown(paid)).not.toHaveProperty('failure');
  });

  it('has the number of the order that was paid, also where another one has the link', () => {
    expect(shown(given(pending, paidByT9)).transactionNo).toBe('T-9');
    expect(shown(given(pending, paidByT9, answered(found()))).transactionNo).toBe('T-1');
  });

  it('says when it was paid, and that it came late', () => {
    expect(shown(paid)).toMatchObject({ paidAt: '2026-05-01T12:00:00.000Z' });
    expect(shown(given(IN_STATUS.closed, answered(found())))).toMatchObject({
      status: 'paid',
      paidAfterClose: true,
    });
  });
});

describe('the refunds of a payment', () => {
  it('are not there where there are none', () => {
    expect(shown(paid)).not.toHaveProperty('refunds');
    expect(shown(paid)).not.toHaveProperty('refundableAmount');
  });

  it('are those that were asked for here, with what is left', () => {
    const both = given(paid, reserved('one', '3'), refundCame('one', REFUND_DONE), reserved('two', '4'));
    expect(shown(given(both, refundCame('two', REFUND_UNKNOWN)))).toMatchObject({
      refunds: [
        { refundReference: 'one', refundAmount: '3', status: 'done', refundTransactionNo: 'RT-1' },
        { refundReference: 'two', refundAmount: '4', status: 'unknown', failure: { reason: 'deadline' } },
      ],
      refundedAmount: '3.00',
      refundableAmount: '6.00',
    });
  });

  it('say of which of them nobody but a person knows what came', () => {
    const lost = given(paid, reserved('one', '3'), refundCame('one', REFUND_UNKNOWN));
    const word = { outcome: 'not-made', seen: 'nothing in the portal' } as const;
    const { payment } = resolveRefund(lost, 'one', word, undefined, later(HOUR));
    expect(shown(payment).refunds).toMatchObject([{ status: 'refused', byWord: true }]);
    expect(shown(payment).refunds[0]).not.toHaveProperty('isByWord');
    expect(shown(lost).refunds[0]).not.toHaveProperty('byWord');
  });

  it('are told without their leases', () => {
    const text = JSON.stringify(shown(given(paid, reserved('one', '3'))));
    expect(text).not.toMatch(/lease|owner|listedBefore/);
  });

  it('are those besides that were made without our asking', () => {
    const portal = { refundReference: 'portal', refundAmount: '2.50' };
    expect(shown(given(paid, answered(found({ refunds: [portal] }))))).toMatchObject({
      refunds: [{ ...portal, status: 'done' }],
      refundedAmount: '2.50',
      refundableAmount: '10.50',
    });
    expect(shown(refunded)).toMatchObject({
      status: 'refunded',
      refundedAmount: '13.00',
      refundableAmount: '0.00',
    });
  });
});

describe('a payment with its history', () => {
  const withHistory = (payment: Payment) => plain(paymentLinkWithHistory(payment, URL));

  it('says what was learnt and when', () => {
    expect(withHistory(paid)).toMatchObject({
      status: 'paid',
      createdBy: 'backend',
      terminal: 'ONLINE',
      updatedAt: '2026-05-01T12:00:00.000Z',
      historyDropped: 0,
      history: [{ event: 'requested' }, { event: 'link', to: 'pending' }, { event: 'answer', to: 'paid' }],
    });
  });

  it('shows each order, as it was sent and as it stands', () => {
    const further = given(
      rejected,
      repeated('owner-2'),
      called({ kind: 'unknown', failure: { reason: 'deadline' } }, 'owner-2'),
    );
    expect(withHistory(further).orders).toMatchObject([
      { providerReference: 'R-1', state: 'refused', failure: { code: '000023' } },
      {
        providerReference: 'R-1--2',
        state: 'unknown',
        storeNo: '300014',
        ipnUrl: 'https://pay.example/ipn',
        amount: '13',
        currency: 'PHP',
      },
    ]);
    expect(JSON.stringify(withHistory(further).orders)).not.toMatch(/lease|owner/);
  });

  it('shows both orders where it was paid twice', () => {
    expect(withHistory(given(paid, paidByT9)).orders).toMatchObject([
      { transactionNo: 'T-1', state: 'paid' },
      { transactionNo: 'T-9', state: 'paid', found: true },
    ]);
  });

  it('shows a link to nobody who cannot pay by it', () => {
    expect(JSON.stringify(withHistory(paid))).not.toContain('cashier.example');
  });

  it('shows what is claimed, and nothing of the shopper', () => {
    const secrets = {
      note: 'canary',
      description: 'canary',
      goodsInfo: 'canary',
      customerNo: 'canary',
      vaultId: 'canary',
    };
    const request = { ...pending.request, ...secrets, callbackUrl: 'https://shop.example/?canary' };
    const claimed = given(
      { ...pending, request },
      noticed({ customerNo: 'canary', vaultId: 'canary', vendorId: 'v' }),
    );
    expect(withHistory(claimed).orders[0].claims).toMatchObject([
      { transactionNo: 'T-1', status: 'success' },
    ]);
    expect(JSON.stringify(withHistory(claimed))).not.toContain('canary');
  });

  it("shows the payment method's number and Pockyt's times of what came true, and nothing of the shopper", () => {
    const told = { vendorId: 'v-1', time: '20260501', completedAt: '2026-05-01' };
    const confirmed = given(
      pending,
      noticed({ ...told, customerNo: 'canary', vaultId: 'canary' }),
      answered(found()),
    );
    expect(withHistory(confirmed).orders).toMatchObject([{ transactionNo: 'T-1', ...told }]);
    expect(JSON.stringify(withHistory(confirmed))).not.toContain('canary');
  });

  it('shows how much went back where Pockyt lists nothing', () => {
    const voided = given(IN_STATUS.paid, answered(found({ transactionType: 'void' })));
    const shown = JSON.parse(JSON.stringify(paymentLink(voided, 'https://pay.example')));
    expect(shown).toMatchObject({ status: 'refunded', refundedAmount: '13.00', refundableAmount: '0.00' });
    expect(shown).not.toHaveProperty('refunds');
  });
});
