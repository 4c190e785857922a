import { paymentLink, paymentLinkWithHistory } from '#shared/http/payment-link.ts';
import { given, IN_STATUS, LINK, noticeOf } from '#test/support/payments.ts';

const URL = 'https://pay.example';
const plain = (value: object) => JSON.parse(JSON.stringify(value));

describe('a payment as callers see it', () => {
  it('is what they need to send a customer off', () => {
    expect(plain(paymentLink(IN_STATUS.pending, URL))).toEqual({
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

  it('names the page for the customer who comes back, where there is one', () => {
    const returnKey = 'x'.repeat(22);
    const { links } = paymentLink({ ...IN_STATUS.paid, returnKey }, URL);
    expect(links).toHaveProperty('returnPage', `${URL}/return/R-1.${returnKey}`);
  });

  it('has a client token and no QR code for YIP', () => {
    const yip = { transactionNo: 'T-1', clientToken: 'ct', clientScript: 'https://js.example' };
    const shown = plain(paymentLink({ ...IN_STATUS.pending, link: yip }, URL));
    expect(shown).toMatchObject({ clientToken: 'ct', clientScript: 'https://js.example' });
    expect(shown.links).toEqual({ self: `${URL}/payment-links/R-1` });
  });

  it('has the number that a notice told before there was a link, and why there is none', () => {
    expect(paymentLink(given(IN_STATUS.unknown, noticeOf({ status: 'failed' })), URL)).toMatchObject({
      transactionNo: 'T-1',
      failure: { reason: 'deadline' },
    });
    expect(plain(paymentLink(IN_STATUS.unknown, URL))).not.toHaveProperty('transactionNo');
  });

  it('has the number of the order that was paid, also where a newer one has the link', () => {
    const paid = given(IN_STATUS.pending, noticeOf());
    const newer = {
      providerReference: 'R-1-2',
      transactionNo: 'T-2',
      ipnUrl: 'https://a.example/ipn',
      storeNo: '1',
    };
    const payment = {
      ...paid,
      attempts: [...paid.attempts, { ...newer, state: 'open' as const }],
      link: { transactionNo: 'T-2', paymentUrl: 'https://cashier.example/T-2' },
    };
    expect(paymentLink(payment, URL).transactionNo).toBe('T-1');
  });

  it('with its history says what was learnt, and nothing of the shopper', () => {
    const secrets = {
      note: 'canary-1',
      description: 'canary-2',
      goodsInfo: 'canary-3',
      customerNo: 'canary-4',
    };
    const callbackUrl = 'https://shop.example/?canary-5';
    const request = { ...IN_STATUS.paid.request, ...secrets, vaultId: 'canary-6', callbackUrl };
    const shown = plain(paymentLinkWithHistory(given({ ...IN_STATUS.paid, request }, LINK), URL));
    expect(shown).toMatchObject({
      status: 'paid',
      paidAt: '2026-05-01T12:00:00.000Z',
      createdBy: 'backend',
      terminal: 'ONLINE',
      historyDropped: 0,
      history: [{ event: 'requested' }, { event: 'link', to: 'pending' }, { event: 'notice', to: 'paid' }],
    });
    expect(JSON.stringify(shown)).not.toContain('canary');
  });
});
