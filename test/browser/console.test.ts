import type { Page } from 'playwright-core';
import {
  barriers,
  describeInBrowser,
  openPage,
  overflow,
  screenshot,
  tabTo,
  WIDTHS,
  type Width,
} from './browser.ts';
import { useStackAndBrowser } from './running-stack.ts';

describeInBrowser('the console, in a browser', () => {
  const running = useStackAndBrowser();
  let page: Page;
  let references = 0;

  afterEach(() => page.context().close());

  /** Creates a link as people do, and gives its reference. The page is then the payment's. */
  async function createLink(): Promise<string> {
    const reference = `browser-${++references}`;
    await page.goto(`${running.stack.url}/console/new`);
    await page.getByLabel(/^reference/).fill(reference);
    await page.getByRole('button', { name: 'Create the link' }).click();
    await page.getByRole('heading', { name: reference, level: 1 }).waitFor();
    return reference;
  }

  const standing = (status: string) => page.locator('#standing').getByText(status, { exact: true });

  it.each(Object.keys(WIDTHS) as Width[])(
    'creates a link, which is paid and seen to be paid without a reload, on a %s',
    async (width) => {
      page = await openPage(running.browser, width);
      await page.goto(running.stack.url);
      await page.getByRole('link', { name: 'Create a link' }).click();
      await screenshot(page, `console-new-${width}`);
      expect(await barriers(page)).toEqual([]);
      await createLink();
      await standing('pending').waitFor();
      await screenshot(page, `console-pending-${width}`);
      expect(await barriers(page)).toEqual([]);
      expect(await overflow(page)).toBe(0);

      await page.evaluate('window.notReloaded = true');
      const cashier = await page.context().newPage();
      const address = await page.getByRole('link', { name: 'Open the payment page' }).getAttribute('href');
      await cashier.goto(address as string);
      await cashier.getByRole('button', { name: /^Pay/ }).click();
      await standing('paid').waitFor();
      expect(await page.evaluate('window.notReloaded')).toBe(true);
      await screenshot(page, `console-paid-${width}`);
      expect(await barriers(page)).toEqual([]);
      expect(await overflow(page)).toBe(0);
    },
  );

  const pages = async () => ['/', '/console/new', `/console/payments/${await createLink()}`];

  it('fits the narrowest phone', async () => {
    page = await openPage(running.browser, 320);
    for (const path of await pages()) {
      await page.goto(`${running.stack.url}${path}`);
      expect([path, await overflow(page)]).toEqual([path, 0]);
    }
  });

  it('can be read in the dark', async () => {
    page = await openPage(running.browser, 'desktop', { dark: true });
    for (const path of await pages()) {
      await page.goto(`${running.stack.url}${path}`);
      expect([path, await barriers(page)]).toEqual([path, []]);
    }
    await screenshot(page, 'console-pending-desktop-dark');
  });

  it.each(Object.keys(WIDTHS) as Width[])('lists the payments, on a %s', async (width) => {
    page = await openPage(running.browser, width);
    await createLink();
    await page.goto(running.stack.url);
    await screenshot(page, `console-list-${width}`);
    expect(await barriers(page)).toEqual([]);
  });

  it('follows a payment in the list', async () => {
    page = await openPage(running.browser, 'desktop');
    const reference = await createLink();
    await page.goto(running.stack.url);
    const row = page.getByRole('row', { name: reference });
    await row.getByText('pending', { exact: true }).waitFor();
    await running.stack.simulator.pay(
      running.stack.simulator.orders.byReference(reference)[0]?.transactionNo as string,
    );
    await row.getByText('paid', { exact: true }).waitFor();
  });

  it('says beside a field what is wrong with it, and keeps what was typed', async () => {
    page = await openPage(running.browser, 'phone');
    await page.goto(`${running.stack.url}/console/new`);
    await page.getByLabel(/^amount/).fill('10.005');
    await page.getByLabel(/^reference/).fill('not a reference');
    await page.getByRole('button', { name: 'Create the link' }).click();
    const amount = page.getByLabel(/^amount/);
    expect(await amount.getAttribute('aria-invalid')).toBe('true');
    expect(await amount.inputValue()).toBe('10.005');
    expect(await page.getByLabel(/^reference/).getAttribute('aria-invalid')).toBe('true');
    await screenshot(page, 'console-errors-phone');
    expect(await barriers(page)).toEqual([]);
    expect(await overflow(page)).toBe(0);
  });

  describe('goes through a scenario of the panel, and shows what the system makes of it:', () => {
    const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
    const timeline = () => page.locator('#timeline');
    const said = (text: string | RegExp) => page.getByRole('status').getByText(text).waitFor();

    beforeEach(async () => {
      page = await openPage(running.browser, 'desktop');
      await createLink();
    });

    it('a forged notice is refused, and leaves no trace', async () => {
      await press('Forged notice');
      await said(/answered 401/);
      await standing('pending').waitFor();
      expect(await timeline().getByText('notice').count()).toBe(0);
    });

    it('a notice signed with a leaked token changes nothing', async () => {
      await press('Forged with the real token');
      await timeline().getByText('A notice changes nothing by itself.').waitFor();
      await page.locator('#orders').getByText('Claims of notices').waitFor();
      await standing('pending').waitFor();
    });

    it('a notice with another amount is seen, and what Pockyt says is believed', async () => {
      await press('Pay, notice with another amount');
      await timeline().getByText('amount different').waitFor();
      await screenshot(page, 'console-other-amount');
      await standing('paid').waitFor();
      expect(await barriers(page)).toEqual([]);
    });

    it('an older notice does not undo a payment', async () => {
      await press('Pay, then an older notice');
      await timeline()
        .getByText(/It says\W*failed/)
        .waitFor();
      await standing('paid').waitFor();
    });

    it('a lost notice is found by asking Pockyt', async () => {
      await press('Pay, notice lost');
      await said(/Its notice is lost/);
      await standing('pending').waitFor();
      await press('Ask Pockyt now');
      await standing('paid').waitFor();
    });

    it('a link whose answer is cut off is unknown, and closed before another is made', async () => {
      await page.goto(running.stack.url);
      await press('Cut off');
      await said(/The next link goes wrong/);
      await screenshot(page, 'console-panel');
      expect(await barriers(page)).toEqual([]);
      const reference = await createLostLink();
      await standing('unknown').waitFor();
      await press('Send the request again');
      await standing('pending').waitFor();
      expect([statusesOf(reference), statusesOf(`${reference}--2`)]).toEqual([['closed'], ['init']]);
      await screenshot(page, 'console-resolved');
    });
  });

  const statusesOf = (reference: string) =>
    running.stack.simulator.orders.byReference(reference).map(({ status }) => status);

  /** Asks for a link whose answer is lost, and gives its reference. The page is then the payment's. */
  async function createLostLink(): Promise<string> {
    const reference = `browser-${++references}`;
    await page.goto(`${running.stack.url}/console/new`);
    await page.getByLabel(/^reference/).fill(reference);
    await page.getByRole('button', { name: 'Create the link' }).click();
    await page.getByText('unknown').first().waitFor();
    await screenshot(page, 'console-cut-off');
    await page.goto(`${running.stack.url}/console/payments/${reference}`);
    return reference;
  }

  it('shows two orders of a payment, in the light and in the dark, and lets either be paid', async () => {
    const { stack, browser } = running;
    page = await openPage(browser, 'desktop');
    stack.simulator.faults.next('secure-pay', { kind: 'cut', accept: 'now' });
    const reference = await createLostLink();
    await page.getByRole('button', { name: 'Send the request again' }).click();
    await standing('pending').waitFor();
    const orders = page.locator('#orders').getByRole('listitem');
    await orders.first().getByText('It can be paid.').waitFor();
    await orders.last().getByText('Nobody can pay it any more.').waitFor();
    const address = page.url().split('?')[0] as string;

    await page.goto(address);
    await page.getByRole('link', { name: `${reference}, ` }).click();
    // An order that was asked about is not asked about again at once.
    await page.waitForTimeout(5_100);
    await page.getByRole('button', { name: 'Pay', exact: true }).click();
    await standing('paid').waitFor();
    await orders.last().getByText('It is paid.').waitFor();
    await orders.first().getByText('Another order has the money').waitFor();
    for (const [width, dark] of [
      ['desktop', false],
      ['desktop', true],
      ['phone', true],
    ] as const) {
      await page.context().close();
      page = await openPage(browser, width, { dark });
      await page.goto(address);
      await screenshot(page, `console-two-orders-${width}${dark ? '-dark' : ''}`);
      expect(await barriers(page)).toEqual([]);
      expect(await overflow(page)).toBe(0);
    }
  });

  it.each([false, true])('shows that all of the money was refunded, in the dark: %j', async (dark) => {
    page = await openPage(running.browser, 'desktop', { dark });
    await createLink();
    await page.getByRole('button', { name: 'Pay', exact: true }).click();
    await standing('paid').waitFor();
    await page.getByRole('button', { name: 'Refund', exact: true }).click();
    await standing('refunded').waitFor();
    await page.locator('#orders').getByText('It was paid, and all of it was refunded.').waitFor();
    await screenshot(page, `console-refunded-desktop${dark ? '-dark' : ''}`);
    expect(await barriers(page)).toEqual([]);
  });

  it('creates a link with the keyboard alone', async () => {
    page = await openPage(running.browser, 'desktop');
    await page.goto(running.stack.url);
    await tabTo(page, page.getByRole('link', { name: 'Create a link' }));
    await page.keyboard.press('Enter');
    const button = page.getByRole('button', { name: 'Create the link' });
    await button.waitFor();
    await tabTo(page, button);
    await page.keyboard.press('Enter');
    await standing('pending').waitFor();
  });

  it('works without script', async () => {
    page = await openPage(running.browser, 'phone', { script: false });
    const reference = await createLink();
    await page.goto(running.stack.url);
    await page.getByRole('link', { name: reference }).click();
    await page.getByRole('button', { name: 'Cancel the link' }).click();
    await standing('closed').waitFor();
  });
});
