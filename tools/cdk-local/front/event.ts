import { ACCOUNT, REGION } from '../assembly/template.ts';
import type { RouteMatch } from './routes.ts';

/** A request as it came in, before anything is made of it. */
export interface GatewayRequest {
  readonly method: string;
  /** The request target, percent-encoded: path and query. */
  readonly target: string;
  readonly httpVersion: string;
  /** Names and values in turn, as received. */
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
  readonly sourceIp: string;
  readonly port: number;
  readonly requestId: string;
  readonly traceId: string;
  readonly receivedAt: Date;
}

/** What the events for a function and for its authorizer have in common. */
export interface RequestEvent {
  readonly version: '2.0';
  readonly routeKey: string;
  readonly rawPath: string;
  readonly rawQueryString: string;
  readonly cookies?: string[];
  readonly headers: Record<string, string>;
  readonly queryStringParameters?: Record<string, string>;
  readonly pathParameters?: Record<string, string>;
  readonly requestContext: RequestContext;
}

/** The event that a function gets from an HTTP API, in payload format 2.0. */
export interface ProxyEvent extends RequestEvent {
  readonly body?: string;
  readonly isBase64Encoded: boolean;
}

/** The event that a REQUEST authorizer gets, in payload format 2.0. */
export interface AuthorizerEvent extends RequestEvent {
  readonly type: 'REQUEST';
  readonly routeArn: string;
  readonly identitySource: string[];
}

interface RequestContext {
  readonly accountId: string;
  readonly apiId: string;
  readonly authorizer?: { readonly lambda: Record<string, unknown> };
  readonly domainName: string;
  readonly domainPrefix: string;
  readonly http: {
    readonly method: string;
    readonly path: string;
    readonly protocol: string;
    readonly sourceIp: string;
    readonly userAgent: string;
  };
  readonly requestId: string;
  readonly routeKey: string;
  readonly stage: '$default';
  readonly time: string;
  readonly timeEpoch: number;
}

const CONNECTION_HEADERS = [
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

/** The bodies that an HTTP API hands over as text; every other body, one without a type included, is base64. */
const TEXT = /^(?:text\/[^;]*|application\/(?:json|xml|javascript))\s*(?:;|$)/i;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The event for a function. What a request does not have (a body, a query, cookies) is left out, not null. */
export function proxyEvent(
  request: GatewayRequest,
  match: RouteMatch,
  apiId: string,
  authorizerContext?: Record<string, unknown>,
): ProxyEvent {
  const event = requestEvent(request, match, apiId);
  const authorizer = authorizerContext && { authorizer: { lambda: authorizerContext } };
  const isText = TEXT.test(event.headers['content-type'] ?? '');
  const hasBody = request.body.length > 0;
  return {
    ...event,
    requestContext: { ...event.requestContext, ...authorizer },
    ...(hasBody && { body: request.body.toString(isText ? 'utf8' : 'base64') }),
    isBase64Encoded: hasBody && !isText,
  };
}

/** The event for the route's authorizer: like the function's, without the body. */
export function authorizerEvent(
  request: GatewayRequest,
  match: RouteMatch,
  apiId: string,
  identitySource: string[],
): AuthorizerEvent {
  const event = requestEvent(request, match, apiId);
  const routeArn = `arn:aws:execute-api:${REGION}:${ACCOUNT}:${apiId}/$default/${request.method}${event.rawPath}`;
  return { ...event, type: 'REQUEST', routeArn, identitySource };
}

function requestEvent(request: GatewayRequest, match: RouteMatch, apiId: string): RequestEvent {
  const [path = '/', query = ''] = split(request.target, '?');
  const { cookie, ...headers } = gatewayHeaders(request);
  const parameters = queryParameters(query);
  // An HTTP API decodes the path, unlike a REST API or a function URL.
  const rawPath = decodeURIComponent(path);
  const domainName = (headers.host ?? 'localhost').replace(/:\d+$/, '');
  return {
    version: '2.0',
    routeKey: match.route.key,
    rawPath,
    rawQueryString: query,
    ...(cookie !== undefined && { cookies: cookie.split(/; */) }),
    headers,
    ...(Object.keys(parameters).length > 0 && { queryStringParameters: parameters }),
    ...(Object.keys(match.pathParameters).length > 0 && { pathParameters: { ...match.pathParameters } }),
    requestContext: {
      accountId: ACCOUNT,
      apiId,
      domainName,
      domainPrefix: domainName.split('.')[0]!,
      http: {
        method: request.method,
        path: rawPath,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.sourceIp,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: request.requestId,
      routeKey: match.route.key,
      stage: '$default',
      time: commonLogTime(request.receivedAt),
      timeEpoch: request.receivedAt.getTime(),
    },
  };
}

/** Lower-case names in order, repeated headers joined by comma, and what API Gateway itself adds. */
function gatewayHeaders(request: GatewayRequest): Record<string, string> {
  const headers = new Map<string, string>();
  const received = request.rawHeaders;
  for (let index = 0; index < received.length; index += 2) {
    const name = received[index]!.toLowerCase();
    if (CONNECTION_HEADERS.includes(name)) continue;
    const separator = name === 'cookie' ? '; ' : ',';
    const before = headers.get(name);
    headers.set(
      name,
      before === undefined ? received[index + 1]! : before + separator + received[index + 1]!,
    );
  }
  const forwarded = headers.get('x-forwarded-for');
  headers.set('content-length', String(request.body.length));
  headers.set('x-amzn-trace-id', headers.get('x-amzn-trace-id') ?? request.traceId);
  headers.set('x-forwarded-for', forwarded ? `${forwarded}, ${request.sourceIp}` : request.sourceIp);
  headers.set('x-forwarded-port', String(request.port));
  headers.set('x-forwarded-proto', 'http');
  return Object.fromEntries([...headers].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Decoded names and values; the values of a repeated name joined by comma. */
function queryParameters(query: string): Record<string, string> {
  const parameters = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(query)) {
    const before = parameters.get(name);
    parameters.set(name, before === undefined ? value : `${before},${value}`);
  }
  return Object.fromEntries(parameters);
}

/** Such as `12/Mar/2020:19:03:58 +0000`. */
function commonLogTime(time: Date): string {
  const [date, clock] = time.toISOString().split('T') as [string, string];
  const [year, month, day] = date.split('-');
  return `${day}/${MONTHS[Number(month) - 1]}/${year}:${clock.slice(0, 8)} +0000`;
}

function split(text: string, separator: string): [string, string?] {
  const index = text.indexOf(separator);
  return index < 0 ? [text] : [text.slice(0, index), text.slice(index + separator.length)];
}
