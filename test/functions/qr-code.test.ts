import * as jsqr from 'jsqr';
import { PNG } from 'pngjs';
import { answer } from '#functions/qr-code/answer.ts';
import { qrCode } from '#functions/qr-code/qr-code.ts';
import { IN_STATUS } from '#tools/harness/payments.ts';
import { orderWith, orderWithoutLink, paymentWith } from './support/fixtures.ts';
import { responseOf } from './support/problem-of.ts';

const scan = jsqr.default as unknown as typeof jsqr.default.default;
const PAYABLE = IN_STATUS.pending;

describe('a QR code', () => {
  it('of a payable link scans to the link', async () => {
    const response = responseOf(answer(await qrCode(PAYABLE, 'image/png')));
    expect(response).toMatchObject({
      statusCode: 200,
      headers: { 'content-type': 'image/png', vary: 'accept' },
      isBase64Encoded: true,
    });
    const { data, width, height } = PNG.sync.read(Buffer.from(response.body, 'base64'));
    expect(scan(new Uint8ClampedArray(data), width, height)?.data).toBe('https://cashier.example/T-1');
  });

  it.each([
    [undefined, 'image/svg+xml'],
    ['*/*', 'image/svg+xml'],
    ['image/*', 'image/svg+xml'],
    ['image/png', 'image/png'],
    ['image/svg+xml', 'image/svg+xml'],
    ['image/svg+xml;q=0.5, image/png', 'image/png'],
    ['image/png;q=0.2, */*;q=0.1', 'image/png'],
    ['image/svg+xml;q=0, */*', 'image/png'],
    ['text/html, image/PNG ; q=1.0', 'image/png'],
    ['text/html,application/xhtml+xml,image/avif,image/webp,*/*;q=0.8', 'image/svg+xml'],
  ])('for "Accept: %s" is %s', async (accept, type) => {
    const { headers, body } = responseOf(answer(await qrCode(PAYABLE, accept)));
    expect(headers['content-type']).toBe(type);
    if (type === 'image/svg+xml') expect(body).toMatch(/^<svg /);
  });

  it.each(['text/html', 'image/jpeg', '*/*;q=0', 'image/png;q=nonsense', ''])(
    'is not to be had as "%s"',
    async (accept) => {
      expect(answer(await qrCode(PAYABLE, accept))).toMatchObject({ type: 'not-acceptable' });
    },
  );

  it.each(Object.values(IN_STATUS).filter(({ status }) => status !== 'pending'))(
    'of a payment that is $status is refused: nobody could pay by it',
    async (payment) => {
      expect(answer(await qrCode(payment, undefined))).toMatchObject({
        type: 'link-not-payable',
        message: expect.stringContaining(payment.status),
      });
    },
  );

  it('of a payment with several orders scans to the link of the one that can be paid', async () => {
    const refused = orderWithoutLink({ state: 'refused' });
    const link = { transactionNo: 'T-2', paymentUrl: 'https://cashier.example/T-2' };
    const second = orderWith({ providerReference: 'R-1--2', transactionNo: 'T-2', link });
    const response = responseOf(answer(await qrCode(paymentWith(refused, second), 'image/png')));
    const { data, width, height } = PNG.sync.read(Buffer.from(response.body, 'base64'));
    expect(scan(new Uint8ClampedArray(data), width, height)?.data).toBe('https://cashier.example/T-2');
  });

  it('of a payment that somebody has paid by another order is refused', async () => {
    const found = orderWith({ transactionNo: 'T-2', found: true, state: 'paid', held: true });
    expect(answer(await qrCode(paymentWith(orderWith(), found), undefined))).toMatchObject({
      type: 'link-not-payable',
      message: expect.stringContaining('paid'),
    });
  });

  it('of a YIP payment is refused', async () => {
    const link = { transactionNo: 'T-1', clientToken: 'ct', clientScript: '' };
    expect(answer(await qrCode(paymentWith(orderWith({ link })), undefined))).toMatchObject({
      type: 'link-not-payable',
      message: expect.stringContaining('clientToken'),
    });
  });
});
