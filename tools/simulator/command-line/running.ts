import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Failure } from './failure.ts';

/** Where `npm start` says what it runs, for as long as it runs. */
export const RUNNING_FILE = path.join(
  fileURLToPath(new URL('../../..', import.meta.url)),
  '.local',
  'running.json',
);

/** What runs on this machine; addresses without a slash at their end. */
export interface Running {
  /** The HTTP API. */
  readonly url?: string;
  readonly simulator: string;
  readonly secretsManager?: string;
  /** Name or ARN of the secret with the merchant's token at Pockyt. */
  readonly credentialsSecret?: string;
}

/** @throws {Failure} when nothing runs, or no simulator. */
export async function readRunning(file = RUNNING_FILE): Promise<Running> {
  const running = await parsed(file);
  if (running === undefined) {
    throw new Failure(
      'Nothing runs here. Run `npm start` first, or name a simulator with --simulator <url>.',
    );
  }
  if (typeof running.simulator !== 'string') {
    throw new Failure('`npm start` runs with another provider than the simulator: unset POCKYT_BASE_URL.');
  }
  return running as Running;
}

async function parsed(file: string): Promise<Partial<Running> | undefined> {
  try {
    const document: unknown = JSON.parse(await readFile(file, 'utf8'));
    return typeof document === 'object' && document !== null ? document : undefined;
  } catch {
    return undefined;
  }
}
