import type { Browser } from 'playwright-core';
import { type Stack, startStack } from '#tools/harness/stack.ts';
import { openBrowser } from './browser.ts';

/** The running stack and a browser, for all tests of a `describe`. */
export function useStackAndBrowser(): { readonly stack: Stack; readonly browser: Browser } {
  const running: { stack?: Stack; browser?: Browser } = {};
  beforeAll(async () => {
    [running.stack, running.browser] = await Promise.all([startStack(), openBrowser()]);
  }, 60_000);
  afterAll(async () => {
    await running.browser?.close();
    await running.stack?.stop();
  });
  return running as { stack: Stack; browser: Browser };
}
