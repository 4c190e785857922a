import { readLinkRequest } from '#functions/create-link/request.ts';
import { newPayment } from '#shared/payments/payment.ts';
import { sameRequest } from '#tools/console/same-request.ts';
import { CREATE_INPUT, NOW } from '#tools/harness/payments.ts';

const DEFAULTS = { timeout: '120', callbackUrl: 'https://shop.example/default' };
const ASKED = { amount: '13', currency: 'PHP', vendor: 'alipay', reference: 'R-1' };

describe('the same request', () => {
  it.each([
    ['with nothing of its own', {}],
    ['with a time', { timeout: '30' }],
    ['with the very default', { timeout: '120' }],
    ['with an address', { callbackUrl: 'https://shop.example/back?status={status}' }],
    [
      'with both, and goods',
      { timeout: '5', callbackUrl: 'https://a.example', goodsInfo: '[{"goods_name":"tea","quantity":1}]' },
    ],
  ])('%s has the hash of the first', (_what, more) => {
    const { fields, requestHash } = readLinkRequest({ ...ASKED, ...more }, DEFAULTS);
    const payment = newPayment({ ...CREATE_INPUT, request: fields, requestHash }, NOW);
    const again = JSON.parse(sameRequest(payment)!);
    expect(readLinkRequest(again, { ...DEFAULTS, timeout: '60' }).requestHash).toBe(requestHash);
  });

  it('is not guessed where no request has that hash', () => {
    expect(sameRequest(newPayment(CREATE_INPUT, NOW))).toBeUndefined();
  });
});
