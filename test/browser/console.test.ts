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
    await page.getByRole('heading', { name: reference }).waitFor();
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

  describe('is broken at the desk, and shows what the system makes of it:', () => {
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
      await timeline().getByText('Pockyt could not be asked, or has not decided').waitFor();
      await standing('pending').waitFor();
    });

    it('a notice with another amount changes nothing', async () => {
      await press('Pay, notice with another amount');
      await timeline().getByText('amount different').waitFor();
      await screenshot(page, 'console-other-amount');
      await standing('pending').waitFor();
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
      await screenshot(page, 'console-desk');
      expect(await barriers(page)).toEqual([]);
      const reference = `browser-${++references}`;
      await page.goto(`${running.stack.url}/console/new`);
      await page.getByLabel(/^reference/).fill(reference);
      await press('Create the link');
      await page.getByText('unknown').first().waitFor();
      await screenshot(page, 'console-cut-off');
      await page.goto(`${running.stack.url}/console/payments/${reference}`);
      await standing('unknown').waitFor();
      await press('Send the request again');
      await standing('pending').waitFor();
      const statusOf = (name: string) =>
        running.stack.simulator.orders.byReference(name).map(({ status }) => status);
      expect([statusOf(reference), statusOf(`${reference}-2`)]).toEqual([['closed'], ['pending']]);
      await screenshot(page, 'console-settled');
    });
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
