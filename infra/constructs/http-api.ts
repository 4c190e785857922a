import { Validations } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  type CfnStage,
  DomainName,
  HttpApi,
  type HttpMethod,
  HttpNoneAuthorizer,
  type HttpRoute,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import {
  type Config,
  DEFAULT_THROTTLE,
  type MerchantRouteName,
  type OpenRouteName,
  type RouteName,
  type Throttle,
} from '../config.ts';
import type { Access } from './access.ts';
import type { PaymentFunction } from './function.ts';
import type { Retention } from './retention.ts';

/** Who asked for what and how it went; no address, query or path, which can hold what identifies a shopper. */
const ACCESS_LOG = {
  requestId: '$context.requestId',
  time: '$context.requestTimeEpoch',
  route: '$context.routeKey',
  status: '$context.status',
  milliseconds: '$context.responseLatency',
  bytes: '$context.responseLength',
  authorizerError: '$context.authorizer.error',
  integrationError: '$context.integrationErrorMessage',
};

const WHY_OPEN: Readonly<Record<OpenRouteName, string>> = {
  ipn: 'Pockyt has no credentials here: it signs its notices, and the function believes nothing unsigned.',
  return: 'A customer has no credentials here: a page opens by the key in its address, and can only be read.',
};

export interface PaymentLinksApiProps {
  readonly config: Config;
  readonly access: Access;
  readonly retention: Retention;
}

/** The HTTP API: cheaper and faster than a REST API, and its address is known without a deployment stage in it. */
export class PaymentLinksApi extends Construct {
  /** Without a slash at the end: the domain name of one's own, or API Gateway's. */
  readonly url: string;
  /** Where the DNS record of a domain name of one's own points. */
  readonly domainTarget: string | undefined;
  readonly accessLog: LogGroup;
  private readonly api: HttpApi;
  private readonly props: PaymentLinksApiProps;
  private readonly routes = new Map<HttpRoute, { readonly key: string; readonly throttle: Throttle }>();
  private readonly domainName: DomainName | undefined;

  constructor(scope: Construct, id: string, props: PaymentLinksApiProps) {
    super(scope, id);
    this.props = props;
    const { config } = props;
    const { stage } = config;
    const hasDomain = config.domainName !== undefined;
    this.accessLog = new LogGroup(this, 'AccessLog', {
      // Other prefixes share one policy of limited size, which an account with many APIs fills up.
      logGroupName: `/aws/vendedlogs/payment-links/${stage}`,
      retention: props.retention.logs,
      removalPolicy: props.retention.secretsAndLogs,
    });
    if (hasDomain) {
      const { domainName, certificateArn } = config;
      const certificate = Certificate.fromCertificateArn(this, 'Certificate', certificateArn);
      this.domainName = new DomainName(this, 'Domain', { domainName, certificate });
      this.domainTarget = this.domainName.regionalDomainName;
    }
    this.api = new HttpApi(this, 'Http', {
      apiName: `payment-links-${stage}`,
      description: 'Payment links for Pockyt',
      createDefaultStage: false,
      // With a domain of one's own there is no second way in.
      disableExecuteApiEndpoint: hasDomain,
    });
    this.url = hasDomain ? `https://${config.domainName}` : this.api.apiEndpoint;
  }

  /** API Gateway's id of this API: the dimension `ApiId` of its metrics. */
  get apiId(): string {
    return this.api.apiId;
  }

  /** A route for callers who prove who they are. */
  merchantRoute(name: MerchantRouteName, method: HttpMethod, path: string, target: PaymentFunction): void {
    const { access } = this.props;
    const integration = new HttpLambdaIntegration(`${target.node.id}Integration`, target.lambda);
    const authorizationScopes = access.scopesOf(name);
    const { authorizer } = access;
    const routes = this.api.addRoutes({
      path,
      methods: [method],
      integration,
      authorizer,
      ...(authorizationScopes && { authorizationScopes }),
    });
    this.throttle(routes, `${method} ${path}`, name);
  }

  /** A route for everybody: its function must find out for itself whom to believe. */
  openRoute(name: OpenRouteName, method: HttpMethod, path: string, target: PaymentFunction): void {
    const integration = new HttpLambdaIntegration(`${target.node.id}Integration`, target.lambda);
    const authorizer = new HttpNoneAuthorizer();
    const routes = this.api.addRoutes({ path, methods: [method], integration, authorizer });
    this.throttle(routes, `${method} ${path}`, name);
    for (const route of routes) {
      Validations.of(route).acknowledge({ id: 'AwsSolutions::AwsSolutions-APIG4', reason: WHY_OPEN[name] });
    }
  }

  /** Makes what was routed reachable. Call it last: limits can be set for routes only that exist. */
  deploy(): void {
    const { access } = this.props;
    const format = JSON.stringify({ ...ACCESS_LOG, caller: access.callerInLog });
    const stage = new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      // For a route that has none of its own: there is none.
      throttle: { rateLimit: DEFAULT_THROTTLE.rate, burstLimit: DEFAULT_THROTTLE.burst },
      accessLogSettings: {
        destination: new LogGroupLogDestination(this.accessLog),
        format: AccessLogFormat.custom(format),
      },
      ...(this.domainName && { domainMapping: { domainName: this.domainName } }),
    });
    (stage.node.defaultChild as CfnStage).routeSettings = Object.fromEntries(
      [...this.routes.values()].map(({ key, throttle }) => [
        key,
        { ThrottlingRateLimit: throttle.rate, ThrottlingBurstLimit: throttle.burst },
      ]),
    );
    stage.node.addDependency(...this.routes.keys());
  }

  private throttle(routes: readonly HttpRoute[], key: string, name: RouteName): void {
    for (const route of routes) this.routes.set(route, { key, throttle: this.props.config.throttles[name] });
  }
}
