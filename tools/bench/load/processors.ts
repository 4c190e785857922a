import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** Ticks of a second in which Linux counts a process's time. */
const TICKS = 100;

/**
 * Seconds of CPU that each part of the running stack has used, by its name: each function in all its sandboxes, a
 * database of its own, and this process, which holds the load, the gateway, the simulator and dynalite. Where there is
 * no `/proc`, this process alone.
 */
export function processorSeconds(): Map<string, number> {
  const { user, system } = process.cpuUsage();
  const seconds = new Map([['load, gateway, simulator, dynalite', (user + system) / 1e6]]);
  for (const pid of childrenOf(process.pid)) {
    const name = nameOf(pid);
    if (name !== undefined) seconds.set(name, (seconds.get(name) ?? 0) + secondsOf(pid));
  }
  return seconds;
}

/** What each part was busy with between two readings, busiest first, as parts of one processor: `0.83 load, ...`. */
export function busiest(before: Map<string, number>, after: Map<string, number>, seconds: number): string {
  return [...after]
    .map(([name, total]) => ({ name, part: (total - (before.get(name) ?? 0)) / seconds }))
    .filter(({ part }) => part >= 0.05)
    .sort((a, b) => b.part - a.part)
    .map(({ name, part }) => `${part.toFixed(2)} ${name}`)
    .join('; ');
}

function childrenOf(parent: number): number[] {
  const pids = existsSync('/proc/self/stat') ? readdirSync('/proc').map(Number) : [];
  return pids.filter((pid) => pid > 0 && fieldsOf(pid)[1] === String(parent));
}

/** A function's name, or the database's; undefined for helpers. */
function nameOf(pid: number): string | undefined {
  const lambda = /(?:^|\0)AWS_LAMBDA_FUNCTION_NAME=(?:\w+-)*([^\0]*?)Function/.exec(
    read(pid, 'environ'),
  )?.[1];
  return lambda ?? (read(pid, 'cmdline').includes('DynamoDBLocal') ? 'DynamoDB Local' : undefined);
}

function secondsOf(pid: number): number {
  const [user, system] = fieldsOf(pid).slice(11, 13).map(Number);
  return ((user ?? 0) + (system ?? 0)) / TICKS;
}

/** The fields of `/proc/<pid>/stat` after the name, which may hold spaces: the state, the parent, ... */
function fieldsOf(pid: number): string[] {
  const stat = read(pid, 'stat');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

/** Nothing for a process that has ended meanwhile. */
function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
