import { setTimeout as delay } from 'node:timers/promises';

/** Waits until the condition holds; fails with `what` when it does not within the time, in milliseconds. */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  millis = 20_000,
): Promise<void> {
  const deadline = Date.now() + millis;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`It did not happen within ${millis} ms: ${what}`);
    await delay(10);
  }
}

/** Whether a process runs; one that has ended and was not waited for yet does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
