import { readFileSync } from 'node:fs';
import { basename } from 'node:path';

/**
 * Watches npm, which takes nobody along when it is killed. Between npm and this process there may be a shell, which
 * outlives npm and so hides its end; some shells leave their place to what they are to run.
 *
 * @returns whether npm or that shell is gone.
 */
export function watchNpm(env = process.env): () => boolean {
  const parent = process.ppid;
  const shell = basename(env.npm_config_script_shell ?? 'sh');
  const there = readProcess(parent);
  const npm = there?.name === shell ? there.parent : undefined;
  return () => process.ppid !== parent || (npm !== undefined && readProcess(parent)?.parent !== npm);
}

/** A process as Linux shows it; undefined elsewhere. */
function readProcess(pid: number): { readonly name: string; readonly parent: number } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [, name = '', parent] = /^\d+ \((.*)\) \S (\d+) /s.exec(text) ?? [];
    return { name, parent: Number(parent) };
  } catch {
    return undefined;
  }
}
