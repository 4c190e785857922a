import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { close, listen } from '#tools/cdk-local/http-server.ts';
import { type SecretsManager, startSecretsManager } from '#tools/cdk-local/secrets-manager.ts';
import { runCommandLine } from '#tools/simulator/command-line/command-line.ts';
import { COMMANDS } from '#tools/simulator/command-line/commands.ts';
import type { Simulator } from '#tools/simulator/simulator.ts';
import { until } from '../support/condition.ts';
import { ACCOUNT, order, securePay, simulate, stopSimulators, tranQuery } from './merchant.ts';

const SECRET = 'payment-links/local/pockyt-credentials';

let folder: string;
let runningFile: string;
let simulator: Simulator;
let secrets: SecretsManager;
let merchant: ReturnType<typeof createServer>;
let received: number;
let answer: { status: number; text: string };

beforeEach(async () => {
  received = 0;
  answer = { status: 200, text: 'success' };
  merchant = createServer((request, response) => {
    received += 1;
    request.resume();
    response.writeHead(answer.status).end(answer.text);
  });
  const ipnUrl = `${await listen(merchant)}/ipn`;
  simulator = await simulate();
  secrets = await startSecretsManager([{ name: SECRET, value: JSON.stringify(ACCOUNT) }]);
  await order(simulator, { ipnUrl });
  folder = await mkdtemp(path.join(tmpdir(), 'simulate-'));
  runningFile = path.join(folder, 'running.json');
  await writeRunning({
    url: 'http://127.0.0.1:3000',
    simulator: simulator.baseUrl,
    secretsManager: secrets.endpoint,
    credentialsSecret: SECRET,
  });
});

afterEach(async () => {
  await Promise.all([stopSimulators(), secrets.stop(), close(merchant)]);
  await rm(folder, { recursive: true });
});

const writeRunning = (running: object) => writeFile(runningFile, JSON.stringify(running));

/** Runs one command line, its words separated by blanks. */
async function run(words: string) {
  const printed: string[] = [];
  const complained: string[] = [];
  const argv = words.split(' ').filter(Boolean);
  const exitCode = await runCommandLine(argv, {
    print: (line) => printed.push(line),
    complain: (line) => complained.push(line),
    runningFile,
  });
  return { exitCode, printed: printed.join('\n'), complained: complained.join('\n') };
}

const said = async (words: string) => {
  const { exitCode, printed, complained } = await run(words);
  expect([exitCode, complained]).toEqual([0, '']);
  return printed;
};

describe('orders', () => {
  it('are listed, a line each', async () => {
    await order(simulator, { reference: 'a-longer-reference', amount: '1' });
    const [first, second] = (await said('orders')).split('\n');
    expect(first).toMatch(/^invoice-1 {11}2975\d{14} {2}13\.00 PHP {2}init$/);
    expect(second).toMatch(/^a-longer-reference {2}2975\d{14} {2}1\.00 PHP {3}init$/);
  });

  it.each([
    ['pay', 'success'],
    ['fail', 'failed'],
    ['close', 'closed'],
    ['reverse', 'reversed'],
    ['confirm', 'pending'],
    ['deal', 'dealing'],
  ])('%s', async (verb, status) => {
    expect(await said(`${verb} invoice-1`)).toBe(
      `invoice-1 is ${status}. notice-1: answered 200 success, acknowledged.`,
    );
    expect([simulator.orders.all[0]!.status, received]).toEqual([status, 1]);
  });

  it('are told of late, often, never, or otherwise than they are', async () => {
    expect(await said('pay invoice-1 --late 0.05')).toBe(
      'invoice-1 is success. notice-1 goes out in 0.05 s.',
    );
    await until('the late notice has come', () => received === 1);
    expect(await said('pay invoice-1 --times 3')).toContain('notice-2: sent 3 times, last answered 200');
    expect(received).toBe(4);
    expect(await said('pay invoice-1 --lost')).toContain('notice-3 is lost');
    expect(received).toBe(4);
    await said('pay invoice-1 --amount 0.01 --currency USD');
    const { body } = simulator.notices.at(-1)!;
    expect(Object.fromEntries(new URLSearchParams(body))).toMatchObject({ amount: '0.01', currency: 'USD' });
  });

  it('are refunded in the portal', async () => {
    await said('pay invoice-1');
    expect(await said('refund invoice-1 3.00')).toBe(
      'invoice-1: 3.00 of 13.00 PHP is refunded. The merchant is not told.',
    );
    expect(await said('refund invoice-1 1 --notice')).toBe(
      'invoice-1: 4.00 of 13.00 PHP is refunded. notice-2: answered 200 success, acknowledged.',
    );
    expect(await said('refund invoice-1')).toContain('13.00 of 13.00');
    expect(await run('refund invoice-1')).toMatchObject({
      exitCode: 2,
      complained: expect.stringMatching(/0\.00 is left/),
    });
  });

  it('lag behind in queries', async () => {
    await said('pay invoice-1');
    const status = async () => (await tranQuery(simulator, { reference: 'invoice-1' })).body.result.status;
    expect(await said('lag invoice-1')).toBe('The next query about invoice-1 tells what was true before.');
    expect([await status(), await status()]).toEqual(['init', 'success']);
    expect(await said('lag invoice-1 2')).toBe(
      'The next 2 queries about invoice-1 tell what was true before.',
    );
    expect([await status(), await status(), await status()]).toEqual(['init', 'init', 'success']);
  });

  it('are forged', async () => {
    answer = { status: 401, text: 'refused' };
    expect(await said('forge invoice-1')).toBe(
      'Forged. invoice-1 is init. notice-1: answered 401 refused, not acknowledged.',
    );
    answer = { status: 200, text: 'success' };
    expect(await said('forge invoice-1 --leaked --status closed')).toContain('invoice-1 is init.');
    expect(simulator.notices[1]!.body).toContain('status=closed');
  });
});

it('notices are kept back, listed, and sent again', async () => {
  expect(await said('notices')).toBe('There are no notices yet.');
  await said('notices off');
  expect(await said('pay invoice-1')).toContain('notice-1 waits, since notices are off');
  expect(await said('notices')).toBe('notice-1  invoice-1  not sent');
  await said('notices on');
  expect(await said('notices send notice-1')).toBe('notice-1: answered 200 success, acknowledged.');
  await said('notices send notice-1 --late 0.05 --times 2');
  await until('the late copies have come', () => received === 3);
});

it('faults come once or always, until they are cleared, and late calls are carried out', async () => {
  const codeOf = async () => (await tranQuery(simulator, { reference: 'invoice-1' })).body.ret_code;
  expect(await said('fault tran-query refuse --code 000080')).toBe(
    'The next tran-query call goes wrong: refuse.',
  );
  expect([await codeOf(), await codeOf()]).toEqual(['000080', '000100']);
  await said('fault tran-query refuse --code 000080 --always');
  expect([await codeOf(), await codeOf()]).toEqual(['000080', '000080']);
  expect(await said('fault clear')).toBe('Nothing goes wrong any more.');
  expect(await codeOf()).toBe('000100');
  await said('fault secure-pay cut --accept late');
  await expect(securePay(simulator, { reference: 'invoice-2' })).rejects.toThrow();
  expect(await said('fault accept')).toBe('1 late calls carried out: 000100.');
  expect(simulator.orders.byReference('invoice-2')).toHaveLength(1);
});

describe('rotate', () => {
  const tokenAt = async (VersionStage: string) => {
    const client = new SecretsManagerClient({
      endpoint: secrets.endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
    });
    try {
      const value = await client.send(new GetSecretValueCommand({ SecretId: SECRET, VersionStage }));
      return JSON.parse(value.SecretString!).token;
    } catch (error) {
      return (error as Error).name;
    }
  };
  const tokens = async () => [
    await tokenAt('AWSPENDING'),
    await tokenAt('AWSCURRENT'),
    await tokenAt('AWSPREVIOUS'),
  ];
  const NONE = 'ResourceNotFoundException';

  it('replaces the token in the secret and at Pockyt, and says each step', async () => {
    const lines = (await said('rotate brand-new')).split('\n');
    expect(lines.map((line) => line.split(':')[0])).toEqual(['pending', 'switch', 'promote']);
    expect(await tokens()).toEqual([NONE, 'brand-new', ACCOUNT.token]);
    expect((await tranQuery(simulator, { reference: 'invoice-1' })).status).toBe(400);
  });

  it('goes step by step', async () => {
    await said('rotate brand-new --step pending');
    expect(await tokens()).toEqual(['brand-new', ACCOUNT.token, NONE]);
    expect((await tranQuery(simulator, { reference: 'invoice-1' })).status).toBe(200);
    await said('rotate brand-new --step switch');
    expect((await tranQuery(simulator, { reference: 'invoice-1' })).status).toBe(400);
    expect(await tokens()).toEqual(['brand-new', ACCOUNT.token, NONE]);
    await said('rotate --step promote');
    expect(await tokens()).toEqual([NONE, 'brand-new', ACCOUNT.token]);
    await said('rotate --step retire');
    expect(await tokens()).toEqual([NONE, 'brand-new', NONE]);
    expect(await run('rotate --step retire')).toMatchObject({
      exitCode: 2,
      complained: expect.stringMatching(/nothing to retire/),
    });
    expect(await run('rotate --step promote')).toMatchObject({
      exitCode: 2,
      complained: expect.stringMatching(/--step pending/),
    });
  });

  it('keeps what else the secret holds', async () => {
    await said('rotate brand-new');
    await said('rotate newer');
    expect(await tokens()).toEqual([NONE, 'newer', 'brand-new']);
  });

  it('changes the simulator alone when only that is known, and says what else is to do', async () => {
    const printed = await said(`rotate brand-new --simulator ${simulator.baseUrl}/`);
    expect(printed).toContain('aws secretsmanager put-secret-value');
    expect(await tokens()).toEqual([NONE, ACCOUNT.token, NONE]);
    expect(await run(`rotate x --step pending --simulator ${simulator.baseUrl}`)).toMatchObject({
      exitCode: 2,
      complained: expect.stringMatching(/needs the secret/),
    });
  });

  it('needs a token and a step that there is, and stops where a step fails', async () => {
    expect(await run('rotate')).toMatchObject({
      exitCode: 2,
      complained: expect.stringMatching(/needs the new token/),
    });
    expect(await run('rotate x --step back')).toMatchObject({
      exitCode: 2,
      complained: expect.stringMatching(/--step must be/),
    });
    await secrets.stop();
    expect(await run('rotate x')).toMatchObject({
      exitCode: 1,
      printed: '',
      complained: expect.stringMatching(/^Secrets Manager does not answer/),
    });
    expect((await tranQuery(simulator, { reference: 'invoice-1' })).status).toBe(200);
  });
});

describe('--json', () => {
  it('prints the result alone', async () => {
    const { printed, exitCode } = await run('pay invoice-1 --json');
    expect(exitCode).toBe(0);
    expect(JSON.parse(printed)).toMatchObject({ order: { status: 'success' }, sending: 'sent' });
    expect(JSON.parse((await run('orders --json')).printed)).toHaveLength(1);
    expect(JSON.parse((await run('rotate x --json')).printed).steps).toHaveLength(3);
  });
});

describe('what is typed wrong', () => {
  it.each([
    ['', /<command> \[options\]/],
    ['explode', /There is no command explode/],
    ['constructor', /There is no command constructor/],
    ['pay', /It is written: pay <order>/],
    ['pay invoice-1 invoice-2', /It is written: pay <order>/],
    ['orders all', /It is written: orders\./],
    ['pay nothing', /The simulator has no order nothing/],
    ['pay invoice-1 --late', /--late/],
    ['pay invoice-1 --late soon', /--late must be a number/],
    ['pay invoice-1 --times 1.5', /times must be a whole number/],
    ['pay invoice-1 --quickly', /--quickly/],
    ['pay invoice-1 --leaked', /pay takes no --leaked/],
    ['lag invoice-1 often', /queries must be a number/],
    ['lag invoice-1 1.5', /queries must be a whole number/],
    ['notices maybe', /There is no `notices maybe`/],
    ['notices send', /There is no `notices send`/],
    ['notices send notice-9', /The simulator has no notice notice-9/],
    ['notices off --late 3', /takes more/],
    ['fault', /It is written: fault/],
    ['fault secure-pay', /needs an endpoint and a kind/],
    ['fault secure-pay explode', /kind must be refuse/],
    ['fault nothing hang', /endpoint must be secure-pay/],
    ['fault clear --always', /takes options/],
    ['orders --simulator nowhere', /--simulator is no URL/],
  ])('%j is refused with 2, in words, and changes nothing', async (words, complaint) => {
    expect(await run(words)).toEqual({
      exitCode: 2,
      printed: '',
      complained: expect.stringMatching(complaint),
    });
    expect([simulator.orders.all[0]!.status, received]).toEqual(['init', 0]);
  });
});

describe('where the simulator is', () => {
  it('is said when nothing runs, when it has another provider, and when it does not answer', async () => {
    await rm(runningFile);
    expect(await run('orders')).toMatchObject({
      exitCode: 1,
      complained: expect.stringMatching(/Run `npm start` first/),
    });
    await writeFile(runningFile, '{"simulator":');
    expect(await run('orders')).toMatchObject({
      exitCode: 1,
      complained: expect.stringMatching(/Run `npm start` first/),
    });
    await writeRunning({ url: 'http://127.0.0.1:3000' });
    expect(await run('orders')).toMatchObject({
      exitCode: 1,
      complained: expect.stringMatching(/POCKYT_BASE_URL/),
    });
    await writeRunning({ simulator: simulator.baseUrl });
    await simulator.stop();
    expect(await run('orders')).toMatchObject({
      exitCode: 1,
      complained: expect.stringMatching(/^No simulator answers at/),
    });
  });

  it('may be said', async () => {
    await rm(runningFile);
    expect(await said(`orders --simulator ${simulator.baseUrl}`)).toContain('invoice-1');
  });

  it('is not the API: another program that answers is no simulator', async () => {
    const { port } = new URL(simulator.orders.all[0]!.ipnUrl!);
    const { exitCode, complained } = await run(`orders --simulator http://127.0.0.1:${port}`);
    expect([exitCode, complained]).toEqual([1, expect.stringContaining('No simulator answers at')]);
  });
});

describe('--help', () => {
  it('has every command, and each has its own', async () => {
    const all = await said('--help');
    for (const [name, command] of Object.entries(COMMANDS)) {
      expect(all).toContain(`  ${name} `);
      const own = await said(`${name} --help`);
      expect(own).toContain(`npm run simulate -- ${name}`);
      for (const option of command.options) expect(own).toContain(`--${option}`);
    }
  });
});

it('is a program: it prints, and its exit code says how it went', async () => {
  const program = (...args: string[]) =>
    promisify(execFile)(process.execPath, [
      'tools/simulator/simulate.ts',
      ...args,
      '--simulator',
      simulator.baseUrl,
    ]);
  expect((await program('orders')).stdout).toMatch(/^invoice-1 .*\n$/);
  await expect(program('pay', 'nothing')).rejects.toMatchObject({
    code: 2,
    stdout: '',
    stderr: 'The simulator has no order nothing. List them with `orders`.\n',
  });
});
