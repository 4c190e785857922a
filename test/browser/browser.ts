import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { AxeResults } from 'axe-core';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';

/** Where Chromium is found; `CHROMIUM` names another. */
const PLACES = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

const executablePath = PLACES.find((place) => place && existsSync(place));

/** Every page as it was seen last, for whoever wants to look. */
const SCREENSHOTS = join(__dirname, 'screenshots');

export const WIDTHS = { phone: 390, desktop: 1280 } as const;
export type Width = keyof typeof WIDTHS;

/** Tests in a real browser; where there is none they are left out, which is said with what to do about it. */
export function describeInBrowser(name: string, tests: () => void): void {
  if (executablePath) {
    describe(name, tests);
    return;
  }
  console.warn(
    `No Chromium here: "${name}" is not tested. Install it (Debian: apt-get install chromium), or say where it is ` +
      'with CHROMIUM=/path/to/it.',
  );
  describe.skip(name, tests);
}

/** A browser that shares nothing with the user's own and calls nobody by itself. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
  });
}

/** A new page of a window so wide. */
export async function openPage(
  browser: Browser,
  width: Width | number,
  { dark = false, locale = 'en-US', script = true } = {},
): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: typeof width === 'number' ? width : WIDTHS[width], height: 900 },
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
    javaScriptEnabled: script,
    locale,
  });
  return context.newPage();
}

export async function screenshot(page: Page, name: string): Promise<void> {
  mkdirSync(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage: true });
}

const AXE = readFileSync(createRequire(__filename).resolve('axe-core/axe.min.js'), 'utf8');

/** What keeps somebody from using the page, as far as a program can tell: a line for each. */
export async function barriers(page: Page, { except = [] as string[] } = {}): Promise<string[]> {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate<AxeResults>('axe.run(document)');
  const held = violations.filter(({ id }) => !except.includes(id));
  return held.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${help} (${target}) ${failureSummary}`),
  );
}

/** How many pixels of the page stand out of the window to the side. */
export function overflow(page: Page): Promise<number> {
  return page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');
}

/** Goes to an element as somebody does who has a keyboard and no mouse. Fails where it cannot be reached. */
export async function tabTo(page: Page, element: Locator): Promise<void> {
  for (let steps = 0; steps < 200; steps++) {
    if (await element.evaluate((node) => node.matches(':focus'))) return;
    await page.keyboard.press('Tab');
  }
  throw new Error('It cannot be reached with the keyboard.');
}
