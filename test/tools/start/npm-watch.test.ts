import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { isAlive, until } from '../support/condition.ts';

/** Starts scripts as npm does, each through a shell. */
const NPM = `
  const [, script] = process.argv;
  require('node:child_process').spawn('sh', ['-c', script], { stdio: 'inherit' });
`;
const SCRIPT = `"${process.execPath}" test/tools/start/watching.ts`;

let npm: ChildProcess;
let pid: number | undefined;
afterEach(() => {
  npm.kill('SIGKILL');
  if (pid && isAlive(pid)) process.kill(pid, 'SIGKILL');
});

/** The process id of what npm started, once it has looked for npm a few times and gone on. */
async function start(script: string): Promise<number> {
  npm = spawn(process.execPath, ['-e', NPM, script], { stdio: ['ignore', 'pipe', 'inherit'] });
  let looks = 0;
  for await (const line of createInterface({ input: npm.stdout! })) {
    pid = Number(line);
    if (++looks === 3) return pid;
  }
  throw new Error('It ended while npm was there.');
}

it.each([
  ['a shell that waits for it', `${SCRIPT}; true`],
  ['a shell that left its place to it', `exec ${SCRIPT}`],
])('what npm starts through %s runs while npm does, and ends with it', async (_, script) => {
  const started = await start(script);
  npm.kill('SIGKILL');
  await until('it has ended', () => !isAlive(started));
});
