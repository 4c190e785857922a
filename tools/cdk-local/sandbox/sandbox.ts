import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { LambdaFunction } from '../assembly/lambda-functions.ts';
import { endProcess, spawnTied } from '../processes.ts';
import { sandboxEnvironment } from './environment.ts';
import { type FunctionFailure, type Invocation, type RuntimeApi, startRuntimeApi } from './runtime-api.ts';

/** What came of an invocation: the function's answer as JSON text, or its failure. */
export type InvocationResult = { readonly payload: string } | { readonly failure: FunctionFailure };

/** One line that a function printed, or that is said about it (`platform`). */
export interface LogLine {
  readonly functionId: string;
  readonly stream: 'stdout' | 'stderr' | 'platform';
  readonly text: string;
}

/** What all sandboxes of a function share. */
export interface SandboxOptions {
  /** Set over the environment that the template gives. */
  readonly overlay: Readonly<Record<string, string>>;
  readonly log: (line: LogLine) => void;
}

/** One process that runs a function, one invocation at a time. */
export interface Sandbox {
  readonly pid: number | undefined;
  readonly alive: boolean;
  /** Fulfilled when the process has gone, whatever the reason. */
  readonly exited: Promise<void>;
  invoke(invocation: Invocation): Promise<InvocationResult>;
  stop(): Promise<void>;
}

interface Work {
  readonly invocation: Invocation;
  readonly settle: (result: InvocationResult) => void;
}

const BOOTSTRAP = fileURLToPath(new URL('bootstrap.mjs', import.meta.url));

/** Lambda's limit on the time between the start of a process and its first request for work. */
const INIT_TIMEOUT_MILLIS = 10_000;

/** Starts a process for the function. It loads its code at once and takes invocations right away. */
export async function startSandbox(lambda: LambdaFunction, options: SandboxOptions): Promise<Sandbox> {
  let work: Work | undefined;
  let ready = false;
  let alive = true;
  let reason: FunctionFailure | undefined;

  function settle(result: InvocationResult): void {
    clearTimeout(timer);
    const settled = work;
    work = undefined;
    settled?.settle(result);
  }

  function kill(failure: FunctionFailure): void {
    alive = false;
    reason = failure;
    settle({ failure });
    void endProcess(child);
  }

  function deliver(): void {
    if (!ready || work === undefined) return;
    ready = false;
    const millis = lambda.timeout * 1000;
    timer = setTimeout(() => kill(timedOut(lambda)), millis);
    api.deliver(work.invocation, Date.now() + millis);
  }

  const ifCurrent = (requestId: string, result: InvocationResult) => {
    if (work?.invocation.requestId === requestId) settle(result);
  };
  const api: RuntimeApi = await startRuntimeApi({
    ready() {
      clearTimeout(timer);
      ready = true;
      deliver();
    },
    succeeded: (requestId, payload) => ifCurrent(requestId, { payload }),
    failed: (requestId, failure) => ifCurrent(requestId, { failure }),
    initFailed: (failure) => kill(initFailed(failure)),
  });

  const child = spawnTied(process.execPath, [BOOTSTRAP], {
    cwd: lambda.codeFolder,
    env: sandboxEnvironment(lambda, api.address, options.overlay),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let timer = setTimeout(() => kill(INIT_TIMED_OUT), INIT_TIMEOUT_MILLIS);
  for (const stream of ['stdout', 'stderr'] as const) {
    const lines = createInterface({ input: child[stream] as Readable });
    lines.on('line', (text) => options.log({ functionId: lambda.id, stream, text }));
  }
  const exited = once(child, 'exit').then(
    ([code, signal]) => exitReason(code, signal),
    (error: Error) => ({ errorType: 'Runtime.InvalidEntrypoint', errorMessage: error.message }),
  );
  const gone = exited.then(async (failure) => {
    const why = reason ?? failure;
    kill(why);
    if (why !== STOPPED) say(why);
    await api.stop();
  });

  function say({ errorType, errorMessage }: FunctionFailure): void {
    options.log({ functionId: lambda.id, stream: 'platform', text: `${errorType}: ${errorMessage}` });
  }

  return {
    pid: child.pid,
    get alive() {
      return alive;
    },
    exited: gone,
    invoke(invocation) {
      if (!alive) return Promise.resolve({ failure: reason ?? STOPPED });
      return new Promise((resolve) => {
        work = { invocation, settle: resolve };
        deliver();
      });
    },
    async stop() {
      kill(reason ?? STOPPED);
      await gone;
    },
  };
}

const STOPPED: FunctionFailure = { errorType: 'Sandbox.Stopped', errorMessage: 'The sandbox was stopped.' };

const INIT_TIMED_OUT: FunctionFailure = {
  errorType: 'Sandbox.InitTimedout',
  errorMessage: `The function's module did not finish loading in ${INIT_TIMEOUT_MILLIS / 1000} seconds.`,
};

function timedOut({ timeout }: LambdaFunction): FunctionFailure {
  return {
    errorType: 'Sandbox.Timedout',
    errorMessage: `Task timed out after ${timeout.toFixed(2)} seconds`,
  };
}

function initFailed({ errorType, errorMessage }: FunctionFailure): FunctionFailure {
  return { errorType, errorMessage: `The function's module could not be loaded: ${errorMessage}` };
}

function exitReason(code: number | null, signal: string | null): FunctionFailure {
  const how = signal === null ? `exit status ${code}` : `signal: ${signal}`;
  return { errorType: 'Runtime.ExitError', errorMessage: `Runtime exited with error: ${how}` };
}
