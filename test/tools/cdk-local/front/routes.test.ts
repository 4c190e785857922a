import type { HttpRoute } from '#tools/cdk-local/assembly/http-api.ts';
import { matchRoute } from '#tools/cdk-local/front/routes.ts';

const routes: HttpRoute[] = [
  'ANY /{proxy+}',
  'GET /payment-links/{reference}',
  'ANY /payment-links/{reference}',
  'GET /payment-links/latest',
  'GET /payment-links/{reference}/qr-code',
  'POST /ipn',
].map((key) => {
  const [method, path] = key.split(' ') as [string, string];
  return { key, method, path, functionId: key, timeout: 30_000 };
});

const keyed = (keys: string[]) => routes.filter(({ key }) => keys.includes(key));
const found = (method: string, path: string, among = routes) => {
  const match = matchRoute(among, method, path);
  return match && [match.route.key, match.pathParameters];
};

describe('finding a route', () => {
  it.each([
    ['POST', '/ipn', 'POST /ipn', {}],
    ['GET', '/payment-links/latest', 'GET /payment-links/latest', {}],
    ['GET', '/payment-links/order-1', 'GET /payment-links/{reference}', { reference: 'order-1' }],
    ['PUT', '/payment-links/order-1', 'ANY /payment-links/{reference}', { reference: 'order-1' }],
    ['GET', '/payment-links/a%2Fb%20c', 'GET /payment-links/{reference}', { reference: 'a/b c' }],
    ['GET', '/payment-links/a/qr-code', 'GET /payment-links/{reference}/qr-code', { reference: 'a' }],
    ['GET', '/elsewhere/deep', 'ANY /{proxy+}', { proxy: 'elsewhere/deep' }],
    ['GET', '/ipn', 'ANY /{proxy+}', { proxy: 'ipn' }],
  ])('%s %s is %s', (method, path, key, parameters) => {
    expect(found(method, path)).toEqual([key, parameters]);
  });

  it.each([
    ['GET', '/ipn'],
    ['POST', '/ipn/'],
    ['POST', '/IPN'],
    ['GET', '/payment-links/'],
    ['GET', '/payment-links/a/b'],
    ['GET', '/'],
  ])('%s %s has none', (method, path) => {
    expect(found(method, path, keyed(['POST /ipn', 'GET /payment-links/{reference}']))).toBeUndefined();
  });
});
