import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { SecretError } from '../runtime/cached-secret.ts';
import { optionalSetting } from '../runtime/environment.ts';
import { createLog, type Log, loggedError } from '../runtime/log.ts';
import { identityOf } from './caller.ts';
import type { ApiEvent } from './event.ts';
import { type HttpResponse, Problem, problemResponse } from './problem.ts';
import type { Scope } from './scopes.ts';

/** A request as a route sees it. */
export interface ApiRequest {
  readonly event: ApiEvent;
  readonly log: Log;
}

export interface RouteOptions {
  /**
   * What an API key must be allowed to do; callers with a token or an IAM signature have been asked for theirs by API
   * Gateway.
   */
  readonly scope?: Scope;
  /**
   * The query parameters that the route takes; none if not said. Any other is refused by name, so that a caller who
   * misspells one is not answered as if it had been read. `any` is for strangers, who add parameters of their own.
   */
  readonly query?: readonly string[] | 'any';
  /** What to do instead of sending a parameter that the route does not take, by its name. */
  readonly instead?: Readonly<Record<string, string>>;
  /** How a problem of a request is answered; by default as problem+json. */
  readonly toResponse?: (problem: Problem, event: ApiEvent) => HttpResponse;
}

/** A Lambda handler for a route: it joins the log lines of a request, and answers whatever is thrown. */
export function apiHandler(
  route: (request: ApiRequest) => Promise<HttpResponse | Problem>,
  { scope, query = [], instead = {}, toResponse = asJson }: RouteOptions = {},
) {
  const logOf = (event: ApiEvent, context: Context) =>
    createLog({
      requestId: event.requestContext.requestId,
      functionRequestId: context.awsRequestId,
      keyName: identityOf(event),
    });

  return middy<ApiEvent, HttpResponse>({ timeoutEarlyInMillis: 0 })
    .onError((request) => {
      const { event, context, error } = request;
      const problem = asProblem(error, logOf(event, context));
      request.response = toResponse(problem, event);
    })
    .handler(async (event, context) => {
      if (scope !== undefined) checkScope(scope, event);
      if (query !== 'any') checkQuery(query, instead, event);
      const answer = await route({ event, log: logOf(event, context) });
      return answer instanceof Problem ? toResponse(answer, event) : answer;
    });
}

function asJson(problem: Problem, { requestContext }: ApiEvent): HttpResponse {
  return problemResponse(problem, requestContext.requestId);
}

function checkScope(scope: Scope, { requestContext }: ApiEvent): void {
  const scopes = requestContext.authorizer?.lambda?.scopes?.split(' ');
  if (scopes !== undefined && !scopes.includes(scope)) {
    throw new Problem(
      'scope-missing',
      `This API key may ${scopes.join(', ')} and not ${scope}. Use another key.`,
    );
  }
}

function checkQuery(
  taken: readonly string[],
  instead: Readonly<Record<string, string>>,
  { queryStringParameters = {} }: ApiEvent,
): void {
  const errors = Object.keys(queryStringParameters)
    .filter((name) => !taken.includes(name))
    .map((parameter) => {
      const known = Object.hasOwn(instead, parameter) ? instead[parameter] : undefined;
      return { parameter, detail: known ?? 'Is no query parameter of this route. Leave it out.' };
    });
  if (errors.length === 0) return;
  const detail = errors.map((error) => `${error.parameter || '""'}: ${error.detail}`).join(' ');
  throw new Problem('invalid-request', `Nothing was done. ${detail}`, { errors });
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
