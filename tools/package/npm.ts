import { execFileSync } from 'node:child_process';
import { basename } from 'node:path';

/** Runs npm without the network and without any package's scripts, and gives what it printed. */
export function runNpm(cwd: string, args: readonly string[]): string {
  // The npm that runs this, if one does: Windows starts another only through a shell.
  const path = process.env.npm_execpath ?? '';
  const [program, first] = basename(path) === 'npm-cli.js' ? [process.execPath, [path]] : ['npm', []];
  return execFileSync(program, [...first, ...args, '--offline', '--ignore-scripts', '--no-update-notifier'], {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}
