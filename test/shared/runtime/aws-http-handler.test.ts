import { createServer, type Server } from 'node:http';
import { createRequestHandler } from '#shared/runtime/aws-http-handler.ts';
import { close, listen } from '#tools/cdk-local/http-server.ts';

let server: Server | undefined;
afterEach(async () => {
  if (server) await close(server);
  server = undefined;
});

const REQUEST = {
  method: 'POST',
  path: '/',
  headers: {},
  body: 'body',
  protocol: 'http:',
  hostname: '',
  query: {},
};

it('carries a request, and brings the answer whole', async () => {
  server = createServer((request, response) => {
    request.pipe(response.writeHead(418, { 'x-answer': 'here' }));
  });
  const handler = createRequestHandler(await listen(server));
  const { response } = await handler.handle(REQUEST as never);
  expect(response).toMatchObject({ statusCode: 418, headers: { 'x-answer': 'here' } });
  expect(response.body).toEqual(Buffer.from('body'));
});

it('says by its code that a connection broke, so that the SDK tries again', async () => {
  server = createServer((request) => void request.socket.destroy());
  const handler = createRequestHandler(await listen(server));
  await expect(handler.handle(REQUEST as never)).rejects.toMatchObject({ code: 'ECONNRESET' });
});

it('has nothing to be configured', () => {
  const handler = createRequestHandler('http://127.0.0.1:9');
  handler.updateHttpClientConfig('requestTimeout' as never, 1 as never);
  expect(handler.httpHandlerConfigs()).toEqual({});
});
