import type { ApiEvent } from '#shared/http/event.ts';
import { proxyEvent } from '../cdk-local/front/event.ts';

export interface Call {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  readonly pathParameters?: Readonly<Record<string, string>>;
  readonly keyName?: string;
}

/** The event that API Gateway makes of a request, built by the code that serves the laptop. */
export function apiEvent({ method = 'POST', path = '/payment-links', ...call }: Call = {}): ApiEvent {
  const headers = { host: 'api.example.com', ...call.headers };
  const request = {
    method,
    target: path,
    httpVersion: '1.1',
    rawHeaders: Object.entries(headers).flat(),
    body: Buffer.from(call.body ?? ''),
    sourceIp: '192.0.2.1',
    port: 443,
    requestId: 'request-1',
    traceId: 'Root=1-0-0',
    receivedAt: new Date(),
  };
  const match = { route: { key: `${method} ${path}` }, pathParameters: call.pathParameters ?? {} };
  const context = call.keyName === undefined ? undefined : { keyName: call.keyName };
  return proxyEvent(request, match as never, 'api-1', context) as unknown as ApiEvent;
}

/** The context of an invocation, as far as our code looks at it. */
export const CONTEXT = { awsRequestId: 'invocation-1', getRemainingTimeInMillis: () => 10_000 } as never;
