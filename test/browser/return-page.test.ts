import type { Page } from 'playwright-core';
import { until } from '../tools/support/condition.ts';
import { barriers, describeInBrowser, openPage, overflow, screenshot } from './browser.ts';
import { useStackAndBrowser } from './running-stack.ts';

describeInBrowser('the return page, in a browser', () => {
  const running = useStackAndBrowser();
  let page: Page;
  let references = 0;

  afterEach(() => page.context().close());

  async function create() {
    const reference = `back-${++references}`;
    const body = { amount: '10.00', currency: 'USD', vendor: 'alipay', reference };
    const made = (await (await running.stack.merchant('/payment-links', body)).json()) as {
      transactionNo: string;
      paymentUrl: string;
      links: { returnPage: string };
    };
    return { ...made, reference, returnPage: made.links.returnPage };
  }

  const seen = async (name: string, except: string[] = []) => {
    await screenshot(page, `return-${name}`);
    expect(await barriers(page, { except })).toEqual([]);
    expect(await overflow(page)).toBe(0);
  };

  it('is where the customer comes back to, and says that the payment was received', async () => {
    page = await openPage(running.browser, 'phone');
    const { paymentUrl, reference } = await create();
    await page.goto(paymentUrl);
    await page.getByRole('button', { name: /^Pay/ }).click();
    await page.getByRole('link', { name: 'Return to the merchant' }).click();
    await page.getByRole('heading', { name: 'Payment received' }).waitFor();
    await page.getByText(reference, { exact: true }).waitFor();
    await seen('received-phone');
  });

  it('waits, looks again by itself, and then says that the payment was received', async () => {
    page = await openPage(running.browser, 'desktop');
    const { returnPage, transactionNo } = await create();
    await page.goto(returnPage);
    const waiting = await page.getByRole('heading').textContent();
    // It looks again a few times, and there is nothing on it to be lost by that.
    await seen('waiting-desktop', ['meta-refresh']);
    await running.stack.simulator.pay(transactionNo);
    await page.getByRole('heading', { name: 'Payment received' }).waitFor();
    expect(waiting).not.toBe('Payment received');
    await seen('received-desktop');
  });

  it('says that it was not paid, in the dark as well', async () => {
    page = await openPage(running.browser, 'phone', { dark: true });
    const { returnPage, transactionNo } = await create();
    await running.stack.simulator.fail(transactionNo);
    await page.goto(returnPage);
    await seen('not-paid-phone-dark');
  });

  it('says that the money was given back', async () => {
    page = await openPage(running.browser, 'desktop', { dark: true });
    const { reference, returnPage, transactionNo } = await create();
    await running.stack.simulator.pay(transactionNo);
    await running.stack.simulator.reverse(transactionNo);
    // Asked again within a few seconds, the API answers what it knows.
    await until('a question that Pockyt answers', async () => {
      const asked = await running.stack.merchant(`/payment-links/${reference}/refresh`, {});
      return ((await asked.json()) as { refresh: { answered: boolean } }).refresh.answered;
    });
    await page.goto(returnPage);
    await page.getByRole('heading', { name: 'Money given back' }).waitFor();
    await seen('given-back-desktop-dark');
  });

  it('says nothing of an address that opens no page', async () => {
    page = await openPage(running.browser, 'phone');
    const { returnPage } = await create();
    const response = await page.goto(`${returnPage.slice(0, -1)}_`);
    expect(response?.status()).toBe(404);
    await seen('not-found-phone');
  });

  it.each([
    ['en-GB', 'en', 'ltr'],
    ['zh-CN', 'zh', 'ltr'],
    ['ko-KR', 'ko', 'ltr'],
    ['th-TH', 'th', 'ltr'],
    ['id-ID', 'id', 'ltr'],
    ['ms-MY', 'ms', 'ltr'],
    ['bn-BD', 'bn', 'ltr'],
    ['ur-PK', 'ur', 'rtl'],
    ['fil-PH', 'fil', 'ltr'],
  ])(
    'speaks to a browser set to %s in %s, written %s, on the narrowest phone',
    async (locale, language, direction) => {
      page = await openPage(running.browser, 320, { locale });
      const { returnPage, transactionNo } = await create();
      await running.stack.simulator.pay(transactionNo);
      await page.goto(returnPage);
      const html = page.locator('html');
      expect(await html.getAttribute('lang')).toBe(language);
      expect(await html.getAttribute('dir')).toBe(direction);
      expect(await overflow(page)).toBe(0);
      await screenshot(page, `return-${language}`);
    },
  );
});
