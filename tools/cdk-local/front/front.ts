import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AuthorizerConfig, HttpApi } from '../assembly/http-api.ts';
import { readBody } from '../http-server.ts';
import type { InvocationResult } from '../sandbox/sandbox.ts';
import { createAuthorizers, identityOf } from './authorizer.ts';
import { authorizerEvent, type GatewayRequest, proxyEvent } from './event.ts';
import * as answers from './response.ts';
import { matchRoute, type RouteMatch } from './routes.ts';

/** What the front needs to serve an HTTP API. */
export interface FrontOptions {
  readonly api: HttpApi;
  /** Invokes one of the stack's functions by its logical id. */
  readonly invoke: (functionId: string, event: unknown, traceId: string) => Promise<InvocationResult>;
  /** The clock, in milliseconds since 1970. */
  readonly now?: () => number;
}

/** API Gateway's limit on a request's body, in bytes. */
const BODY_LIMIT = 10 * 1024 * 1024;
/** Lambda's limit on the event of a synchronous invocation, in bytes. */
const EVENT_LIMIT = 6 * 1024 * 1024;
/** API Gateway's limit on an authorizer's time, in milliseconds. */
const AUTHORIZER_TIMEOUT = 10_000;

/**
 * Answers requests as API Gateway's HTTP API does with this stack: payload format 2.0, the authorizers, the limits
 * on time and size, and the gateway's own `{"message"}` answers.
 */
export function createFront(
  options: FrontOptions,
): (request: IncomingMessage, response: ServerResponse) => void {
  const { api, invoke, now = Date.now } = options;
  const authorizers = createAuthorizers(now);

  async function authorize(config: AuthorizerConfig, request: GatewayRequest, match: RouteMatch) {
    const event = authorizerEvent(request, match, api.id, []);
    const identity = identityOf(config, event);
    return authorizers.decide(config, identity, () => {
      const asked = { ...event, identitySource: identity ?? [] };
      return within(AUTHORIZER_TIMEOUT, invoke(config.functionId, asked, request.traceId));
    });
  }

  async function answer(request: GatewayRequest): Promise<answers.GatewayResponse> {
    const match = matchRoute(api.routes, request.method, request.target.split('?')[0]!);
    if (!match) return answers.NOT_FOUND;
    const { route } = match;
    const decision = route.authorizer && (await authorize(route.authorizer, request, match));
    if (decision?.kind === 'unauthorized') return answers.UNAUTHORIZED;
    if (decision?.kind === 'forbidden') return answers.FORBIDDEN;
    if (decision?.kind === 'failed') return answers.INTERNAL_ERROR;
    const event = proxyEvent(request, match, api.id, decision?.context);
    if (JSON.stringify(event).length > EVENT_LIMIT) return answers.TOO_LARGE;
    const result = await within(route.timeout, invoke(route.functionId, event, request.traceId));
    if ('payload' in result) return answers.toResponse(result.payload);
    return result === TIMED_OUT ? answers.UNAVAILABLE : answers.INTERNAL_ERROR;
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request, BODY_LIMIT);
    const requestId = randomBytes(11).toString('base64');
    const receivedAt = new Date(now());
    const {
      status,
      headers,
      body: content,
    } = body
      ? await answer({
          method: request.method ?? 'GET',
          target: request.url ?? '/',
          httpVersion: request.httpVersion,
          rawHeaders: request.rawHeaders,
          body,
          sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
          port: request.socket.localPort ?? 0,
          requestId,
          traceId: traceId(receivedAt),
          receivedAt,
        }).catch(refusal)
      : answers.TOO_LARGE;
    response.statusCode = status;
    for (const [name, value] of headers) response.appendHeader(name, value);
    response.setHeader('apigw-requestid', requestId);
    response.setHeader('content-length', content.length);
    response.end(content);
  }

  return (request, response) => {
    serve(request, response).catch(() => response.destroy());
  };
}

const TIMED_OUT: InvocationResult = {
  failure: {
    errorType: 'Gateway.Timedout',
    errorMessage: 'The function took longer than the gateway waits.',
  },
};

/** A result that is late is dropped, as the gateway does; the function goes on to its own end. */
async function within(millis: number, result: Promise<InvocationResult>): Promise<InvocationResult> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<InvocationResult>((resolve) => {
    timer = setTimeout(() => resolve(TIMED_OUT), millis);
  });
  return Promise.race([result, timeout]).finally(() => clearTimeout(timer));
}

function refusal(error: unknown): answers.GatewayResponse {
  // The path holds a `%` that encodes nothing.
  if (error instanceof URIError) return answers.BAD_REQUEST;
  return answers.INTERNAL_ERROR;
}

/** In X-Ray's form, so that tools which read it find what they expect. */
function traceId(time: Date): string {
  const seconds = Math.floor(time.getTime() / 1000).toString(16);
  return `Root=1-${seconds}-${randomBytes(12).toString('hex')}`;
}
