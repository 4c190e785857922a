import type { LogLine } from '../cdk-local/sandbox/sandbox.ts';
import { describeLocal, shortId } from './greeting.ts';
import { type Local, startLocal } from './local.ts';
import { removeRunningFile, writeRunningFile } from './running-file.ts';
import { readSettings, SettingsError } from './settings.ts';

/** How long the parts have to stop; after that they are ended with this process. */
const STOP_TIMEOUT_MILLIS = 5_000;
/** How often to look whether npm is still there. */
const PARENT_CHECK_MILLIS = 500;

let local: Local | undefined;
let ending = false;

/** Stops everything and exits. A second call, such as a second Ctrl-C, changes nothing. */
async function end(status: number): Promise<void> {
  if (ending) return;
  ending = true;
  setTimeout(() => process.exit(1), STOP_TIMEOUT_MILLIS).unref();
  if (local) removeRunningFile(local);
  await local?.stop();
  process.exit(status);
}

function fail(error: unknown): void {
  const { message } = error as Error;
  console.error(error instanceof SettingsError ? message : `Payment links stopped: ${message}`);
  void end(1);
}

function printLine({ functionId, text }: LogLine): void {
  console.log(`[${shortId(functionId)}] ${text}`);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end(0));
process.on('uncaughtException', fail);
process.on('unhandledRejection', fail);
// Whoever read the output has gone, a pager or a terminal: there is nobody to run for.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => void end(1));
// npm that is killed takes nobody along. Started without npm, this may well outlive its shell.
if (process.env.npm_lifecycle_event !== undefined) {
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && void end(1), PARENT_CHECK_MILLIS).unref();
}

try {
  const settings = readSettings(process.env);
  console.log('Bundling the functions and synthesising the stack ...');
  local = await startLocal(settings, {
    log: printLine,
    eventLog: (event) => console.log(`[event] ${JSON.stringify(event)}`),
    simulatorLog: (event) => console.log(`[simulator] ${JSON.stringify(event)}`),
  });
  void local.crashed.then(fail);
  console.log(describeLocal(local, settings));
  writeRunningFile(local);
  console.log(`ready ${local.url}`);
} catch (error) {
  fail(error);
}
