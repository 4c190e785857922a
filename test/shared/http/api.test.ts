import { apiHandler, publicUrl } from '#shared/http/api.ts';
import type { ApiEvent } from '#shared/http/event.ts';

import { jsonBody, MAX_BODY_BYTES } from '#shared/http/json-body.ts';
import { type HttpResponse, jsonResponse, Problem } from '#shared/http/problem.ts';
import { SecretError } from '#shared/runtime/cached-secret.ts';
import { captureOutput } from '#test/support/output.ts';
import { apiEvent, CONTEXT } from '#tools/harness/gateway.ts';

let output: ReturnType<typeof captureOutput>;
const logged = () => output.lines.map((line) => JSON.parse(line));

beforeEach(() => {
  output = captureOutput();
});
afterEach(() => output.restore());

const answerOf = (error: unknown, toResponse?: (problem: Problem, event: ApiEvent) => HttpResponse) =>
  apiHandler(
    async () => {
      throw error;
    },
    { toResponse },
  )(apiEvent({ keyName: 'backend' }), CONTEXT) as Promise<HttpResponse>;
const bodyOf = ({ body }: HttpResponse) => JSON.parse(body);

describe('a route', () => {
  it('answers what it returns, and logs with the ids that join the lines of a request', async () => {
    const handler = apiHandler(async ({ log }) => {
      log('link.created', { reference: 'R-1' });
      return jsonResponse(201, { a: 1 });
    });
    expect(await handler(apiEvent({ keyName: 'backend' }), CONTEXT)).toEqual({
      statusCode: 201,
      headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
      body: '{"a":1}',
    });
    expect(logged()).toEqual([
      expect.objectContaining({
        requestId: 'request-1',
        functionRequestId: 'invocation-1',
        keyName: 'backend',
      }),
    ]);
  });

  it.each([
    ['read', 200],
    ['create read', 200],
    ['create', 403],
    ['', 403],
    [undefined, 200],
  ])('that asks for the scope read, of a key with "%s", answers %s', async (scopes, status) => {
    const handler = apiHandler(async () => jsonResponse(200, {}), { scope: 'read' });
    const event = apiEvent();
    const lambda = { keyName: 'backend', ...(scopes !== undefined && { scopes }) };
    const requestContext = { ...event.requestContext, authorizer: { lambda } } as typeof event.requestContext;
    const response = (await handler({ ...event, requestContext }, CONTEXT)) as HttpResponse;
    expect(response.statusCode).toBe(status);
    if (status === 403) expect(bodyOf(response).detail).toContain(`may ${scopes} and not read`);
  });

  it('answers a problem as problem+json', async () => {
    const problem = new Problem('link-in-flight', 'Wait.', {
      errors: [{ pointer: '#/a', detail: 'b' }],
      retryAfter: 7,
      members: { code: '000100', absent: undefined },
    });
    const response = await answerOf(problem);
    expect(response.statusCode).toBe(409);
    expect(response.headers).toMatchObject({
      'content-type': 'application/problem+json',
      'retry-after': '7',
    });
    expect(bodyOf(response)).toEqual({
      type: 'urn:pockyt-payment-links:problem:link-in-flight',
      title: 'Another request is creating this link',
      status: 409,
      detail: 'Wait.',
      errors: [{ pointer: '#/a', detail: 'b' }],
      code: '000100',
      requestId: 'request-1',
    });
    expect(logged()).toEqual([]);
  });

  it('answers a secret that is not set with what to do, and reports it', async () => {
    const response = await answerOf(new SecretError('missing', 'the-secret', 'Put it there.'));
    expect(response).toMatchObject({ statusCode: 503, headers: { 'retry-after': '30' } });
    expect(bodyOf(response)).toMatchObject({ detail: 'Put it there.', status: 503 });
    expect(logged()).toEqual([
      expect.objectContaining({ event: 'credentials.unusable', secret: 'the-secret', reason: 'missing' }),
    ]);
  });

  it('answers a fault of ours without telling what it was, and logs where', async () => {
    const response = await answerOf(new TypeError('canary'));
    expect(response.statusCode).toBe(500);
    expect(response.body + JSON.stringify(output.lines)).not.toContain('canary');
    expect(logged()).toEqual([
      expect.objectContaining({
        event: 'request.failed',
        error: expect.objectContaining({ name: 'TypeError' }),
      }),
    ]);
  });

  it('may answer problems in its own way', async () => {
    const plain = { statusCode: 500, headers: {}, body: 'no' };
    expect(await answerOf(new Error(), () => plain)).toEqual(plain);
  });
});

describe('the public address', () => {
  afterEach(() => {
    delete process.env.PUBLIC_URL;
  });

  it('is the domain that was called', () => {
    expect(publicUrl(apiEvent())).toBe('https://api.example.com');
  });

  it('is the setting where there is one', () => {
    process.env.PUBLIC_URL = 'https://pay.example';
    expect(publicUrl(apiEvent())).toBe('https://pay.example');
  });
});

describe('a JSON body', () => {
  const json = { 'content-type': 'application/json; charset=utf-8' };
  const problemOf = (call: Parameters<typeof apiEvent>[0]) => {
    try {
      jsonBody(apiEvent(call));
    } catch (error) {
      return error as Problem;
    }
    throw new Error('was read');
  };

  it('is read from text and from base64', () => {
    const event = apiEvent({ headers: json, body: '{"a":"ü"}' });
    expect(jsonBody(event)).toEqual({ a: 'ü' });
    const body = Buffer.from(event.body as string).toString('base64');
    expect(jsonBody({ ...event, body, isBase64Encoded: true })).toEqual({ a: 'ü' });
  });

  it.each([
    ['another type', { headers: { 'content-type': 'text/plain' }, body: '{}' }, 'unsupported-media-type'],
    ['no type', { body: '{}' }, 'unsupported-media-type'],
    [
      'another charset',
      { headers: { 'content-type': 'application/json; Charset="GBK"' }, body: '{}' },
      'unsupported-media-type',
    ],
    ['a coding', { headers: { ...json, 'content-encoding': 'gzip' }, body: '{}' }, 'unsupported-media-type'],
    ['too much', { headers: json, body: `{"a":"${'x'.repeat(MAX_BODY_BYTES)}"}` }, 'request-too-large'],
    ['nothing', { headers: json }, 'invalid-json'],
    ['no JSON', { headers: json, body: '{"canary' }, 'invalid-json'],
    ['a list', { headers: json, body: '[]' }, 'invalid-json'],
    ['a number', { headers: json, body: '1' }, 'invalid-json'],
    ['a key with two values', { headers: json, body: '{"a":1,"a":2}' }, 'invalid-json'],
    ['endless nesting', { headers: json, body: '['.repeat(20_000) }, 'invalid-json'],
  ])('of %s is refused', (_, call, type) => {
    const problem = problemOf(call);
    expect(problem.type).toBe(type);
    expect(problem.message).not.toContain('canary');
  });

  it('of bytes that are not UTF-8 is refused, and nothing is read in their place', () => {
    const body = Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xb2, 0xe8, 0x22, 0x7d]).toString('base64');
    const event = { ...apiEvent({ headers: json }), body, isBase64Encoded: true };
    expect(() => jsonBody(event)).toThrow(expect.objectContaining({ type: 'invalid-json' }));
  });

  it.each([
    ['no charset', { 'content-type': 'application/json' }],
    ['ASCII, which is UTF-8', { 'content-type': 'application/json;charset=us-ascii' }],
    ['no coding by name', { ...json, 'content-encoding': 'identity' }],
  ])('is read with %s', (_, headers) => {
    expect(jsonBody(apiEvent({ headers, body: '{"a":"b"}' }))).toEqual({ a: 'b' });
  });

  it('with a key that has two values says so', () => {
    expect(problemOf({ headers: json, body: '{"a":1,"a":2}' }).message).toContain('twice');
  });
});
