import { randomUUID } from 'node:crypto';
import type { LambdaFunction } from '../assembly/lambda-functions.ts';
import { type InvocationResult, type Sandbox, type SandboxOptions, startSandbox } from './sandbox.ts';

/** A Lambda function: its sandboxes, and the invocations that wait for one. */
export interface SandboxPool {
  /** Invokes the function with an event that JSON can hold; an invocation that fails is an answer, not a throw. */
  invoke(event: unknown, traceId?: string): Promise<InvocationResult>;
  /** The process ids of the sandboxes that are alive. */
  pids(): number[];
  stop(): Promise<void>;
}

/** Two sandboxes make races between concurrent requests real, as they are when deployed. */
const DEFAULT_SIZE = 2;

/**
 * Starts a function's sandboxes as they are needed, up to `size`. Each takes one invocation at a time, the one used
 * last first; beyond that invocations wait in order. A sandbox that ended is replaced by the next invocation.
 */
export function createPool(
  lambda: LambdaFunction,
  options: SandboxOptions & { readonly size?: number },
): SandboxPool {
  const { size = DEFAULT_SIZE } = options;
  const sandboxes = new Set<Promise<Sandbox>>();
  const alive = new Set<Sandbox>();
  const free: Sandbox[] = [];
  const queue: ((sandbox: Sandbox) => void)[] = [];
  let stopped = false;

  async function start(): Promise<Sandbox> {
    const starting = startSandbox(lambda, options);
    sandboxes.add(starting);
    const sandbox = await starting;
    alive.add(sandbox);
    void sandbox.exited.then(() => {
      sandboxes.delete(starting);
      alive.delete(sandbox);
      if (free.includes(sandbox)) free.splice(free.indexOf(sandbox), 1);
      const next = stopped ? undefined : queue.shift();
      if (next) void start().then(next);
    });
    return sandbox;
  }

  function acquire(): Promise<Sandbox> {
    const sandbox = free.pop();
    if (sandbox) return Promise.resolve(sandbox);
    if (sandboxes.size < size) return start();
    return new Promise((resolve) => queue.push(resolve));
  }

  function release(sandbox: Sandbox): void {
    if (!sandbox.alive) return;
    const next = queue.shift();
    if (next) next(sandbox);
    else free.push(sandbox);
  }

  return {
    async invoke(event, traceId = '') {
      if (stopped) return { failure: { errorType: 'Sandbox.Stopped', errorMessage: 'It was stopped.' } };
      const sandbox = await acquire();
      const result = await sandbox.invoke({
        requestId: randomUUID(),
        functionArn: lambda.arn,
        traceId,
        payload: JSON.stringify(event),
      });
      release(sandbox);
      return result;
    },
    pids: () => [...alive].flatMap((sandbox) => sandbox.pid ?? []),
    async stop() {
      stopped = true;
      const all = await Promise.all(sandboxes);
      await Promise.all(all.map((sandbox) => sandbox.stop()));
      // Whoever still waits is answered by a sandbox that has ended: with a failure.
      for (const next of queue.splice(0)) next(all[0]!);
    },
  };
}
