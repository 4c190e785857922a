import { Duration } from 'aws-cdk-lib';
import type { IHttpRouteAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import {
  HttpIamAuthorizer,
  HttpJwtAuthorizer,
  HttpLambdaAuthorizer,
  HttpLambdaResponseType,
} from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import type { Callers, MerchantRouteName } from '../config.ts';
import { PaymentFunction, type PaymentFunctionProps } from './function.ts';

/** A revoked API key works this much longer, beside the time for which the authorizer remembers the keys. */
const AUTHORIZER_CACHE = Duration.minutes(5);

/**
 * The scope of a token that each merchant route asks for: reading the QR code is reading, and who may resolve an outcome
 * may free money that may have gone back.
 */
const SCOPES: Readonly<Record<MerchantRouteName, string>> = {
  create: 'payment-links/create',
  read: 'payment-links/read',
  refresh: 'payment-links/refresh',
  qrCode: 'payment-links/read',
  cancel: 'payment-links/cancel',
  refund: 'payment-links/refund',
  resolution: 'payment-links/refund',
};

/** Who may call the merchant's routes. There is no way to say that everybody may. */
export class Access {
  readonly authorizer: IHttpRouteAuthorizer;
  /** What API Gateway writes into the access log about the caller. */
  readonly callerInLog: string;
  /** The function that checks API keys; only with `auth: 'keys'`. */
  readonly authorize: PaymentFunction | undefined;
  private readonly usesScopes: boolean;

  constructor(
    scope: Construct,
    { config, ...common }: Pick<PaymentFunctionProps, 'bundles' | 'retention' | 'config'>,
    apiKeys: Secret | undefined,
  ) {
    this.usesScopes = config.jwtScopes;
    if (config.auth === 'iam') {
      this.authorizer = new HttpIamAuthorizer();
      this.callerInLog = '$context.identity.userArn';
    } else if (config.auth === 'jwt') {
      this.authorizer = jwtAuthorizer(config);
      this.callerInLog = '$context.authorizer.claims.sub';
    } else {
      this.authorize = authorizeFunction(scope, { config, ...common }, apiKeys as Secret);
      this.authorizer = keyAuthorizer(this.authorize);
      this.callerInLog = '$context.authorizer.keyName';
    }
  }

  /** The scopes that a token must have for a route; undefined where scopes are not asked for. */
  scopesOf(route: MerchantRouteName): string[] | undefined {
    return this.usesScopes ? [SCOPES[route]] : undefined;
  }
}

function jwtAuthorizer({ jwtIssuer, jwtAudience }: Callers & { auth: 'jwt' }): IHttpRouteAuthorizer {
  return new HttpJwtAuthorizer('Tokens', jwtIssuer, {
    jwtAudience: [...jwtAudience],
    identitySource: ['$request.header.Authorization'],
  });
}

function authorizeFunction(
  scope: Construct,
  common: Pick<PaymentFunctionProps, 'bundles' | 'retention' | 'config'>,
  apiKeys: Secret,
): PaymentFunction {
  const authorize = new PaymentFunction(scope, 'Authorize', {
    ...common,
    name: 'authorize',
    description: 'Checks the API key of a request and names its holder',
    // API Gateway waits 10 seconds at most.
    timeout: 5,
  });
  authorize.useSecret('API_KEYS_SECRET', apiKeys);
  return authorize;
}

function keyAuthorizer(authorize: PaymentFunction): IHttpRouteAuthorizer {
  return new HttpLambdaAuthorizer('Merchants', authorize.lambda, {
    identitySource: ['$request.header.Authorization'],
    responseTypes: [HttpLambdaResponseType.SIMPLE],
    resultsCacheTtl: AUTHORIZER_CACHE,
  });
}
