import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { endProcess, spawnTied } from '#tools/cdk-local/processes.ts';
import { isAlive, until } from '../support/condition.ts';

describe('a tied process', () => {
  it('dies with its parent, even when the parent is killed and the child never looks up', async () => {
    const parent = spawn(
      process.execPath,
      [
        '--input-type=module',
        '--eval',
        `const { spawnTied } = await import(${JSON.stringify(pathToFileURL('tools/cdk-local/processes.ts').href)});
         const busy = spawnTied(process.execPath, ['--eval', 'for (;;) {}'], { env: {}, stdio: 'ignore' });
         console.log(busy.pid);
         setInterval(() => {}, 1000);`,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const pid = await new Promise<number>((resolve) => {
      createInterface({ input: parent.stdout }).once('line', (line) => resolve(Number(line)));
    });
    expect(isAlive(pid)).toBe(true);
    parent.kill('SIGKILL');
    await until('the child is gone', () => !isAlive(pid));
  });

  it('inherits nothing but what it is given', async () => {
    const child = spawnTied(process.execPath, ['--eval', 'console.log(JSON.stringify(process.env))'], {
      env: { ONLY: 'this' },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let said = '';
    for await (const chunk of child.stdout!) said += chunk;
    expect(JSON.parse(said)).toEqual({ ONLY: 'this' });
  });

  it('can be ended twice', async () => {
    const child = spawnTied(process.execPath, ['--eval', 'setInterval(() => {}, 1000)'], {
      env: {},
      stdio: 'ignore',
    });
    await endProcess(child);
    await endProcess(child);
    expect(isAlive(child.pid!)).toBe(false);
  });
});
