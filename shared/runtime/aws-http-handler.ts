import type { HttpHandler } from '@smithy/core/protocols';
import { createHttpClient, type HttpClient, type NoAnswerError } from './http-client.ts';

/** A call to AWS that takes longer is tried again, well within a function's time. */
const DEADLINE_MS = 2_000;

/**
 * Carries the SDK's requests to one endpoint, as bytes, and brings answers back whole. The SDK's own handler is made
 * for streams of any length, which costs time and memory with every request.
 */
export function createRequestHandler(endpoint: string): HttpHandler & Pick<HttpClient, 'connect'> {
  const http = createHttpClient(endpoint);
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    async handle({ method, path, headers, body }) {
      const call = {
        method,
        path,
        headers,
        body,
        deadlineMs: DEADLINE_MS,
        maxBytes: Number.POSITIVE_INFINITY,
      };
      const { status, ...answer } = await http.call(call).catch(retried);
      return { response: { statusCode: status, ...answer } as never };
    },
    connect: http.connect,
    updateHttpClientConfig() {},
    httpHandlerConfigs: () => ({}),
  };
}

/** By these names and codes the SDK knows what it may send again. */
function retried(error: NoAnswerError): never {
  throw error.reason === 'connection' ? error.cause : Object.assign(error, { name: 'TimeoutError' });
}
