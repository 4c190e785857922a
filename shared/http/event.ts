import type { APIGatewayProxyEventV2 } from 'aws-lambda';

/** API Gateway's event (HTTP API, payload 2.0), with what our authorizer adds. */
export type ApiEvent = APIGatewayProxyEventV2 & {
  readonly requestContext: {
    readonly authorizer?: {
      /** From our own authorizer: the key's name, and its scopes with spaces between them. */
      readonly lambda?: { readonly keyName?: string; readonly scopes?: string };
      readonly jwt?: { readonly claims: Readonly<Record<string, unknown>> };
      readonly iam?: { readonly userArn?: string };
    };
  };
};
