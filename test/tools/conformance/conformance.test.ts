import { runCommandLine } from '#tools/conformance/command-line.ts';
import { LINKS, PROMISES } from '#tools/conformance/promises.ts';
import { type Stack, startStack } from '#tools/harness/stack.ts';
import { DEFAULT_SETTINGS } from '#tools/start/settings.ts';
import { startBreakingProxy } from './breaking-proxy.ts';
import * as broken from './broken-endpoints.ts';

const { merchantNo, storeNo, token, apiKey } = DEFAULT_SETTINGS;
const CREDENTIALS = JSON.stringify({ merchantNo, storeNo, token });
const CASES = PROMISES.flatMap(({ cases }) => cases);

let stack: Stack;
let runs = 0;

beforeAll(async () => {
  stack = await startStack();
}, 60_000);
afterAll(() => stack?.stop());

async function run(
  argv: readonly string[],
  env: Record<string, string> = { PAYMENT_LINKS_API_KEY: apiKey, PAYMENT_LINKS_CREDENTIALS: CREDENTIALS },
) {
  const [printed, complained]: [string[], string[]] = [[], []];
  const name = `run${++runs}`;
  const exitCode = await runCommandLine(argv, {
    env,
    readFile: () => Promise.reject(new Error('There are no files.')),
    readStandardInput: async () => '',
    print: (line) => printed.push(line),
    complain: (line) => complained.push(line),
    wait: async () => {},
    randomName: () => name,
  });
  return { exitCode, name, printed: printed.join('\n'), complained: complained.join('\n') };
}

/** What the provider has been asked to make, and what became of it. */
const ordersOf = (name: string) =>
  stack.simulator.orders.all.filter(({ reference }) => reference.startsWith(`conformance-${name}-`));

const SECRETS = [apiKey, token];

function expectNoSecrets(text: string) {
  for (const secret of SECRETS) expect(text).not.toContain(secret);
  expect(text).not.toMatch(/\b[0-9a-f]{32}\b/i);
}

describe('against the stack that npm start runs', () => {
  it('every promise is kept, as many links are made as were announced, and all are closed', async () => {
    const { exitCode, name, printed, complained } = await run(['--url', stack.url]);
    expect(printed.split('\n').filter((line) => line.includes('BROKEN'))).toEqual([]);
    expect([exitCode, complained]).toEqual([0, '']);
    expect(printed).toContain(`Trying ${stack.url}`);
    expect(printed).toContain(
      `makes ${LINKS.withToken} links of 0.01 USD (alipay) under conformance-${name}-1`,
    );
    expect(printed).toContain(`${CASES.length} cases: ${CASES.length} as promised, 0 not.`);
    const orders = ordersOf(name);
    expect(orders).toHaveLength(LINKS.withToken);
    expect(new Set(orders.map(({ status }) => status))).toEqual(new Set(['closed']));
    expectNoSecrets(printed);
  }, 60_000);

  it('without the token, what needs it is left out, and the answer is for a program', async () => {
    const environment = { PAYMENT_LINKS_API_KEY: apiKey };
    const argv = ['--url', stack.url, '--json', '--environment', 'production', '--currency', 'KRW'];
    const { exitCode, name, printed, complained } = await run(argv, environment);
    const document = JSON.parse(printed);
    const untried = CASES.filter(({ needsToken }) => needsToken).length;
    expect(untried).toBeGreaterThan(10);
    expect(exitCode).toBe(0);
    expect(document).toMatchObject({ url: stack.url, run: name, links: { left: [] } });
    expect(
      Map.groupBy(document.cases, ({ verdict }: { verdict: string }) => verdict).get('untried'),
    ).toHaveLength(untried);
    expect(document.cases).toHaveLength(CASES.length);
    expect(complained).toContain(`makes ${LINKS.withoutToken} links of 1 KRW`);
    expect(complained).toContain('This is production: the links are real');
    expect(complained).toContain(`${untried} cases were left out`);
    expect(ordersOf(name)).toHaveLength(LINKS.withoutToken);
    expectNoSecrets(printed + complained);
  }, 60_000);
});

it('against one that breaks a promise the exit code is 1, and what it echoes is not shown', async () => {
  const proxy = await startBreakingProxy(stack.url, broken.withEcho);
  try {
    const { exitCode, printed } = await run(['--url', proxy.url]);
    expect(exitCode).toBe(1);
    expect(printed).toMatch(/BROKEN +POST a cancel of no link .*: the answer holds the API key/);
    expectNoSecrets(printed);
  } finally {
    await proxy.stop();
  }
}, 60_000);

describe('nothing is tried, and the exit code is 2', () => {
  it('where the key is wrong', async () => {
    const { exitCode, complained } = await run(['--url', stack.url], {
      PAYMENT_LINKS_API_KEY: 'not-this-one',
    });
    expect([exitCode, complained]).toEqual([2, expect.stringContaining('403 Forbidden')]);
  });

  it('where Pockyt refuses the vendor', async () => {
    stack.simulator.faults.next('secure-pay', { kind: 'refuse', code: '000022' });
    const { exitCode, complained } = await run(['--url', stack.url]);
    expect([exitCode, complained]).toEqual([2, expect.stringContaining('422 refused-by-pockyt')]);
    expect(complained).toContain('Check that the vendor, the currency and the store belong together');
  });

  it('where nobody answers', async () => {
    const gone = await startBreakingProxy(stack.url, {});
    await gone.stop();
    const { exitCode, complained } = await run(['--url', gone.url]);
    expect([exitCode, complained]).toEqual([2, expect.stringContaining('nothing was tried: hung up')]);
  });
});
