import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { isAlive, until } from '../support/condition.ts';

const READY = /^ready (http:\/\/127\.0\.0\.1:\d+)$/m;

interface Run {
  readonly child: ChildProcess;
  readonly exited: Promise<number | null>;
  said(): string;
}

const runs: Run[] = [];

/** Runs what `npm start` runs. */
function start(env: Record<string, string> = {}): Run {
  const child = spawn(process.execPath, ['tools/start/start.ts'], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      said += chunk;
    });
  }
  const run = { child, exited: once(child, 'exit').then(([status]) => status), said: () => said };
  runs.push(run);
  return run;
}

async function ready(run: Run): Promise<string> {
  await until('it is ready', () => READY.test(run.said()) || run.child.exitCode !== null, 60_000);
  const url = READY.exec(run.said())?.[1];
  if (!url) throw new Error(`It did not start: ${run.said()}`);
  return url;
}

/** The process ids of its children; only those of one program when that is named. */
async function childrenOf({ child }: Run, ...program: string[]): Promise<number[]> {
  const { stdout } = await promisify(execFile)('pgrep', ['-P', String(child.pid), ...program]);
  return stdout.trim().split('\n').map(Number);
}

const noneAlive = (pids: readonly number[]) => until('no process is left', () => !pids.some(isAlive));

afterEach(async () => {
  for (const { child, exited } of runs.splice(0)) {
    child.kill('SIGKILL');
    await exited;
  }
});

describe('npm start', () => {
  it('creates and reads a link with the commands that it prints, and Ctrl-C ends everything', async () => {
    const run = start();
    const url = await ready(run);
    expect(run.said().trim().split('\n').at(-1)).toBe(`ready ${url}`);

    expect(run.said()).toContain(`Console      ${url}/ `);
    expect(await (await fetch(`${url}/`, { headers: { accept: 'text/html' } })).text()).toContain(
      'No payments yet',
    );

    const [create, read] = run
      .said()
      .split('\n\n')
      .filter((paragraph) => paragraph.startsWith('  curl '));
    const shell = async (command = '') =>
      JSON.parse((await promisify(execFile)('sh', ['-c', command])).stdout);
    const link = await shell(create);
    expect(link).toMatchObject({ status: 'pending', amount: '10.00', paymentUrl: expect.any(String) });
    expect(await shell(read)).toMatchObject({ reference: link.reference, status: 'pending' });
    expect((await fetch(`${url}/payment-links/${link.reference}`)).status).toBe(401);

    const children = await childrenOf(run);
    expect(children.length).toBeGreaterThan(2);
    run.child.kill('SIGINT');
    expect(await run.exited).toBe(0);
    await noneAlive(children);
  }, 90_000);

  it('leaves nothing alive when it is killed, or when its output is closed', async () => {
    const inUse = async () => {
      const run = start();
      // Starts a function's sandbox: without Java there is no other child.
      await fetch(`${await ready(run)}/ipn`, { method: 'POST', body: 'a=1' });
      return run;
    };
    const killed = await inUse();
    const closed = await inUse();
    const children = [...(await childrenOf(killed)), ...(await childrenOf(closed))];
    killed.child.kill('SIGKILL');
    closed.child.stdout?.destroy();
    closed.child.stderr?.destroy();
    // Something to say: the functions log what they refuse.
    const url = READY.exec(closed.said())![1];
    await until('it has ended', async () => {
      await fetch(`${url}/ipn`, { method: 'POST', body: 'a=1' }).catch(() => {});
      return closed.child.exitCode !== null;
    });
    expect(await closed.exited).toBe(1);
    await noneAlive(children);
  }, 90_000);

  it('says in one line that the database has ended, and ends', async () => {
    const run = start();
    await ready(run);
    // dynalite, where there is no Java, is in the same process and cannot end alone.
    if (!run.said().includes('DynamoDB Local at')) return;
    process.kill((await childrenOf(run, 'java'))[0]!, 'SIGKILL');
    expect(await run.exited).toBe(1);
    expect(run.said().trim().split('\n').at(-1)).toBe('Payment links stopped: DynamoDB Local ended: SIGKILL');
  }, 60_000);

  it.each([
    [{ PORT: 'many' }, 'PORT is "many"; it must be a number from 0 to 65535 (0 takes any free port).\n'],
    [
      { POCKYT_BASE_URL: 'https://pay.example' },
      'POCKYT_BASE_URL is "https://pay.example"; it must be an http address on this machine, ' +
        "such as http://127.0.0.1:4000, or one of Pockyt's own.\n",
    ],
  ])('says what is wrong with %j in one line', async (env, line) => {
    const run = start(env);
    expect(await run.exited).toBe(1);
    expect(run.said()).toBe(line);
  });
});
