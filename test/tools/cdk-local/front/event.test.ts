import { authorizerEvent, type GatewayRequest, proxyEvent } from '#tools/cdk-local/front/event.ts';
import type { RouteMatch } from '#tools/cdk-local/front/routes.ts';

const MATCH: RouteMatch = {
  route: {
    key: 'POST /payment-links/{reference}/refunds',
    method: 'POST',
    path: '/payment-links/{reference}/refunds',
    functionId: 'Refund',
    timeout: 30_000,
  },
  pathParameters: { reference: 'order 1' },
};
const PLAIN: RouteMatch = {
  route: { key: 'POST /ipn', method: 'POST', path: '/ipn', functionId: 'Ipn', timeout: 30_000 },
  pathParameters: {},
};

function requestOf(overrides: Partial<GatewayRequest> = {}): GatewayRequest {
  return {
    method: 'POST',
    target: '/ipn',
    httpVersion: '1.1',
    rawHeaders: ['Host', '127.0.0.1:3000'],
    body: Buffer.alloc(0),
    sourceIp: '127.0.0.1',
    port: 3000,
    requestId: 'JKJaXmPLvHcESHA=',
    traceId: 'Root=1-5e6722a7-cc56xmpl46db7ae02d4da47e',
    receivedAt: new Date(Date.UTC(2020, 2, 12, 19, 3, 58, 390)),
    ...overrides,
  };
}

const FULL = requestOf({
  target: '/payment-links/order%201/refunds?tag=a&tag=b%26c&note=a+b&flag',
  rawHeaders: [
    ...['Host', 'pay.shop.example:3000'],
    ...['Content-Type', 'application/json'],
    ...['X-Tag', 'one'],
    ...['x-tag', 'two'],
    ...['Cookie', 'a=1; b=2'],
    ...['Cookie', 'c=3'],
    ...['User-Agent', 'curl/8'],
    ...['Connection', 'keep-alive'],
    ...['Transfer-Encoding', 'chunked'],
    ...['X-Forwarded-For', '203.0.113.9'],
  ],
  body: Buffer.from('{"amount":"1.00"}'),
});

const FULL_EVENT = {
  version: '2.0',
  routeKey: 'POST /payment-links/{reference}/refunds',
  rawPath: '/payment-links/order 1/refunds',
  rawQueryString: 'tag=a&tag=b%26c&note=a+b&flag',
  cookies: ['a=1', 'b=2', 'c=3'],
  headers: {
    'content-length': '17',
    'content-type': 'application/json',
    host: 'pay.shop.example:3000',
    'user-agent': 'curl/8',
    'x-amzn-trace-id': 'Root=1-5e6722a7-cc56xmpl46db7ae02d4da47e',
    'x-forwarded-for': '203.0.113.9, 127.0.0.1',
    'x-forwarded-port': '3000',
    'x-forwarded-proto': 'http',
    'x-tag': 'one,two',
  },
  queryStringParameters: { tag: 'a,b&c', note: 'a b', flag: '' },
  pathParameters: { reference: 'order 1' },
  requestContext: {
    accountId: '000000000000',
    apiId: 'Api',
    domainName: 'pay.shop.example',
    domainPrefix: 'pay',
    http: {
      method: 'POST',
      path: '/payment-links/order 1/refunds',
      protocol: 'HTTP/1.1',
      sourceIp: '127.0.0.1',
      userAgent: 'curl/8',
    },
    requestId: 'JKJaXmPLvHcESHA=',
    routeKey: 'POST /payment-links/{reference}/refunds',
    stage: '$default',
    time: '12/Mar/2020:19:03:58 +0000',
    timeEpoch: 1_584_039_838_390,
  },
};

describe('the event for a function', () => {
  it('is a whole payload 2.0', () => {
    expect(proxyEvent(FULL, MATCH, 'Api', { keyName: 'shop' })).toStrictEqual({
      ...FULL_EVENT,
      requestContext: { ...FULL_EVENT.requestContext, authorizer: { lambda: { keyName: 'shop' } } },
      body: '{"amount":"1.00"}',
      isBase64Encoded: false,
    });
  });

  it('leaves out what the request does not have', () => {
    expect(proxyEvent(requestOf(), PLAIN, 'Api')).toStrictEqual({
      version: '2.0',
      routeKey: 'POST /ipn',
      rawPath: '/ipn',
      rawQueryString: '',
      headers: {
        'content-length': '0',
        host: '127.0.0.1:3000',
        'x-amzn-trace-id': 'Root=1-5e6722a7-cc56xmpl46db7ae02d4da47e',
        'x-forwarded-for': '127.0.0.1',
        'x-forwarded-port': '3000',
        'x-forwarded-proto': 'http',
      },
      requestContext: {
        accountId: '000000000000',
        apiId: 'Api',
        domainName: '127.0.0.1',
        domainPrefix: '127',
        http: { method: 'POST', path: '/ipn', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: '' },
        requestId: 'JKJaXmPLvHcESHA=',
        routeKey: 'POST /ipn',
        stage: '$default',
        time: '12/Mar/2020:19:03:58 +0000',
        timeEpoch: 1_584_039_838_390,
      },
      isBase64Encoded: false,
    });
  });

  const bodyWith = (contentType: string | undefined, body = Buffer.from('größe=1')) => {
    const rawHeaders = contentType === undefined ? [] : ['Content-Type', contentType];
    const event = proxyEvent(requestOf({ rawHeaders, body }), PLAIN, 'Api');
    return [event.body, event.isBase64Encoded];
  };

  it.each([
    'text/plain',
    'text/html; charset=utf-8',
    'application/json',
    'Application/JSON; charset=UTF-8',
    'application/xml',
    'application/javascript',
  ])('holds a body of type %s as text', (contentType) => {
    expect(bodyWith(contentType)).toEqual(['größe=1', false]);
  });

  it.each([
    'application/x-www-form-urlencoded',
    'application/x-www-form-urlencoded; charset=utf-8',
    'multipart/form-data; boundary=x',
    'application/octet-stream',
    'application/jsonx',
    'image/png',
    '',
    undefined,
  ])('holds a body of type %s in base64', (contentType) => {
    expect(bodyWith(contentType)).toEqual([Buffer.from('größe=1').toString('base64'), true]);
  });

  it('keeps bytes that are no text', () => {
    const bytes = Buffer.from([0xff, 0x00, 0xfe]);
    expect(bodyWith('application/octet-stream', bytes)).toEqual([bytes.toString('base64'), true]);
  });
});

describe('the event for an authorizer', () => {
  it('is that of the function without the body', () => {
    expect(authorizerEvent(FULL, MATCH, 'Api', ['Bearer key'])).toStrictEqual({
      ...FULL_EVENT,
      type: 'REQUEST',
      routeArn: 'arn:aws:execute-api:us-east-1:000000000000:Api/$default/POST/payment-links/order 1/refunds',
      identitySource: ['Bearer key'],
    });
  });
});
