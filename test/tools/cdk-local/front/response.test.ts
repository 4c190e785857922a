import { INTERNAL_ERROR, toResponse } from '#tools/cdk-local/front/response.ts';

const response = (answer: unknown) => {
  const { status, headers, body } = toResponse(JSON.stringify(answer));
  return { status, headers, body: body.toString() };
};
const JSON_TYPE = ['content-type', 'application/json'];
const TEXT_TYPE = ['content-type', 'text/plain; charset=utf-8'];

describe("a function's answer", () => {
  it('becomes the response', () => {
    expect(
      response({
        statusCode: 201,
        headers: { 'Content-Type': 'application/json', 'X-Count': 2, 'content-length': 99 },
        cookies: ['a=1', 'b=2'],
        body: '{"status":"pending"}',
      }),
    ).toEqual({
      status: 201,
      headers: [JSON_TYPE, ['x-count', '2'], ['set-cookie', 'a=1'], ['set-cookie', 'b=2']],
      body: '{"status":"pending"}',
    });
  });

  it('is decoded when it says that it is base64', () => {
    const png = Buffer.from([0x89, 0x50, 0x4e, 0x47]);
    const answer = { statusCode: 200, headers: { 'content-type': 'image/png' }, isBase64Encoded: true };
    expect(toResponse(JSON.stringify({ ...answer, body: png.toString('base64') })).body).toEqual(png);
  });

  it.each([
    [{ statusCode: 200, body: 'success' }, 'success'],
    [{ statusCode: '204' }, ''],
    [{ statusCode: 200, headers: null, body: null }, ''],
  ])('is text when it names no type: %j', (answer, body) => {
    expect(response(answer)).toEqual({ status: Number(answer.statusCode), headers: [TEXT_TYPE], body });
  });

  it.each([
    [{ reference: 'order-1' }, '{"reference":"order-1"}'],
    ['hello', 'hello'],
    [[1, 2], '[1,2]'],
    [null, 'null'],
  ])('without a statusCode is itself the body: %j', (answer, body) => {
    expect(response(answer)).toEqual({ status: 200, headers: [JSON_TYPE], body });
  });

  it.each([
    { statusCode: 'ok' },
    { statusCode: 99 },
    { statusCode: 700 },
    { statusCode: 200.5 },
    { statusCode: 200, body: { not: 'text' } },
    { statusCode: 200, headers: { 'x-list': ['a'] } },
    { statusCode: 200, headers: 'none' },
    { statusCode: 200, cookies: 'a=1' },
  ])('that is no HTTP answer is an internal error: %j', (answer) => {
    expect(toResponse(JSON.stringify(answer))).toBe(INTERNAL_ERROR);
  });
});
