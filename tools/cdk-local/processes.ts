import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';

const GUARDIAN = fileURLToPath(new URL('guardian.mjs', import.meta.url));

const watched = new Set<number>();
let guardian: ChildProcess | undefined;

/**
 * Starts a child process that cannot outlive this one, even when this one is killed with SIGKILL and the child is
 * busy or, like a JVM, pays no attention to a closed pipe: a guardian process watches both.
 *
 * The child is in a session of its own, so Ctrl-C in a terminal reaches this process only and the order in which
 * things end is ours. The environment is exactly `options.env`: nothing is inherited.
 */
export function spawnTied(
  command: string,
  args: readonly string[],
  options: SpawnOptions & { env: NodeJS.ProcessEnv },
): ChildProcess {
  const child = spawn(command, args, { ...options, detached: true, windowsHide: true });
  const { pid } = child;
  if (pid !== undefined) {
    watch(pid);
    child.once('exit', () => forget(pid));
  }
  return child;
}

/** Ends a child at once and waits until it has gone. */
export async function endProcess(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

function watch(pid: number): void {
  watched.add(pid);
  guardian ??= startGuardian();
  guardian.stdin?.write(`+${pid}\n`);
}

function forget(pid: number): void {
  watched.delete(pid);
  guardian?.stdin?.write(`-${pid}\n`);
  if (watched.size > 0) return;
  guardian?.stdin?.end();
  guardian = undefined;
}

function startGuardian(): ChildProcess {
  const started = spawn(process.execPath, [GUARDIAN], {
    env: {},
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    windowsHide: true,
  });
  started.unref();
  (started.stdin as Socket).unref();
  // A write to a guardian that has gone: the children then still end with `endProcess`.
  started.stdin?.on('error', () => {});
  return started;
}
