import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { HttpResponse } from '#shared/http/problem.ts';
import { apiEvent, type Call } from '../gateway.ts';

/** A function as it is deployed, running in a process of its own. */
export interface BundledFunction {
  /** What the handler answers; rejects when it throws. Calls at the same time run at the same time. */
  call(call: Call): Promise<HttpResponse>;
  /** Everything that it printed, a line each. */
  lines(): string[];
  stop(): Promise<void>;
}

const DRIVER = fileURLToPath(new URL('driver.mjs', import.meta.url));

/** Complete for every function, but leading nowhere: nothing listens on port 9. */
export const LAMBDA_ENVIRONMENT = {
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'id',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_SESSION_TOKEN: 'session',
  AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:9',
  AWS_ENDPOINT_URL_SECRETS_MANAGER: 'http://127.0.0.1:9',
  POCKYT_BASE_URL: 'http://127.0.0.1:9',
  PAYMENTS_TABLE: 'payments',
  UNMATCHED_TABLE: 'unmatched',
  CREDENTIALS_SECRET: 'credentials',
  API_KEYS_SECRET: 'api-keys',
  POCKYT_ENVIRONMENT: 'sandbox',
  LINK_TIMEOUT_MINUTES: '120',
  CHECK_DELAYS: '60',
  PAID_CHECKS: '86400',
  CONFIRM_NOTICES: 'on',
  DUE_INDEX: 'due',
};

/**
 * @param file the bundle.
 * @param environment put over `LAMBDA_ENVIRONMENT`; nothing comes from this process.
 * @param execArgv options of Node's.
 */
export async function startBundledFunction(
  file: string,
  environment: Readonly<Record<string, string>> = {},
  execArgv: string[] = [],
): Promise<BundledFunction> {
  const child = fork(DRIVER, [file], {
    execArgv,
    silent: true,
    env: { ...LAMBDA_ENVIRONMENT, ...environment },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += chunk));
  const exited = once(child, 'exit').then(() => {
    throw new Error(`The bundle ended: ${output}`);
  });
  exited.catch(() => {});
  await Promise.race([once(child, 'message'), exited]);

  let calls = 0;
  const waiting = new Map<number, (answer: { result: HttpResponse } | { error: string }) => void>();
  child.on('message', ({ id, ...answer }: { id: number } & { result: HttpResponse }) => {
    waiting.get(id)?.(answer);
    waiting.delete(id);
  });
  return {
    async call(call) {
      const id = ++calls;
      const answered = new Promise<{ result: HttpResponse } | { error: string }>((resolve) => {
        waiting.set(id, resolve);
      });
      child.send({ id, event: apiEvent(call), context: { awsRequestId: `invocation-${id}` } });
      const answer = await Promise.race([answered, exited]);
      if ('error' in answer) throw new Error(answer.error);
      return answer.result;
    },
    lines: () => output.split('\n').filter((line) => line !== ''),
    async stop() {
      if (child.connected) child.disconnect();
      await exited.catch(() => {});
    },
  };
}
