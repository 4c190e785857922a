import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { leakIn, presentable } from '#tools/conformance/leaks.ts';
import { readSecrets } from '#tools/conformance/secrets.ts';
import { HELP, readSettings, UsageError } from '#tools/conformance/settings.ts';

const URL = 'https://abcdefghij.execute-api.eu-west-1.amazonaws.com';

describe('a command line', () => {
  it('needs no more than an address', () => {
    expect(readSettings(['--url', `${URL}/`])).toEqual({
      url: URL,
      order: { amount: '0.01', currency: 'USD', vendor: 'alipay' },
      environment: 'sandbox',
      isJson: false,
    });
  });

  it.each(['http://127.0.0.1:3000', 'http://localhost:3000'])('may name this machine: %s', (url) => {
    expect(readSettings(['--url', url])).toMatchObject({ url });
  });

  it.each([
    [[], 'Say which endpoint'],
    [['--url', 'shop.example'], 'no address'],
    [['--url', 'http://shop.example'], 'must begin with https://'],
    [['--url', 'http://127.0.0.1.shop.example'], 'must begin with https://'],
    [['--url', 'ftp://127.0.0.1'], 'must begin with https://'],
    [['--url', `${URL}/payment-links`], 'nothing behind it'],
    [['--url', 'https://user@shop.example'], 'nothing behind it'],
    [['--url', URL, '--environment', 'live'], 'sandbox or production'],
    [['--url', URL, '--amount', '1e3'], '--amount: Must be a decimal string'],
    [['--url', URL, '--currency', 'EUR'], '--currency: Must be one of'],
    [['--url', URL, '--vendor', 'Ali Pay'], '--vendor: Must be'],
    [['--url', URL, '--key-file', '-', '--credentials-file', '-'], 'not both'],
    [['--url', URL, '--key', 'sesame-sesame'], 'A key is never an argument'],
    [['--url', URL, '--token=sesame-sesame'], 'A key is never an argument'],
    [['--url', URL, 'sesame-sesame'], 'A key is never an argument'],
  ])('%j is refused', (argv, said) => {
    const message = messageOf(() => readSettings(argv));
    expect(message).toContain(said);
    expect(message).not.toContain('sesame');
  });

  it('asks for help', () => expect(readSettings(['--help'])).toBeNull());
});

function messageOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    return (error as Error).message;
  }
  throw new Error('Nothing was wrong.');
}

describe('secrets', () => {
  const files: Record<string, string> = {
    key: 'from-a-file\n',
    secret: '{"default":"from-a-secret"}',
    credentials: '{"merchantNo":"1","storeNo":"2","token":"t-file"}',
    broken: '{"token":"sesame',
    empty: '\n',
    blank: 'sesame sesame',
    list: '["sesame sesame"]',
    tokenless: '{"merchantNo":"sesame"}',
  };
  const read = (
    options: { keyFile?: string; credentialsFile?: string },
    env: Record<string, string> = {},
    input = '',
  ) =>
    readSecrets(options, {
      env,
      readFile: async (path) => files[path] ?? Promise.reject(new Error('ENOENT')),
      readStandardInput: async () => input,
    });

  it.each([
    [{ keyFile: 'key' }, {}, '', { apiKey: 'from-a-file' }],
    [{ keyFile: 'secret' }, {}, '', { apiKey: 'from-a-secret' }],
    [{ keyFile: '-' }, {}, '{"default":"from-a-pipe"}\n', { apiKey: 'from-a-pipe' }],
    [{}, { PAYMENT_LINKS_API_KEY: 'from-the-environment' }, '', { apiKey: 'from-the-environment' }],
    [{ keyFile: 'key' }, { PAYMENT_LINKS_API_KEY: 'other' }, '', { apiKey: 'from-a-file' }],
    [{ keyFile: 'key', credentialsFile: 'credentials' }, {}, '', { apiKey: 'from-a-file', token: 't-file' }],
    [
      { keyFile: 'key' },
      { PAYMENT_LINKS_CREDENTIALS: '{"token":"t-env"}' },
      '',
      { apiKey: 'from-a-file', token: 't-env' },
    ],
    [{ keyFile: 'key', credentialsFile: '-' }, {}, '{"token":"t"}', { apiKey: 'from-a-file', token: 't' }],
  ])('%j, %j, %j', async (options, env, input, secrets) => {
    expect(await read(options, env as Record<string, string>, input)).toEqual(secrets);
  });

  it.each([
    [{}, 'There is no API key'],
    [{ keyFile: 'nowhere' }, 'nowhere cannot be read'],
    [{ keyFile: 'empty' }, 'empty, or holds a character'],
    [{ keyFile: 'blank' }, 'empty, or holds a character'],
    [{ keyFile: 'broken' }, 'no JSON object'],
    [{ keyFile: 'key', credentialsFile: 'broken' }, 'no JSON object'],
    [{ keyFile: 'key', credentialsFile: 'tokenless' }, 'have no token'],
  ])('%j cannot be used, and nothing of it is quoted', async (options, said) => {
    const error = await read(options).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UsageError);
    expect((error as Error).message).toContain(said);
    expect((error as Error).message).not.toContain('sesame');
  });
});

describe('an answer', () => {
  const secrets = { apiKey: 'the-key', token: 'the-token' };

  it.each([
    ['the-key', 'the answer holds the API key'],
    ['a the-token b', 'the answer holds the token'],
    // The MD5 of the token signs as well as the token does.
    ['0dfd0f401970570f60e8479473cad1cd', 'the answer holds the token'],
    ['Error\n    at handler (/var/task/index.mjs:1:2)', 'the answer holds a stack trace'],
    ['{"detail":"Error\\n    at handler (index.mjs:1:2)"}', 'the answer holds a stack trace'],
    ['{"detail":"look at order-1:2, at 10:30"}', undefined],
    ['success', undefined],
  ])('%j lets out: %s', (text, leak) => {
    expect(leakIn(text, secrets)).toBe(leak);
  });

  it('is shown without secrets, and without what steers a terminal', () => {
    const text = 'the-key the-token d41d8cd98f00b204e9800998ecf8427e \u001b[2J\u202e\nx';
    expect(presentable(text, secrets)).toBe('(key) (token) (signature) ?[2J??x');
  });
});

describe('npm run conformance', () => {
  async function run(...argv: string[]) {
    const child = spawn(process.execPath, ['tools/conformance/run.ts', ...argv], {
      env: { PATH: process.env.PATH },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [printed, complained, [exitCode]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close'),
    ]);
    return { exitCode, printed, complained };
  }

  it('shows every option', async () => {
    expect(await run('--help')).toEqual({ exitCode: 0, printed: `${HELP}\n`, complained: '' });
  });

  it('says what is missing', async () => {
    expect(await run('--url', URL)).toEqual({
      exitCode: 2,
      printed: '',
      complained: expect.stringMatching(/There is no API key.*--help/),
    });
  });
});
