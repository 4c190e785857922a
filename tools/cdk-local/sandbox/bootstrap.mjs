// Runs one function inside a sandbox: a client of the Lambda Runtime API that knows nothing of who serves it.
// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
import { existsSync } from 'node:fs';
import { Agent, request } from 'node:http';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const { env } = process;
const [hostname, port] = env.AWS_LAMBDA_RUNTIME_API.split(':');
const agent = new Agent({ keepAlive: true });
let loaded = false;
let current;

function call(method, route, body) {
  return new Promise((resolve) => {
    const options = { hostname, port, agent, method, path: `/2018-06-01/runtime/${route}` };
    const sent = request(options, async (response) => {
      let text = '';
      for await (const chunk of response.setEncoding('utf8')) text += chunk;
      resolve({ headers: response.headers, text });
    });
    // Whoever started this sandbox has gone, and it has no purpose without them.
    sent.on('error', () => process.exit(1));
    sent.end(body);
  });
}

function describe(error, type) {
  const { name = 'Error', message = String(error), stack = '' } = error ?? {};
  return JSON.stringify({ errorType: type ?? name, errorMessage: message, trace: stack.split('\n') });
}

async function fatal(error, type) {
  console.error(error);
  if (!loaded) await call('POST', 'init/error', describe(error, type));
  else if (current) await call('POST', `invocation/${current}/error`, describe(error, type));
  process.exit(1);
}

async function load() {
  const dot = env._HANDLER.lastIndexOf('.');
  const file = path.join(env.LAMBDA_TASK_ROOT, env._HANDLER.slice(0, dot));
  const module = ['.js', '.mjs', '.cjs'].map((extension) => file + extension).find(existsSync);
  if (!module) throw new Error(`there is no ${file}.js, .mjs or .cjs for the handler ${env._HANDLER}`);
  const exported = await import(pathToFileURL(module));
  const handler = exported[env._HANDLER.slice(dot + 1)];
  if (typeof handler !== 'function') throw new Error(`${module} exports no handler ${env._HANDLER}`);
  return handler;
}

function contextOf(headers) {
  const deadline = Number(headers['lambda-runtime-deadline-ms']);
  return {
    awsRequestId: headers['lambda-runtime-aws-request-id'],
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => deadline - Date.now(),
  };
}

process.on('uncaughtException', (error) => fatal(error, 'Runtime.UnhandledException'));
process.on('unhandledRejection', (error) => fatal(error, 'Runtime.UnhandledPromiseRejection'));

const handler = await load().catch((error) => fatal(error));
loaded = true;
for (;;) {
  const { headers, text } = await call('GET', 'invocation/next');
  current = headers['lambda-runtime-aws-request-id'];
  env._X_AMZN_TRACE_ID = headers['lambda-runtime-trace-id'];
  try {
    const result = await handler(JSON.parse(text), contextOf(headers));
    await call('POST', `invocation/${current}/response`, JSON.stringify(result ?? null));
  } catch (error) {
    console.error(error);
    await call('POST', `invocation/${current}/error`, describe(error));
  }
  current = undefined;
}
