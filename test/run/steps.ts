import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A program of Node's that is run from the root of the project. */
export interface Step {
  readonly name: string;
  /** From the root. */
  readonly file: string;
  readonly args: readonly string[];
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs one step after the other, up to the first that fails, and says in the end how long each took.
 *
 * @returns the exit code of the last one.
 */
export async function runSteps(steps: readonly Step[]): Promise<number> {
  const took: string[] = [];
  for (const step of steps) {
    const begun = performance.now();
    console.log(`\n> ${step.name}`);
    const status = await run(step);
    took.push(`${step.name} ${((performance.now() - begun) / 1000).toFixed(0)} s`);
    if (status === 0) continue;
    console.error(`\nFailed: ${step.name}.`);
    return status;
  }
  console.log(`\nPassed: ${took.join(', ')}.`);
  return 0;
}

/** Ends with this process: a signal goes on to it. */
function run({ file, args }: Step): Promise<number> {
  const child = spawn(process.execPath, [file, ...args], { cwd: ROOT, stdio: 'inherit' });
  const pass = (signal: NodeJS.Signals) => child.kill(signal);
  for (const signal of SIGNALS) process.on(signal, pass);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (status) => {
      for (const signal of SIGNALS) process.off(signal, pass);
      resolve(status ?? 1);
    });
  });
}
