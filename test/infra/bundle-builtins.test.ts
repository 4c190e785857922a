import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { bundleFunctions } from '#infra/bundle/bundle.ts';
import { FORM, signedWith } from '#tools/conformance/notices/notice.ts';
import { LAMBDA_ENVIRONMENT } from '#tools/harness/bundles/bundled-function.ts';
import { type Surroundings, startSurroundings } from '#tools/harness/bundles/surroundings.ts';
import { apiEvent, type Call } from '#tools/harness/gateway.ts';
import { paidClaim } from '#tools/harness/notices.ts';
import { CREDENTIALS } from '#tools/simulator/test-merchant.ts';

/**
 * Modules of Node's that are loaded when something mentions them: `import` of node:http, `ReadableStream`, `Blob`,
 * `fetch`, `performance`, the global `crypto`. The first alone costs as much as the rest of a start.
 */
const EXPENSIVE = /undici|http2|zlib|child_process|webstreams|internal\/blob|perf_hooks|webcrypto|worker/;
/** HTTPS with all that it needs makes 58. */
const MOST = 60;

/** Prints the status of one answer, and what was loaded for it that a Node without anything to do has not. */
const SCRIPT = `
  const [bundle, event] = process.argv.slice(1);
  const before = new Set(process.moduleLoadList);
  const { handler } = await import(bundle);
  const { statusCode } = await handler(JSON.parse(event), { awsRequestId: 'invocation-1' });
  const loaded = process.moduleLoadList.filter((name) => name.startsWith('NativeModule') && !before.has(name));
  process.stdout.write('\\n' + JSON.stringify({ statusCode, loaded }) + '\\n', () => process.exit());`;

let folder: string;
let around: Surroundings;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bundle-builtins-test-'));
  await bundleFunctions({ outFolder: folder });
  around = await startSurroundings();
});
afterAll(() => Promise.all([around.stop(), rm(folder, { recursive: true })]));

async function invoke(name: string, call: Call): Promise<{ statusCode: number; loaded: string[] }> {
  const file = join(folder, name, 'index.mjs');
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '--eval', SCRIPT, file, JSON.stringify(apiEvent(call))],
    {
      env: {
        ...LAMBDA_ENVIRONMENT,
        AWS_ENDPOINT_URL_DYNAMODB: around.dynamoDb.url,
        AWS_ENDPOINT_URL_SECRETS_MANAGER: around.secretsManager.url,
        POCKYT_BASE_URL: around.pockyt.url,
      },
    },
  );
  return JSON.parse(stdout.trim().split('\n').at(-1) as string);
}

it('a start and a request load of Node what they need, and nothing expensive', async () => {
  const creation = {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      amount: '13',
      currency: 'PHP',
      vendor: 'alipay',
      callbackUrl: 'https://shop.example/back',
      reference: 'builtins',
    }),
  };
  const created = await invoke('create-link', creation);
  // A write that is refused is a failed call.
  const again = await invoke('create-link', creation);
  const [order] = around.simulator.orders.all;
  around.simulator.setStatus(order?.transactionNo as string, 'success');
  const told = await invoke('ipn-webhook', {
    path: '/ipn',
    headers: { 'content-type': FORM },
    body: new URLSearchParams(signedWith(CREDENTIALS.token, paidClaim(order as never))).toString(),
  });
  expect([created, again, told].map(({ statusCode }) => statusCode)).toEqual([201, 200, 200]);
  for (const { loaded } of [created, again, told]) {
    expect(loaded.filter((name) => EXPENSIVE.test(name))).toEqual([]);
    expect(loaded.length).toBeLessThanOrEqual(MOST);
  }
});
