import type { Promised } from '#tools/conformance/case.ts';
import { type Row, tryPromises } from '#tools/conformance/conformance.ts';
import { type Stack, startStack } from '#tools/harness/stack.ts';
import { DEFAULT_SETTINGS } from '#tools/start/settings.ts';
import { type Break, startBreakingProxy } from './breaking-proxy.ts';

const { apiKey, token } = DEFAULT_SETTINGS;
const order = { amount: '0.01', currency: 'USD', vendor: 'alipay' };

/** The stack that `npm start` runs, as an endpoint that may be broken on the way. */
export interface Breakable {
  readonly stack: Stack;
  /** The cases that find the endpoint broken, each with what it says is wrong. */
  foundIn(breaking: Break, promises: readonly Promised[]): Promise<Record<string, string>>;
}

/** One for the tests of a file. */
export function openBreakable(): Breakable {
  let stack: Stack;
  let runs = 0;

  beforeAll(async () => {
    stack = await startStack();
  }, 60_000);
  afterAll(() => stack?.stop());

  return {
    get stack() {
      return stack;
    },
    async foundIn(breaking, promises) {
      const proxy = await startBreakingProxy(stack.url, breaking);
      const rows: Row[] = [];
      try {
        await tryPromises(
          promises,
          { url: proxy.url, secrets: { apiKey, token }, order, run: `broken${++runs}` },
          { wait: async () => {}, report: (row) => rows.push(row) },
        );
      } finally {
        await proxy.stop();
      }
      expect(rows).toHaveLength(promises.flatMap(({ cases }) => cases).length);
      const red = rows.filter(({ verdict }) => verdict === 'broken');
      return Object.fromEntries(red.map(({ request, fault }) => [request, fault!]));
    },
  };
}

/** What is found where one fault shows in these requests. */
export const faults = (fault: string, ...requests: string[]) =>
  Object.fromEntries(requests.map((request) => [request, fault]));
