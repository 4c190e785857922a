import type { LambdaFunction } from './lambda-functions.ts';
import type { Resource } from './template.ts';

/** The stack's HTTP API. */
export interface HttpApi {
  readonly id: string;
  readonly routes: readonly HttpRoute[];
}

/** A route of the HTTP API. */
export interface HttpRoute {
  /** `<method> <path>`, or `$default`. */
  readonly key: string;
  /** In capitals, or ANY. */
  readonly method: string;
  /** With parameters in braces: `/entries/{id}`. */
  readonly path: string;
  readonly functionId: string;
  /** Milliseconds that the gateway waits for the function. */
  readonly timeout: number;
  readonly authorizer?: AuthorizerConfig;
}

/** A Lambda authorizer of type REQUEST with payload 2.0 and simple responses. */
export interface AuthorizerConfig {
  readonly id: string;
  readonly functionId: string;
  /** What identifies a caller, such as `$request.header.Authorization`. */
  readonly identitySource: readonly string[];
  /** Seconds for which an answer is kept for the same identity. */
  readonly cacheSeconds: number;
}

/** API Gateway's limit for HTTP APIs, in milliseconds. */
const INTEGRATION_TIMEOUT = 30_000;
const IDENTITY = /^\$request\.(header|querystring)\.[^.]+$/;

/** Reads the template's HTTP API: at most one. */
export function readHttpApi(
  resources: (...types: string[]) => Resource[],
  functions: readonly LambdaFunction[],
): HttpApi {
  const [api, ...more] = resources('AWS::ApiGatewayV2::Api');
  if (more.length > 0) throw new Error('cdk-local serves one HTTP API; the template has several.');
  if (api) {
    demand(api, 'ProtocolType', 'HTTP');
    demand(api, 'CorsConfiguration', undefined);
  }
  const integrations = byId(resources('AWS::ApiGatewayV2::Integration'));
  const authorizers = byId(resources('AWS::ApiGatewayV2::Authorizer'));
  return {
    id: api?.id ?? 'none',
    routes: resources('AWS::ApiGatewayV2::Route').map((route) => {
      const key = route.property<string>('RouteKey') ?? '';
      const [method = '', path = ''] = key === '$default' ? ['ANY', '/{proxy+}'] : key.split(' ');
      const target = route.property<string>('Target') ?? '';
      const integration = integrations.get(target.replace('integrations/', ''));
      if (!integration) throw new Error(`The route ${key} has no integration: its target is "${target}".`);
      demand(integration, 'IntegrationType', 'AWS_PROXY');
      demand(integration, 'PayloadFormatVersion', '2.0');
      const authorizer = readAuthorizer(route, authorizers, functions);
      return {
        key,
        method,
        path,
        functionId: functionIn(integration, 'IntegrationUri', functions),
        timeout: integration.property<number>('TimeoutInMillis') ?? INTEGRATION_TIMEOUT,
        ...(authorizer ? { authorizer } : {}),
      };
    }),
  };
}

function readAuthorizer(
  route: Resource,
  authorizers: ReadonlyMap<string, Resource>,
  functions: readonly LambdaFunction[],
): AuthorizerConfig | undefined {
  const type = route.property<string>('AuthorizationType') ?? 'NONE';
  if (type === 'NONE') return undefined;
  demand(route, 'AuthorizationType', 'CUSTOM');
  const authorizer = authorizers.get(route.property<string>('AuthorizerId') ?? '');
  if (!authorizer)
    throw new Error(`The route ${route.id} names an authorizer that the template does not have.`);
  demand(authorizer, 'AuthorizerType', 'REQUEST');
  demand(authorizer, 'AuthorizerPayloadFormatVersion', '2.0');
  demand(authorizer, 'EnableSimpleResponses', true);
  const identitySource = authorizer.property<string[]>('IdentitySource') ?? [];
  const unknown = identitySource.find((source) => !IDENTITY.test(source));
  if (unknown) throw new Error(`cdk-local cannot read the identity source ${unknown} of ${authorizer.id}.`);
  return {
    id: authorizer.id,
    functionId: functionIn(authorizer, 'AuthorizerUri', functions),
    identitySource,
    cacheSeconds: authorizer.property<number>('AuthorizerResultTtlInSeconds') ?? 300,
  };
}

function functionIn(resource: Resource, property: string, functions: readonly LambdaFunction[]): string {
  const uri = resource.property<string>(property) ?? '';
  const arn = /arn:aws:lambda:[^/]*/.exec(uri)?.[0];
  const found = functions.find((candidate) => candidate.arn === arn);
  if (!found) throw new Error(`${resource.id}.${property} leads to no function of the template: "${uri}".`);
  return found.id;
}

function demand(resource: Resource, property: string, served: string | boolean | undefined): void {
  const value = resource.property(property);
  if (value === served) return;
  throw new Error(
    `cdk-local serves ${property} ${served ?? 'absent'} only; ${resource.id} has ${JSON.stringify(value)}.`,
  );
}

function byId(resources: readonly Resource[]): ReadonlyMap<string, Resource> {
  return new Map(resources.map((resource) => [resource.id, resource]));
}
