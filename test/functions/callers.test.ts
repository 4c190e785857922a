import type { FunctionName, Functions } from '#test/support/functions.ts';
import { type Clock, HOUR, startClock } from '#tools/harness/clock.ts';
import { apiEvent, type Call, CONTEXT } from '#tools/harness/gateway.ts';
import { startFunctions } from './support/start-functions.ts';

const ACCOUNT = '123456789012';
const ARN = /\barn:|\d{12}:|123456789012/;
const JSON_TYPE = { 'content-type': 'application/json' };
const LINK = { amount: '13', currency: 'PHP', vendor: 'alipay', callbackUrl: 'https://shop.example/back' };
const SCOPES = 'create read refresh refund cancel';

/** What API Gateway adds to a request, the name that a caller is shown, and the one in the log. */
const AUTHORIZERS = [
  ['keys', { lambda: { keyName: 'backend', scopes: SCOPES } }, 'backend', 'backend'],
  ['jwt', { jwt: { claims: { sub: 'client-1' }, scopes: null } }, 'client-1', 'client-1'],
  [
    'iam',
    {
      iam: {
        accountId: ACCOUNT,
        callerId: 'AROAEXAMPLE:i-0abc',
        userId: 'AROAEXAMPLE:i-0abc',
        userArn: `arn:aws:sts::${ACCOUNT}:assumed-role/backend/i-0abc`,
      },
    },
    'backend/i-0abc',
    `arn:aws:sts::${ACCOUNT}:assumed-role/backend/i-0abc`,
  ],
] as const;

let functions: Functions;
let clock: Clock;
let references = 0;
let reference: string;

beforeAll(async () => {
  functions = await startFunctions();
});
afterAll(() => functions.stop());
beforeEach(() => {
  reference = `callers-${++references}`;
  clock = startClock(new Date());
});
afterEach(() => clock.stop());

/** A call of whoever has come through this authorizer. */
function caller(authorizer: object) {
  return async (name: FunctionName, call: Call, body?: object) => {
    const event = apiEvent({
      headers: JSON_TYPE,
      pathParameters: { reference },
      ...call,
      ...(body && { body: JSON.stringify(body) }),
    });
    const requestContext = { ...event.requestContext, authorizer };
    const response = await functions.handler(name)({ ...event, requestContext }, CONTEXT);
    return response as { statusCode: number; body: string };
  };
}

describe.each(AUTHORIZERS)('with the authorizer %s', (_, authorizer, shown, logged) => {
  it('answers say who created, refunded and resolved, and hold no ARN and no account number', async () => {
    const call = caller(authorizer);
    const answers: string[] = [];
    const keep = async (answer: Promise<{ statusCode: number; body: string }>) => {
      const { statusCode, body } = await answer;
      answers.push(body);
      return statusCode;
    };
    const path = `/payment-links/${reference}`;
    expect(await keep(call('create-link', { path: '/payment-links' }, { ...LINK, reference }))).toBe(201);
    const [order] = functions.simulator.orders.byReference(reference);
    functions.simulator.setStatus(order?.transactionNo as string, 'success');
    expect(await keep(call('refresh-link', { path: `${path}/refresh` }))).toBe(200);
    functions.simulator.faults.next('refund', { kind: 'cut' });
    const refund = { refundReference: 'one', refundAmount: '3' };
    expect(await keep(call('refund', { path: `${path}/refunds` }, refund))).toBe(502);
    clock.pass(HOUR);
    const pathParameters = { reference, refundReference: 'one' };
    const word = { outcome: 'not-made', seen: 'The payment, and no refund of it.' };
    const resolve = call('resolution', { path: `${path}/refunds/one/resolution`, pathParameters }, word);
    expect(await keep(resolve)).toBe(200);
    expect(await keep(call('cancel-link', { path: `${path}/cancel` }))).toBe(409);
    expect(await keep(call('get-link', { path, method: 'GET' }))).toBe(200);

    const payment = JSON.parse(answers.at(-1) as string);
    expect(payment).toMatchObject({ createdBy: shown, refunds: [{ requestedBy: shown }] });
    expect(payment.history.at(-1)).toMatchObject({ source: 'person', resolution: { by: shown } });
    for (const answer of answers) expect(answer).not.toMatch(ARN);
  });

  it('the log has the whole name, which leads to whoever it was', async () => {
    await caller(authorizer)('create-link', { path: '/payment-links' }, { ...LINK, reference });
    const lines = functions.output.map((line) => JSON.parse(line));
    expect(lines.find((line) => line.event === 'link.created' && line.reference === reference)).toMatchObject(
      { keyName: logged },
    );
  });
});

it('an answer that the credentials are not set names the secret and not its ARN, which the log has', async () => {
  const arn = `arn:aws:secretsmanager:eu-west-1:${ACCOUNT}:secret:payment-links/shop/pockyt-credentials-AbCdEf`;
  const closed = await startFunctions({ environment: { CREDENTIALS_SECRET: arn } });
  try {
    const body = JSON.stringify({ ...LINK, reference });
    const answer = await closed.call('create-link', { headers: JSON_TYPE, body });
    expect(answer.statusCode).toBe(503);
    expect(JSON.parse(answer.body).detail).toMatch(
      /^The secret payment-links\/shop\/pockyt-credentials has no value[.] .*--secret-id payment-links\/shop\/pockyt-credentials --/,
    );
    expect(answer.body).not.toMatch(ARN);
    expect(closed.output.map((line) => JSON.parse(line))).toContainEqual(
      expect.objectContaining({ event: 'credentials.unusable', secret: arn }),
    );
  } finally {
    await closed.stop();
  }
});
