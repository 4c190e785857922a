import type { LogLine } from '../cdk-local/sandbox/sandbox.ts';
import { command, runCommand, table } from '../command-line/command.ts';
import { describeLocal, shortId } from './greeting.ts';
import type { Local } from './local.ts';
import { watchNpm } from './npm-watch.ts';
import { removeRunningFile, writeRunningFile } from './running-file.ts';
import { readSettings, SettingsError } from './settings.ts';
import { VARIABLES } from './variables.ts';

/** How long the parts have to stop; after that they are ended with this process. */
const STOP_TIMEOUT_MILLIS = 5_000;
/** How often to look whether npm is still there. */
const NPM_CHECK_MILLIS = 500;

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

/** Ends when nobody is there any more for whom it runs. */
function endWithOthers(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end(0));
  process.on('uncaughtException', fail);
  process.on('unhandledRejection', fail);
  // Whoever read the output has gone, a pager or a terminal.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => void end(1));
  // Started without npm, this may well outlive its shell.
  if (process.env.npm_lifecycle_event !== undefined) {
    const isGone = watchNpm();
    setInterval(() => isGone() && void end(1), NPM_CHECK_MILLIS).unref();
  }
}

const startCommand = command({
  typed: 'npm start',
  does: 'Runs the whole stack on this machine, with a simulator of Pockyt and a console, until Ctrl-C.',
  options: {},
  more: [
    'Environment variables, each with what counts when it is not set:',
    '',
    ...table(Object.entries(VARIABLES)),
  ],
  async run() {
    endWithOthers();
    try {
      const settings = readSettings(process.env);
      console.log('Bundling the functions and synthesising the stack ...');
      // Loaded when it runs: the help does without.
      const { startLocal } = await import('./local.ts');
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
    return 0;
  },
});

process.exitCode = await runCommand(startCommand, process.argv.slice(2));
