import { Duration } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  HttpApi,
  type HttpMethod,
  HttpNoneAuthorizer,
  HttpStage,
  type IHttpRouteAuthorizer,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaAuthorizer, HttpLambdaResponseType } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { PaymentFunction } from './function.ts';
import type { Retention } from './retention.ts';

/** A revoked API key works this much longer. */
const AUTHORIZER_CACHE = Duration.minutes(5);

/** Requests a second and at once, for each route: so much of the account's shared quota may one flood take. */
const THROTTLE = { rateLimit: 100, burstLimit: 200 };

/** Who asked for what and how it went; no address, query or path, which can hold what identifies a shopper. */
const ACCESS_LOG = JSON.stringify({
  requestId: '$context.requestId',
  time: '$context.requestTimeEpoch',
  route: '$context.routeKey',
  status: '$context.status',
  milliseconds: '$context.responseLatency',
  bytes: '$context.responseLength',
  keyName: '$context.authorizer.keyName',
  authorizerError: '$context.authorizer.error',
  integrationError: '$context.integrationErrorMessage',
});

export interface PaymentLinksApiProps {
  readonly stage: string;
  readonly authorize: PaymentFunction;
  readonly retention: Retention;
}

/** The HTTP API: cheaper and faster than a REST API, and its address is known without a deployment stage in it. */
export class PaymentLinksApi extends Construct {
  /** `https://<id>.execute-api.<region>.amazonaws.com`, without a slash at the end. */
  readonly url: string;
  readonly accessLog: LogGroup;
  private readonly api: HttpApi;
  private readonly merchants: IHttpRouteAuthorizer;

  constructor(scope: Construct, id: string, { stage, authorize, retention }: PaymentLinksApiProps) {
    super(scope, id);
    this.api = new HttpApi(this, 'Http', {
      apiName: `payment-links-${stage}`,
      description: 'Payment links for Pockyt',
      createDefaultStage: false,
    });
    this.url = this.api.apiEndpoint;
    this.merchants = new HttpLambdaAuthorizer('Merchants', authorize.lambda, {
      identitySource: ['$request.header.Authorization'],
      responseTypes: [HttpLambdaResponseType.SIMPLE],
      resultsCacheTtl: AUTHORIZER_CACHE,
    });
    this.accessLog = new LogGroup(this, 'AccessLog', {
      // Other prefixes share one policy of limited size, which an account with many APIs fills up.
      logGroupName: `/aws/vendedlogs/payment-links/${stage}`,
      retention: retention.logs,
      removalPolicy: retention.secretsAndLogs,
    });
    new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      throttle: THROTTLE,
      accessLogSettings: {
        destination: new LogGroupLogDestination(this.accessLog),
        format: AccessLogFormat.custom(ACCESS_LOG),
      },
    });
  }

  /** API Gateway's id of this API: the dimension `ApiId` of its metrics. */
  get apiId(): string {
    return this.api.apiId;
  }

  /** A route for callers with an API key. */
  merchantRoute(method: HttpMethod, path: string, target: PaymentFunction): void {
    this.route(method, path, target, this.merchants);
  }

  /** A route for everybody: its function must find out for itself whom to believe. */
  openRoute(method: HttpMethod, path: string, target: PaymentFunction): void {
    this.route(method, path, target, new HttpNoneAuthorizer());
  }

  private route(
    method: HttpMethod,
    path: string,
    target: PaymentFunction,
    authorizer: IHttpRouteAuthorizer,
  ): void {
    const integration = new HttpLambdaIntegration(`${target.node.id}Integration`, target.lambda);
    this.api.addRoutes({ path, methods: [method], integration, authorizer });
  }
}
