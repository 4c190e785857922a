import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { close, listen, readBody, sendJson } from '../http-server.ts';

/** What a function threw, or why it could not answer, as the Runtime API reports it. */
export interface FunctionFailure {
  readonly errorType: string;
  readonly errorMessage: string;
}

/** One event on its way to a function. */
export interface Invocation {
  readonly requestId: string;
  readonly functionArn: string;
  readonly traceId: string;
  /** JSON text. */
  readonly payload: string;
}

/** What the runtime in the sandbox reports. */
export interface RuntimeListener {
  /** The runtime asks for work; called again after each invocation. */
  ready(): void;
  succeeded(requestId: string, payload: string): void;
  failed(requestId: string, failure: FunctionFailure): void;
  initFailed(failure: FunctionFailure): void;
}

/** The Lambda Runtime API for one sandbox. */
export interface RuntimeApi {
  /** `host:port`, as AWS_LAMBDA_RUNTIME_API wants it. */
  readonly address: string;
  /** Hands an invocation to the runtime, which must be ready. */
  deliver(invocation: Invocation, deadlineMillis: number): void;
  stop(): Promise<void>;
}

/** Lambda's limit on what a function answers, in bytes. */
const PAYLOAD_LIMIT = 6 * 1024 * 1024;
const ROUTE = /^\/2018-06-01\/runtime\/(?:invocation\/)?(next|init\/error|([^/]+)\/(response|error))$/;

/**
 * Serves the Lambda Runtime API to one sandbox.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
export async function startRuntimeApi(listener: RuntimeListener): Promise<RuntimeApi> {
  let waiting: ServerResponse | undefined;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, route, requestId, outcome] = ROUTE.exec(request.url ?? '') ?? [];
    const body = await readBody(request, PAYLOAD_LIMIT);
    if (route === undefined) return sendJson(response, 404, { errorType: 'NotFound' });
    if (route === 'next') {
      waiting = response;
      return listener.ready();
    }
    sendJson(response, 202, { status: 'OK' });
    if (route === 'init/error') listener.initFailed(failureIn(body));
    else if (outcome === 'error') listener.failed(requestId!, failureIn(body));
    else if (body === undefined) listener.failed(requestId!, TOO_LARGE);
    else listener.succeeded(requestId!, body.toString());
  }

  const server = createServer((request, response) => {
    // A request breaks off only when the sandbox ends, and its owner sees that by itself.
    serve(request, response).catch(() => response.destroy());
  });
  server.keepAliveTimeout = 0;
  const url = await listen(server);
  return {
    address: new URL(url).host,
    deliver({ requestId, functionArn, traceId, payload }, deadlineMillis) {
      waiting?.writeHead(200, {
        'content-type': 'application/json',
        'lambda-runtime-aws-request-id': requestId,
        'lambda-runtime-deadline-ms': String(deadlineMillis),
        'lambda-runtime-invoked-function-arn': functionArn,
        'lambda-runtime-trace-id': traceId,
      });
      waiting?.end(payload);
      waiting = undefined;
    },
    stop: () => close(server),
  };
}

const TOO_LARGE: FunctionFailure = {
  errorType: 'Function.ResponseSizeTooLarge',
  errorMessage: `Response payload size exceeded maximum allowed payload size (${PAYLOAD_LIMIT} bytes).`,
};

function failureIn(body: Buffer | undefined): FunctionFailure {
  try {
    const { errorType, errorMessage } = JSON.parse(String(body));
    return { errorType: String(errorType), errorMessage: String(errorMessage) };
  } catch {
    return { errorType: 'Runtime.Unknown', errorMessage: 'The runtime reported an error that is not JSON.' };
  }
}
