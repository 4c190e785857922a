import { TEXTS } from '#functions/return-page/texts.ts';
import { until } from '#test/tools/support/condition.ts';
import { documentedFetch, readOpenApi } from '#tools/harness/openapi.ts';
import { type Stack, startStack } from '#tools/harness/stack.ts';

/** A customer's browser, whose requests and answers are held to the OpenAPI document. */
const browser = documentedFetch(readOpenApi());
const BODY = { amount: '13', currency: 'PHP', vendor: 'alipay' };

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
}, 60_000);
afterAll(() => stack?.stop());

async function created(reference: string) {
  const response = await stack.merchant('/payment-links', { ...BODY, reference });
  expect(response.status).toBe(201);
  return (await response.json()) as {
    readonly paymentUrl: string;
    readonly transactionNo: string;
    readonly links: { readonly returnPage: string };
  };
}

const seen = async (address: string, language = 'en') =>
  (await browser(address, { headers: { 'accept-language': language } })).text();

it('who pays at the cashier comes back to a page that says so, in their language', async () => {
  const link = await created('back-1');
  expect(await seen(link.links.returnPage)).toContain(TEXTS.en.waiting[0]);

  const body = new URLSearchParams({ outcome: 'pay' });
  const result = await fetch(link.paymentUrl, { method: 'POST', body });
  const [, back = ''] = result.headers.get('refresh')?.split('url=') ?? [];
  expect(back).toBe(link.links.returnPage);
  await until('the page to say received', async () => (await seen(back)).includes(TEXTS.en.received[0]));

  const page = await seen(back, 'ur-PK,ur;q=0.9,en;q=0.5');
  expect(page).toContain('<html lang="ur" dir="rtl">');
  expect(page).toContain(TEXTS.ur.received[0]);
  expect(page).toContain('<bdi>13 PHP</bdi>');
  expect(page).toContain('<bdi>back-1</bdi>');
  expect(stack.output.join()).not.toContain(back.slice(-22));
});

it('who did not pay is told so, whatever the address says, and who got the money back as well', async () => {
  const failed = await created('back-2');
  await stack.simulator.fail(failed.transactionNo);
  const { returnPage } = failed.links;
  await until('the page to say not paid', async () => (await seen(returnPage)).includes(TEXTS.en.notPaid[0]));
  expect(await seen(`${returnPage}?status=success&look=3`)).toBe(await seen(returnPage));

  const paid = await created('back-3');
  await stack.simulator.pay(paid.transactionNo);
  const refund = { refundReference: 'refund-1', refundAmount: '13.00' };
  const refunded = await stack.merchant('/payment-links/back-3/refunds', refund);
  expect(refunded.status).toBe(201);
  expect(await seen(paid.links.returnPage)).toContain(TEXTS.en.givenBack[0]);
});

it('who has no key is told nothing, and always the same', async () => {
  const { returnPage } = (await created('back-4')).links;
  const wrong = `${returnPage.slice(0, -22)}${'A'.repeat(22)}`;
  const answers = await Promise.all(
    [wrong, `${stack.url}/return/nobody`, `${stack.url}/return/%3Cscript%3E`].map((address) =>
      browser(address),
    ),
  );
  expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
  const pages = await Promise.all(answers.map((answer) => answer.text()));
  expect(new Set(pages).size).toBe(1);
  expect(pages[0]).toContain(TEXTS.en.notFound[0]);
});
