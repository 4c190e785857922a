import { nameOf, ofType, synthesize } from '#tools/harness/template.ts';

const stack = synthesize();
const [authorizer] = Object.entries(ofType(stack, 'AWS::ApiGatewayV2::Authorizer'));
const [stage] = Object.values(ofType(stack, 'AWS::ApiGatewayV2::Stage'));

/** Each route with the function behind it and the authorizer before it. */
function routes(): Record<string, { readonly target: string; readonly authorizer: string }> {
  const integrations = ofType(stack, 'AWS::ApiGatewayV2::Integration');
  return Object.fromEntries(
    Object.values(ofType(stack, 'AWS::ApiGatewayV2::Route')).map(({ Properties }) => {
      const integration = nameOf(Properties.Target['Fn::Join'][1][1].Ref);
      const { IntegrationUri, PayloadFormatVersion } = integrations[integration]?.Properties ?? {};
      expect(PayloadFormatVersion).toBe('2.0');
      const guard =
        Properties.AuthorizationType === 'CUSTOM'
          ? nameOf(Properties.AuthorizerId.Ref)
          : Properties.AuthorizationType;
      return [Properties.RouteKey, { target: nameOf(IntegrationUri['Fn::GetAtt'][0]), authorizer: guard }];
    }),
  );
}

describe('the HTTP API', () => {
  it('asks for an API key on every route but the IPN', () => {
    expect(routes()).toEqual({
      'POST /payment-links': { target: 'CreateLinkFunction', authorizer: 'ApiHttpMerchants' },
      'GET /payment-links/{reference}': { target: 'GetLinkFunction', authorizer: 'ApiHttpMerchants' },
      'POST /payment-links/{reference}/refresh': {
        target: 'RefreshLinkFunction',
        authorizer: 'ApiHttpMerchants',
      },
      'POST /payment-links/{reference}/cancel': {
        target: 'CancelLinkFunction',
        authorizer: 'ApiHttpMerchants',
      },
      'POST /payment-links/{reference}/refunds': { target: 'RefundFunction', authorizer: 'ApiHttpMerchants' },
      'POST /payment-links/{reference}/orders/{providerReference}/resolution': {
        target: 'ResolutionFunction',
        authorizer: 'ApiHttpMerchants',
      },
      'POST /payment-links/{reference}/refunds/{refundReference}/resolution': {
        target: 'ResolutionFunction',
        authorizer: 'ApiHttpMerchants',
      },
      'GET /payment-links/{reference}/qr-code': { target: 'QrCodeFunction', authorizer: 'ApiHttpMerchants' },
      'POST /ipn': { target: 'IpnWebhookFunction', authorizer: 'NONE' },
    });
  });

  it('reads the key from the Authorization header and remembers the answer for five minutes', () => {
    expect(authorizer?.[0]).toBe('ApiHttpMerchants');
    expect(authorizer?.[1].Properties).toMatchObject({
      AuthorizerType: 'REQUEST',
      AuthorizerPayloadFormatVersion: '2.0',
      EnableSimpleResponses: true,
      IdentitySource: ['$request.header.Authorization'],
      AuthorizerResultTtlInSeconds: 300,
    });
    expect(JSON.stringify(authorizer?.[1].Properties.AuthorizerUri)).toContain('AuthorizeFunction');
  });

  it('answers at its address without a stage in the path, and slows a flood down', () => {
    expect(stage?.Properties).toMatchObject({
      StageName: '$default',
      AutoDeploy: true,
      DefaultRouteSettings: { ThrottlingRateLimit: 100, ThrottlingBurstLimit: 200 },
    });
    const limits = { ThrottlingRateLimit: 100, ThrottlingBurstLimit: 200 };
    const keys = Object.keys(routes());
    expect(stage?.Properties.RouteSettings).toEqual(Object.fromEntries(keys.map((key) => [key, limits])));
    // A limit for a route that is not there yet would fail the deployment.
    const routeIds = Object.keys(stack.template.findResources('AWS::ApiGatewayV2::Route'));
    expect((stage as { DependsOn?: string[] }).DependsOn).toEqual(expect.arrayContaining(routeIds));
  });

  it('logs no address, path, query, header or agent of a request', () => {
    const format = JSON.parse(stage?.Properties.AccessLogSettings.Format);
    expect(Object.values(format).sort()).toEqual([
      '$context.authorizer.error',
      '$context.authorizer.keyName',
      '$context.integrationErrorMessage',
      '$context.requestId',
      '$context.requestTimeEpoch',
      '$context.responseLatency',
      '$context.responseLength',
      '$context.routeKey',
      '$context.status',
    ]);
  });
});
