import middy from '@middy/core';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { SecretError } from '../credentials/cached-secret.ts';
import { createLog, type Log, loggedError } from '../logging/log.ts';
import { optionalSetting } from '../settings.ts';
import { type HttpResponse, Problem, problemResponse } from './problem.ts';

/** A request as a route sees it. */
export interface ApiRequest {
  readonly event: ApiEvent;
  readonly log: Log;
}

/** API Gateway's event (HTTP API, payload 2.0), with what our authorizer adds. */
export type ApiEvent = APIGatewayProxyEventV2 & {
  readonly requestContext: { readonly authorizer?: { readonly lambda?: { readonly keyName?: string } } };
};

/**
 * A Lambda handler for a route: it joins the log lines of a request, and answers whatever is thrown.
 *
 * @param toResponse how a problem is answered; by default as problem+json.
 */
export function apiHandler(
  route: (request: ApiRequest) => Promise<HttpResponse>,
  toResponse: (problem: Problem, requestId: string) => HttpResponse = problemResponse,
) {
  const logOf = (event: ApiEvent, context: Context) =>
    createLog({
      requestId: event.requestContext.requestId,
      functionRequestId: context.awsRequestId,
      keyName: event.requestContext.authorizer?.lambda?.keyName,
    });

  return middy<ApiEvent, HttpResponse>({ timeoutEarlyInMillis: 0 })
    .onError((request) => {
      const { event, context, error } = request;
      const problem = asProblem(error, logOf(event, context));
      request.response = toResponse(problem, event.requestContext.requestId);
    })
    .handler((event, context) => route({ event, log: logOf(event, context) }));
}

function asProblem(error: unknown, log: Log): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof SecretError) {
    log('credentials.unusable', { reason: error.reason, secret: error.secretId });
    return new Problem('credentials-not-configured', error.message, { retryAfter: 30, cause: error });
  }
  log('request.failed', { error: loggedError(error) });
  return new Problem(
    'internal-error',
    'Nothing is lost. Send the same request again; if it fails again, search the log for this requestId.',
    { cause: error },
  );
}

/** The address under which this deployment is reached: a setting, or the domain name that was called. */
export function publicUrl(event: ApiEvent): string {
  return optionalSetting('PUBLIC_URL') ?? `https://${event.requestContext.domainName}`;
}
