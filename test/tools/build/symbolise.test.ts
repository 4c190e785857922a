import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleFunctions } from '#infra/bundle/bundle.ts';
import { mapOf, symbolise } from '#tools/build/source-places.ts';
import { startBundledFunction } from '#tools/harness/bundles/bundled-function.ts';

const HANDLER = `
export async function handler(event: unknown) {
  if (event) fail();
}

function fail(): never {
  throw new Error('It went wrong.');
}
`;

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'symbolise-test-'));
  await mkdir(join(folder, 'functions/breaking'), { recursive: true });
  await writeFile(join(folder, 'functions/breaking/handler.ts'), HANDLER);
  await bundleFunctions({ functionsFolder: join(folder, 'functions'), outFolder: join(folder, 'dist') });
});
afterAll(() => rm(folder, { recursive: true }));

/** The trace of a bundle that fails, as a log has it. */
async function trace(): Promise<string> {
  const bundle = await startBundledFunction(join(folder, 'dist/breaking/index.mjs'));
  try {
    return await bundle.call({}).then(
      () => 'nothing failed',
      (error: Error) => error.message,
    );
  } finally {
    await bundle.stop();
  }
}

it('names the places in the sources', async () => {
  const symbolised = symbolise(await trace(), await mapOf('breaking', join(folder, 'dist')));
  expect(symbolised).toContain('Error: It went wrong.');
  expect(symbolised).toContain('functions/breaking/handler.ts:7:9');
  expect(symbolised).toContain('functions/breaking/handler.ts:3:14');
  expect(symbolised).not.toContain('index.mjs');
});

it('leaves what is in no map, and all other text', async () => {
  const map = await mapOf('breaking', join(folder, 'dist'));
  const text =
    'Error: index.mjs\n    at Socket.emit (node:events:514:28)\n    at file:///var/task/other.mjs:1:2\n';
  expect(symbolise(text, map)).toBe(text);
});

it.each(['no-such-function', '../dist'])('says that %s is no function that was built', (name) => {
  const options = { encoding: 'utf8', input: 'at index.mjs:1:1' } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['tools/build/symbolise.ts', name], options);
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toBe(`No function "${name}" was built. Check its name, and run "npm run build".\n`);
});
