import type { Functions } from '#test/support/functions.ts';
import { startFunctions } from './support/start-functions.ts';

const ROUTES = [
  ['get-link', 'GET', ''],
  ['qr-code', 'GET', '/qr-code'],
  ['cancel-link', 'POST', '/cancel'],
  ['refund', 'POST', '/refunds'],
] as const;

let functions: Functions;

beforeAll(async () => {
  functions = await startFunctions();
});
afterAll(() => functions.stop());

describe('a reference of 2,049 characters, which the database would not look for', () => {
  it.each(ROUTES)('is one that nobody used: %s', async (name, method, path) => {
    const reference = 'x'.repeat(2049);
    const response = await functions.call(name, {
      method,
      path: `/payment-links/${reference}${path}`,
      pathParameters: { reference },
      headers: { 'content-type': 'application/json' },
      body: method === 'POST' ? JSON.stringify({ refundReference: 'one', refundAmount: '1' }) : undefined,
    });
    expect(response.statusCode).toBe(404);
    expect(JSON.parse(response.body).type).toMatch(/link-not-found$/);
  });
});
