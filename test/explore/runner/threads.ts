import { Worker } from 'node:worker_threads';
import type { Finding } from '../planted/search.ts';
import type { Job } from './job.ts';
import type { Tally } from './tally.ts';

/** What a thread answers to what it is given. */
type Done<Task> = Task extends string ? Finding : Tally;

/**
 * Gives the tasks to so many threads, in their order, and tells of each when it is done. Gives out no more when `done`
 * answers that it is enough.
 *
 * @throws {Error} when the explorer itself fails.
 */
export async function onThreads<Task extends Job | string>(
  tasks: readonly Task[],
  threads: number,
  done: (result: Done<Task>) => { isEnough: boolean },
): Promise<void> {
  const waiting = [...tasks];
  const workers = Array.from(
    { length: Math.min(threads, tasks.length) },
    () => new Worker(new URL('thread.ts', import.meta.url)),
  );
  const work = async (worker: Worker) => {
    for (let task = waiting.shift(); task !== undefined; task = waiting.shift()) {
      if (done(await answerOf(worker, task)).isEnough) waiting.length = 0;
    }
  };
  try {
    await Promise.all(workers.map(work));
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

function answerOf<Task extends Job | string>(worker: Worker, task: Task): Promise<Done<Task>> {
  return new Promise((resolve, reject) => {
    worker.removeAllListeners();
    worker.once('error', reject);
    worker.once('message', ({ done, error }: { done?: Done<Task>; error?: string }) => {
      if (done !== undefined) resolve(done);
      else reject(new Error(error));
    });
    worker.postMessage(task);
  });
}
