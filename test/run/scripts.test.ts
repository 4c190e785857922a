import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';

const SCRIPTS: Readonly<Record<string, string>> = JSON.parse(readFileSync('package.json', 'utf8')).scripts;

interface Said {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a script as npm does, without a shell. */
function run(script: string, ...more: string[]): Promise<Said> {
  const [program = '', ...args] = script.split(' ');
  const bin = resolve('node_modules/.bin');
  const file = program === 'node' ? process.execPath : join(bin, program);
  const PATH = [bin, process.env.PATH].join(delimiter);
  return new Promise((done) => {
    execFile(file, [...args, ...more], { env: { PATH, NO_COLOR: '1' } }, (error, stdout, stderr) => {
      done({ status: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

describe.each(Object.entries(SCRIPTS))('npm run %s', (_, script) => {
  it('needs nothing of a shell', () => {
    expect(script).toMatch(/^(node|tsc|biome)( [\w./-]+)*$/);
  });

  it('explains itself, and does nothing else', async () => {
    const { status, stdout, stderr } = await run(script, '--help');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/--help|USAGE|Usage|COMMANDS/);
    expect(stdout).not.toContain('\x1b[');
  });

  it('refuses with a sentence what it does not know', async () => {
    const { status, stdout, stderr } = await run(script, '--nonsense');
    expect(status).not.toBe(0);
    const said = stdout + stderr;
    expect(said).toMatch(/nonsense|There is an option that is none/);
    // No stack trace.
    expect(said).not.toMatch(/^ +at /m);
    expect(said).not.toContain('\x1b[');
  });
});

const STORM = SCRIPTS.storm as string;
it.each([
  ['abc', 'not "abc"'],
  ['0', 'not "0"'],
  ['-3', 'ambiguous'],
])('npm run storm -- --payments %s storms nothing and says why', async (payments, why) => {
  const { status, stdout, stderr } = await run(STORM, '--payments', payments);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toContain(why);
});
