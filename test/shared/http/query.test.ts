import { apiHandler } from '#shared/http/api.ts';
import { type HttpResponse, jsonResponse } from '#shared/http/problem.ts';
import { captureOutput } from '#test/support/output.ts';
import { apiEvent, CONTEXT } from '#tools/harness/gateway.ts';

type Options = Parameters<typeof apiHandler>[1];

let output: ReturnType<typeof captureOutput>;
let runs: number;

beforeEach(() => {
  output = captureOutput();
  runs = 0;
});
afterEach(() => output.restore());

async function ask(query: string, options?: Options) {
  const handler = apiHandler(async () => {
    runs++;
    return jsonResponse(200, {});
  }, options);
  const response = await handler(apiEvent({ path: `/payment-links${query}` }), CONTEXT);
  const { statusCode, body } = response as HttpResponse;
  return { statusCode, ...JSON.parse(body) };
}

const REFUSAL = 'Is no query parameter of this route. Leave it out.';

describe('a query parameter', () => {
  it.each([
    ['?refresh=true', 'refresh'],
    ['?refresh', 'refresh'],
    ['?pageSize=7', 'pageSize'],
    ['?page=1&page=2', 'page'],
    ['?__proto__=1', '__proto__'],
    ['?=1', ''],
    ['?%F0%9F%8D%B5=1', '🍵'],
  ])('that the route does not take is refused by name, and nothing is done (%s)', async (query, name) => {
    expect(await ask(query)).toMatchObject({
      statusCode: 400,
      type: 'urn:pockyt-payment-links:problem:invalid-request',
      detail: `Nothing was done. ${name || '""'}: ${REFUSAL}`,
      errors: [{ parameter: name, detail: REFUSAL }],
    });
    expect(runs).toBe(0);
    expect(output.lines).toEqual([]);
  });

  it('is taken by a route that names it, in this spelling and no other', async () => {
    const options = { query: ['page'] };
    expect(await ask('?page=1', options)).toMatchObject({ statusCode: 200 });
    expect(await ask('', options)).toMatchObject({ statusCode: 200 });
    const { errors } = await ask('?page=1&Page=2&size=3', options);
    expect(errors).toEqual([
      { parameter: 'Page', detail: REFUSAL },
      { parameter: 'size', detail: REFUSAL },
    ]);
  });

  it('is passed over by a route for strangers, who add their own', async () => {
    expect(await ask('?utm_source=mail&x', { query: 'any' })).toMatchObject({ statusCode: 200 });
  });

  it('that another route has taken over is refused with its name', async () => {
    const instead = { refresh: 'Send POST elsewhere.' };
    expect(await ask('?refresh=1', { instead })).toMatchObject({
      statusCode: 400,
      detail: 'Nothing was done. refresh: Send POST elsewhere.',
      errors: [{ parameter: 'refresh', detail: 'Send POST elsewhere.' }],
    });
    expect(await ask('?toString=1', { instead })).toMatchObject({
      errors: [{ parameter: 'toString', detail: REFUSAL }],
    });
  });

  it('tells nothing to a caller who may not ask at all', async () => {
    const event = apiEvent({ path: '/payment-links?x=1' });
    const lambda = { keyName: 'reports', scopes: 'read' };
    const requestContext = { ...event.requestContext, authorizer: { lambda } } as typeof event.requestContext;
    const handler = apiHandler(async () => jsonResponse(200, {}), { scope: 'refund' });
    expect(await handler({ ...event, requestContext }, CONTEXT)).toMatchObject({ statusCode: 403 });
  });
});
