import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { RUNNING_FILE } from '../simulator/command-line/running.ts';
import type { Local } from './local.ts';

/** Writes down what runs where, so that `npm run simulate` finds it. The last one that was started counts. */
export function writeRunningFile({ url, simulator, secretsManager, assembly }: Local): void {
  const credentialsSecret = assembly.functions.find(({ environment }) => environment.CREDENTIALS_SECRET)
    ?.environment.CREDENTIALS_SECRET;
  mkdirSync(path.dirname(RUNNING_FILE), { recursive: true });
  writeFileSync(
    RUNNING_FILE,
    JSON.stringify({
      url,
      simulator: simulator?.baseUrl,
      secretsManager: secretsManager.endpoint,
      credentialsSecret,
    }),
  );
}

/** Removes the file, unless another that was started later has written its own. */
export function removeRunningFile({ url }: Local): void {
  try {
    if (JSON.parse(readFileSync(RUNNING_FILE, 'utf8')).url === url) rmSync(RUNNING_FILE);
  } catch {
    // It is gone already, or was never written.
  }
}
