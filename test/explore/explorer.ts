import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * What `npm run explore` prints as JSON. It runs in a process of its own, where the product is as it is and not
 * instrumented for the coverage.
 */
export function explorer<Found>(...parameters: readonly string[]): Promise<Found> {
  const file = fileURLToPath(new URL('run.ts', import.meta.url));
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [file, ...parameters], { maxBuffer: 64 * 1024 * 1024 }, (error, stdout) => {
      // A promise that was broken, or a fault that was not found, ends it with 1 and stands in what it printed.
      if (stdout !== '') resolve(JSON.parse(stdout) as Found);
      else reject(error);
    });
  });
}
