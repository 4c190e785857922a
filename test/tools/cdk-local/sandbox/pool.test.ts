import { isAlive, until } from '#test/tools/support/condition.ts';
import { lambdaOf } from '#test/tools/support/lambda.ts';
import type { LambdaFunction } from '#tools/cdk-local/assembly/lambda-functions.ts';
import { createPool, type SandboxPool } from '#tools/cdk-local/sandbox/pool.ts';
import type { InvocationResult, LogLine } from '#tools/cdk-local/sandbox/sandbox.ts';

const pools: SandboxPool[] = [];
const lines: LogLine[] = [];

function poolOf(
  lambda: LambdaFunction,
  { size, overlay = {} }: { size?: number; overlay?: Record<string, string> } = {},
) {
  const pool = createPool(lambda, { size, overlay, log: (line) => lines.push(line) });
  pools.push(pool);
  return pool;
}

const textOf = (stream: LogLine['stream']) =>
  lines.filter((line) => line.stream === stream).map(({ text }) => text);
const payloadOf = (result: InvocationResult) => ('payload' in result ? JSON.parse(result.payload) : result);
const failureOf = (result: InvocationResult) => ('failure' in result ? result.failure : result);

afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.stop()));
  lines.length = 0;
});

describe('a sandbox pool', () => {
  it('gives the function its event and a Lambda context, and takes its answer', async () => {
    const pool = poolOf(
      lambdaOf(`export const handler = async (event, context) => ({
        event, ...context, left: context.getRemainingTimeInMillis(), trace: process.env._X_AMZN_TRACE_ID,
      });`),
    );
    const answer = payloadOf(await pool.invoke({ name: 'Zoë' }, 'Root=1-2-3'));
    expect(answer).toEqual({
      event: { name: 'Zoë' },
      awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:stack-Test',
      functionName: 'stack-Test',
      functionVersion: '$LATEST',
      memoryLimitInMB: '512',
      logGroupName: '/aws/lambda/stack-Test',
      logStreamName: 'local',
      callbackWaitsForEmptyEventLoop: true,
      left: expect.any(Number),
      trace: 'Root=1-2-3',
    });
    expect(answer.left).toBeGreaterThan(5_000);
    expect(answer.left).toBeLessThanOrEqual(10_000);
  });

  it('answers null for a function that returns nothing', async () => {
    const pool = poolOf(lambdaOf('export const handler = async () => {};'));
    expect(await pool.invoke({})).toEqual({ payload: 'null' });
  });

  it('reports what the function throws, and lives on', async () => {
    const pool = poolOf(lambdaOf('export const handler = async () => { throw new RangeError("too far"); };'));
    expect(failureOf(await pool.invoke({}))).toEqual({ errorType: 'RangeError', errorMessage: 'too far' });
    const [pid] = pool.pids();
    expect(failureOf(await pool.invoke({}))).toMatchObject({ errorType: 'RangeError' });
    expect(pool.pids()).toEqual([pid]);
  });

  it('takes one invocation per process at a time, and lets the rest wait in order', async () => {
    const pool = poolOf(
      lambdaOf(`let running = 0; let most = 0;
        export const handler = async (event) => {
          most = Math.max(most, ++running);
          await new Promise((resolve) => setTimeout(resolve, 20));
          running -= 1;
          return { event, most, pid: process.pid };
        };`),
    );
    const answers = (await Promise.all([1, 2, 3, 4, 5, 6].map((event) => pool.invoke(event)))).map(payloadOf);
    expect(answers.map(({ event }) => event)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(answers.every(({ most }) => most === 1)).toBe(true);
    expect(new Set(answers.map(({ pid }) => pid)).size).toBe(2);
    expect(pool.pids()).toHaveLength(2);
  });

  it('starts no second process for calls that come one after the other', async () => {
    const pool = poolOf(lambdaOf('export const handler = async () => process.pid;'));
    const first = payloadOf(await pool.invoke({}));
    expect(payloadOf(await pool.invoke({}))).toBe(first);
    expect(pool.pids()).toEqual([first]);
  });

  it('kills and replaces a function that takes longer than its timeout, even one that never yields', async () => {
    const source = 'export const handler = async (event) => { while (event.spin) {} return process.pid; };';
    const pool = poolOf(lambdaOf(source, { timeout: 0.3 }), { size: 1 });
    const first = payloadOf(await pool.invoke({}));
    const [late, next] = await Promise.all([pool.invoke({ spin: true }), pool.invoke({})]);
    expect(failureOf(late)).toEqual({
      errorType: 'Sandbox.Timedout',
      errorMessage: 'Task timed out after 0.30 seconds',
    });
    expect(payloadOf(next)).not.toBe(first);
    expect(isAlive(first)).toBe(false);
    expect(textOf('platform')).toEqual(['Sandbox.Timedout: Task timed out after 0.30 seconds']);
  });

  it('fails the invocation whose process is killed, and starts a new one for the next', async () => {
    const pool = poolOf(
      lambdaOf(`export const handler = async (event) => {
        if (event.hang) { console.log('hanging'); await new Promise(() => setInterval(() => {}, 1000)); }
        return process.pid;
      };`),
      { size: 1 },
    );
    const hanging = pool.invoke({ hang: true });
    await until('the function runs', () => textOf('stdout').includes('hanging'));
    process.kill(pool.pids()[0]!, 'SIGKILL');
    expect(failureOf(await hanging)).toEqual({
      errorType: 'Runtime.ExitError',
      errorMessage: 'Runtime exited with error: signal: SIGKILL',
    });
    const pid = payloadOf(await pool.invoke({}));
    expect(pool.pids()).toEqual([pid]);
  });

  it('says why a module cannot be loaded', async () => {
    const pool = poolOf(lambdaOf('throw new Error("PAYMENTS_TABLE is not set"); export const handler = 1;'));
    expect(failureOf(await pool.invoke({}))).toEqual({
      errorType: 'Error',
      errorMessage: "The function's module could not be loaded: PAYMENTS_TABLE is not set",
    });
    await until('it is said', () => textOf('platform').length > 0);
    expect(textOf('platform')).toEqual([
      "Error: The function's module could not be loaded: PAYMENTS_TABLE is not set",
    ]);
  });

  it('says that there is no handler', async () => {
    const pool = poolOf(lambdaOf('export const other = 1;'));
    const { errorMessage } = failureOf(await pool.invoke({})) as { errorMessage: string };
    expect(errorMessage).toContain('exports no handler index.handler');
  });

  it('fails an invocation in which a promise is rejected and nobody looks', async () => {
    const pool = poolOf(
      lambdaOf(
        `export const handler = () => { Promise.reject(new Error('lost')); return new Promise(() => {}); };`,
      ),
    );
    expect(failureOf(await pool.invoke({}))).toEqual({
      errorType: 'Runtime.UnhandledPromiseRejection',
      errorMessage: 'lost',
    });
  });

  it('refuses an answer over 6 MB', async () => {
    const pool = poolOf(lambdaOf('export const handler = async () => "x".repeat(6 * 1024 * 1024);'));
    expect(failureOf(await pool.invoke({}))).toMatchObject({ errorType: 'Function.ResponseSizeTooLarge' });
  });

  it('builds the environment from scratch', async () => {
    process.env.AWS_PROFILE = 'of-the-user';
    process.env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS = 'true';
    try {
      const lambda = lambdaOf('export const handler = async () => process.env;', {
        environment: { STAGE: 'local', PAYMENTS_TABLE: 'payments', AWS_REGION: 'of-the-template' },
      });
      const pool = poolOf(lambda, { overlay: { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'local' } });
      expect(payloadOf(await pool.invoke({}))).toEqual({
        PATH: '/usr/local/bin:/usr/bin:/bin',
        HOME: lambda.codeFolder,
        TZ: ':UTC',
        LANG: 'en_US.UTF-8',
        AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
        AWS_LAMBDA_FUNCTION_NAME: 'stack-Test',
        AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
        AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/stack-Test',
        AWS_LAMBDA_LOG_STREAM_NAME: 'local',
        AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
        AWS_LAMBDA_LOG_FORMAT: 'JSON',
        AWS_LAMBDA_RUNTIME_API: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
        LAMBDA_TASK_ROOT: lambda.codeFolder,
        _HANDLER: 'index.handler',
        _X_AMZN_TRACE_ID: '',
        STAGE: 'local',
        PAYMENTS_TABLE: 'payments',
        AWS_REGION: 'us-east-1',
        AWS_ACCESS_KEY_ID: 'local',
      });
    } finally {
      delete process.env.AWS_PROFILE;
      delete process.env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS;
    }
  });

  it('passes on what the function prints, line by line', async () => {
    const pool = poolOf(
      lambdaOf('export const handler = async () => { console.log("one\\ntwo"); console.error("three"); };'),
    );
    await pool.invoke({});
    await until('all is printed', () => lines.length === 3);
    expect(textOf('stdout')).toEqual(['one', 'two']);
    expect(lines).toContainEqual({ functionId: 'Test', stream: 'stderr', text: 'three' });
  });

  it('leaves nothing alive and nobody waiting when it is stopped', async () => {
    const pool = poolOf(
      lambdaOf(
        'export const handler = () => { console.log("hanging"); return new Promise(() => setInterval(() => {}, 1000)); };',
      ),
      { size: 1 },
    );
    const invocations = [pool.invoke({}), pool.invoke({})];
    await until('the function runs', () => lines.length > 0);
    const [pid] = pool.pids();
    await pool.stop();
    expect(isAlive(pid!)).toBe(false);
    for (const result of [...(await Promise.all(invocations)), await pool.invoke({})]) {
      expect(failureOf(result)).toMatchObject({ errorType: 'Sandbox.Stopped' });
    }
    expect(textOf('platform')).toEqual([]);
  });
});
