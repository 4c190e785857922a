import { parentPort } from 'node:worker_threads';
import { search } from '../planted/search.ts';
import { type Job, runJob } from './job.ts';

/** What a thread does, one after the other: jobs, and the search for planted faults by their names. */
parentPort?.on('message', async (task: Job | string) => {
  try {
    parentPort?.postMessage({ done: typeof task === 'string' ? await search(task) : await runJob(task) });
  } catch (error) {
    const name = typeof task === 'string' ? task : task.world;
    parentPort?.postMessage({ error: `${name}: ${error instanceof Error ? error.stack : String(error)}` });
  }
});
