import { createServer } from 'node:http';
import { close, listen } from '#tools/cdk-local/http-server.ts';
import { PUBLISHED_RETRIES } from '#tools/simulator/notice-sender.ts';
import { isSignedBy } from '#tools/simulator/signature.ts';
import { until } from '../support/condition.ts';
import { ACCOUNT, cancel, order, simulate, stopSimulators } from './merchant.ts';

const servers: ReturnType<typeof createServer>[] = [];

afterEach(async () => {
  await stopSimulators();
  for (const server of servers.splice(0)) await close(server);
});

type Reply = { status?: number; text?: string } | 'nothing' | 'hang up';

/** A merchant's IPN route that answers what the list says, call by call; its last entry holds for all that follow. */
async function merchant(...replies: Reply[]) {
  const received: { type: string | undefined; body: string }[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    const reply = replies[Math.min(received.length, replies.length - 1)] ?? {};
    received.push({ type: request.headers['content-type'], body });
    if (reply === 'hang up') response.destroy();
    else if (reply !== 'nothing') response.writeHead(reply.status ?? 200).end(reply.text ?? 'success');
  });
  servers.push(server);
  return { ipnUrl: `${await listen(server)}/ipn`, received };
}

const fieldsOf = (body: string) => Object.fromEntries(new URLSearchParams(body));

describe('a notice', () => {
  it('is a signed form with the published fields, sent once when it is acknowledged', async () => {
    const { ipnUrl, received } = await merchant({});
    const simulator = await simulate({ now: () => new Date('2022-10-20T06:28:17Z') });
    const transactionNo = await order(simulator, { ipnUrl, note: 'a + b, ü' });
    const notice = (await simulator.pay(transactionNo, 'vendor-7'))!;
    await notice.settled;
    expect(received).toEqual([{ type: 'application/x-www-form-urlencoded', body: notice.body }]);
    const fields = fieldsOf(notice.body);
    expect(fields).toEqual({
      transactionNo,
      status: 'success',
      amount: '13.00',
      currency: 'PHP',
      settleCurrency: 'USD',
      time: '20221020142817',
      reference: 'invoice-1',
      vendorId: 'vendor-7',
      note: 'a + b, ü',
      verifySign: expect.any(String),
    });
    expect(isSignedBy(fields, [ACCOUNT.token])).toBe(true);
    expect(notice.deliveries).toMatchObject([{ httpStatus: 200, answer: 'success', acknowledged: true }]);
  });

  it('holds seven fields and the signature when there is no note and no vendorId', async () => {
    const { ipnUrl } = await merchant({});
    const simulator = await simulate();
    const notice = (await simulator.pay(await order(simulator, { ipnUrl })))!;
    expect(Object.keys(fieldsOf(notice.body)).sort()).toEqual(
      'amount currency reference settleCurrency status time transactionNo verifySign'.split(' '),
    );
  });

  it('is JSON when the portal says so', async () => {
    const { ipnUrl, received } = await merchant({});
    const simulator = await simulate({ noticeFormat: 'json' });
    await (await simulator.pay(await order(simulator, { ipnUrl })))!.settled;
    expect(received[0]!.type).toBe('application/json');
    const fields = JSON.parse(received[0]!.body);
    expect(fields.amount).toBe('13.00');
    expect(isSignedBy(fields, [ACCOUNT.token])).toBe(true);
  });

  it.each(['pay', 'fail', 'close', 'reverse'] as const)('follows %s', async (control) => {
    const { ipnUrl, received } = await merchant({});
    const simulator = await simulate();
    const transactionNo = await order(simulator, { ipnUrl });
    await (await simulator[control](transactionNo))!.settled;
    expect(fieldsOf(received[0]!.body).status).toBe(simulator.orders.byTransactionNo(transactionNo)!.status);
  });

  it('follows a cancel, and no refund at the portal', async () => {
    const { ipnUrl, received } = await merchant({});
    const simulator = await simulate();
    await cancel(simulator, { transactionNo: await order(simulator, { ipnUrl }) });
    await simulator.notices[0]!.settled;
    expect(fieldsOf(received[0]!.body).status).toBe('closed');

    const paid = await order(simulator, { ipnUrl, reference: 'invoice-2' });
    await (await simulator.pay(paid))!.settled;
    simulator.refundAtPortal(paid);
    expect(simulator.notices).toHaveLength(2);
  });

  it('is not made for an order without an ipnUrl', async () => {
    const simulator = await simulate();
    expect(await simulator.pay(await order(simulator))).toBeUndefined();
    expect(simulator.notices).toEqual([]);
  });

  it('of a reversal never comes when the status is set', async () => {
    const simulator = await simulate();
    const transactionNo = await order(simulator, { ipnUrl: 'http://127.0.0.1/ipn' });
    simulator.setStatus(transactionNo, 'success');
    simulator.setStatus(transactionNo, 'reversed');
    expect([simulator.orders.all[0]!.status, simulator.notices]).toEqual(['reversed', []]);
  });

  it('is signed with the current token', async () => {
    const simulator = await simulate();
    simulator.holdNotices(true);
    simulator.setTokens(['new', ACCOUNT.token]);
    const notice = (await simulator.pay(await order(simulator, { ipnUrl: 'http://127.0.0.1/ipn' })))!;
    expect(isSignedBy(fieldsOf(notice.body), ['new'])).toBe(true);
    expect(isSignedBy(fieldsOf(notice.body), [ACCOUNT.token])).toBe(false);
  });
});

describe('retries', () => {
  it('go on until HTTP 200 and exactly success, with the same bytes', async () => {
    const { ipnUrl, received } = await merchant(
      { status: 500, text: 'success' },
      { status: 201, text: 'success' },
      { text: 'success\n' },
      { text: 'SUCCESS' },
      'hang up',
      {},
    );
    const simulator = await simulate({ retryDelaysMs: Array(8).fill(1) });
    const notice = (await simulator.pay(await order(simulator, { ipnUrl })))!;
    await notice.settled;
    expect(received).toHaveLength(6);
    expect(new Set(received.map(({ body }) => body))).toEqual(new Set([notice.body]));
    expect(notice.deliveries.map(({ acknowledged }) => acknowledged)).toEqual([
      ...Array(5).fill(false),
      true,
    ]);
    expect(notice.deliveries[4]!.error).toBeTruthy();
  });

  it('end after the last delay', async () => {
    const { ipnUrl, received } = await merchant({ status: 503 });
    const simulator = await simulate({ retryDelaysMs: [1, 1] });
    const notice = (await simulator.pay(await order(simulator, { ipnUrl })))!;
    await notice.settled;
    expect(received).toHaveLength(3);
    expect(notice.deliveries).toHaveLength(3);
  });

  it('are eight within two hours if nothing else is said', () => {
    expect(PUBLISHED_RETRIES).toHaveLength(8);
    expect(PUBLISHED_RETRIES.reduce((sum, delay) => sum + delay)).toBe(2 * 60 * 60 * 1000);
  });

  it('end with the simulator, waiting or under way', async () => {
    const { ipnUrl, received } = await merchant({ status: 503 }, 'nothing');
    const simulator = await simulate({ retryDelaysMs: [20, 20] });
    const waiting = (await simulator.pay(await order(simulator, { ipnUrl })))!;
    await until('the retry is under way', () => received.length === 2);
    await simulator.stop();
    await waiting.settled;
    await until('the retry was ended', () => waiting.deliveries.length === 2);
    expect(waiting.deliveries[1]).toMatchObject({
      acknowledged: false,
      error: expect.stringContaining('abort'),
    });
    expect(received).toHaveLength(2);
  });
});

describe('delivery on demand', () => {
  it('sends nothing by itself, then any notice, in any order, any number of times', async () => {
    const { ipnUrl, received } = await merchant({ status: 500 }, {});
    const simulator = await simulate({ retryDelaysMs: [1] });
    simulator.holdNotices(true);
    const transactionNo = await order(simulator, { ipnUrl });
    const closed = (await simulator.close(transactionNo))!;
    const paid = (await simulator.pay(transactionNo))!;
    expect(await simulator.deliver(paid.id)).toMatchObject({ acknowledged: false, httpStatus: 500 });
    expect(await simulator.deliver(paid.id)).toMatchObject({ acknowledged: true });
    expect(await simulator.deliver(closed.id)).toMatchObject({ acknowledged: true });
    expect(await simulator.deliver(paid.id)).toMatchObject({ acknowledged: true });
    expect(received.map(({ body }) => fieldsOf(body).status)).toEqual([
      'success',
      'success',
      'closed',
      'success',
    ]);
    expect(simulator.notices.map(({ deliveries }) => deliveries.length)).toEqual([1, 3]);
  });

  it('knows only notices that were made', async () => {
    const simulator = await simulate();
    await expect(simulator.deliver('notice-1')).rejects.toThrow('There is no notice notice-1');
  });
});

describe('a notice that a test builds', () => {
  async function paid() {
    const simulator = await simulate();
    const transactionNo = await order(simulator);
    simulator.pay(transactionNo);
    return { simulator, made: simulator.orders.byTransactionNo(transactionNo)! };
  }

  it('is the true one without changes', async () => {
    const { simulator, made } = await paid();
    const fields = fieldsOf(simulator.buildNotice(made).body);
    expect(fields).toMatchObject({ transactionNo: made.transactionNo, status: 'success', amount: '13.00' });
    expect(isSignedBy(fields, [ACCOUNT.token])).toBe(true);
  });

  it('says what the test wants, signed over what it says', async () => {
    const { simulator, made } = await paid();
    const changes = { status: 'closed', amount: '0.01', fields: { extra: 'x', time: undefined } };
    const fields = fieldsOf(simulator.buildNotice(made, changes).body);
    expect(fields).toMatchObject({ status: 'closed', amount: '0.01', extra: 'x' });
    expect(fields).not.toHaveProperty('time');
    expect(isSignedBy(fields, [ACCOUNT.token])).toBe(true);
  });

  it('is signed with any token, with any signature, or not at all', async () => {
    const { simulator, made } = await paid();
    expect(isSignedBy(fieldsOf(simulator.buildNotice(made, { token: 'forged' }).body), ['forged'])).toBe(
      true,
    );
    expect(fieldsOf(simulator.buildNotice(made, { verifySign: 'x' }).body).verifySign).toBe('x');
    expect(fieldsOf(simulator.buildNotice(made, { verifySign: null }).body)).not.toHaveProperty('verifySign');
  });

  it('comes in either format', async () => {
    const { simulator, made } = await paid();
    expect(JSON.parse(simulator.buildNotice(made, { format: 'json' }).body).amount).toBe('13.00');
  });
});
