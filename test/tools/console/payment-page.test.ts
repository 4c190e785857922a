import type { Payment } from '#shared/payments/payment.ts';
import { createMerchantApi } from '#tools/console/merchant-api.ts';
import { createKept, type Outcome } from '#tools/console/outcomes.ts';
import { paymentView } from '#tools/console/payment-page.ts';
import { IN_STATUS, NOW } from '#tools/harness/payments.ts';
import { OPEN, PAID, paymentOf, second } from './payments.ts';

const URL = 'http://127.0.0.1:3000';

/** All that changes of a payment's page. */
async function page(payment: Payment): Promise<string> {
  const { sections } = await paymentView('R-1', {
    url: URL,
    pockytBaseUrl: 'http://127.0.0.1:4000',
    isSimulated: true,
    api: createMerchantApi(URL, 'key'),
    payments: { load: async () => payment, all: async () => [payment], stop: () => {} },
    outcomes: createKept<Outcome>(() => 'key'),
    live: { open: () => {}, changed: () => {} },
    clock: () => ({ now: NOW, timeZone: 'UTC' }),
  });
  return Object.values(sections)
    .map(({ html }) => html)
    .join('');
}

describe('the page of a payment', () => {
  it('has each order that Pockyt knows', async () => {
    const text = await page(paymentOf([{ ...OPEN, state: 'closed' }, second(OPEN)]));
    for (const shown of ['<code>R-1--2</code>', 'T-2', '<code>R-1</code>', 'Nobody can pay it any more.'])
      expect(text).toContain(shown);
  });

  it.each(['pending', 'paid', 'closed', 'expired', 'refunded', 'reversed'] as const)(
    'has a link only while it is pending, which is not %s',
    async (status) => {
      const isThere = status === 'pending';
      const text = await page(IN_STATUS[status]);
      expect(text.includes('https://cashier.example/T-1')).toBe(isThere);
      expect(text.includes('qr-code')).toBe(isThere);
      expect(text.includes('A link is shown only while the payment is pending.')).toBe(!isThere);
    },
  );

  it('has a link of its newest order, and none of one that was closed', async () => {
    const text = await page(paymentOf([{ ...OPEN, state: 'closed' }, second(OPEN)]));
    expect(text).toContain('href="https://cashier.example/T-2"');
  });

  it('shows refunded as a status of its own', async () => {
    expect(await page(IN_STATUS.refunded)).toMatch(/class="status refunded"><svg.*<\/svg>refunded</);
  });

  it('says that it was paid after it had been given up', async () => {
    expect(await page({ ...IN_STATUS.paid, paidAfterClose: true })).toContain(
      '<dt>Paid after it had been given up</dt>',
    );
  });

  it('asks which order a refund is of only where money is in two', async () => {
    expect(await page(IN_STATUS.paid)).not.toContain('field-transactionNo');
    const text = await page(paymentOf([PAID, second(PAID)]));
    expect(text).toMatch(
      /id="field-transactionNo" name="transactionNo" value="" required[^>]* list="paid-orders"/,
    );
    expect(text).toMatch(/<datalist id="paid-orders"><option value="T-1"><option value="T-2">/);
    expect(text).toMatch(/id="field-refundAmount"[^>]* value="13.00"/);
  });
});
