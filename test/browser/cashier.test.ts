import type { Browser } from 'playwright-core';
import { order, simulate, stopSimulators } from '#test/tools/simulator/merchant.ts';
import {
  barriers,
  describeInBrowser,
  openBrowser,
  openPage,
  overflow,
  screenshot,
  tabTo,
  WIDTHS,
  type Width,
} from './browser.ts';

describeInBrowser('the cashier, in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());
  afterEach(stopSimulators);

  async function cashier() {
    const simulator = await simulate();
    const transactionNo = await order(simulator, { description: 'Two teas, and a cup' });
    return simulator.orders.byTransactionNo(transactionNo)?.cashierUrl as string;
  }

  it.each(Object.keys(WIDTHS) as Width[])(
    'is a payment page that anybody can use, on a %s',
    async (width) => {
      for (const dark of [false, true]) {
        const page = await openPage(browser, width, { dark });
        await page.goto(await cashier());
        await screenshot(page, `cashier-${width}${dark ? '-dark' : ''}`);
        expect(await barriers(page)).toEqual([]);
        expect(await overflow(page)).toBe(0);
        await page.close();
      }
    },
  );

  it('counts down the time that is left, and shows itself as a code', async () => {
    const page = await openPage(browser, 'phone');
    await page.goto(await cashier());
    await page.getByText(/^1:59:\d\d$/).waitFor();
    await page.getByText('Pay with another device').click();
    await page.getByRole('img', { name: /QR code/ }).waitFor();
    await screenshot(page, 'cashier-code');
    expect(await barriers(page)).toEqual([]);
  });

  it('fits the narrowest phone', async () => {
    const page = await openPage(browser, 320);
    await page.goto(await cashier());
    expect(await overflow(page)).toBe(0);
  });

  it('is paid with the keyboard alone', async () => {
    const page = await openPage(browser, 'phone');
    await page.goto(await cashier());
    const pay = page.getByRole('button', { name: /^Pay/ });
    await tabTo(page, pay);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Payment successful' }).waitFor();
    await screenshot(page, 'cashier-paid');
    expect(await barriers(page)).toEqual([]);
  });
});
