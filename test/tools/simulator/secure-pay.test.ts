import { ACCOUNT, ORDER, order, post, securePay, signed, simulate, stopSimulators } from './merchant.ts';

const PATH = '/online/v3/secure-pay';

afterEach(stopSimulators);

describe('an order', () => {
  it('is answered in the published shape', async () => {
    const simulator = await simulate();
    const { status, body } = await securePay(simulator);
    expect(status).toBe(200);
    const [made] = simulator.orders.all;
    expect(body).toEqual({
      ret_code: '000100',
      ret_msg: 'prepay success ',
      result: {
        amount: '13.00',
        cashierUrl: `${simulator.baseUrl}/appTransaction/yuansfer-redirect-record/${made!.transactionNo}`,
        currency: 'PHP',
        reference: 'invoice-1',
        settleCurrency: 'USD',
        transactionNo: expect.stringMatching(/^\d{18}$/),
      },
    });
    expect(made).toMatchObject({ status: 'init', amount: 1300n, reference: 'invoice-1' });
  });

  it('has a client token instead of a link for terminal YIP', async () => {
    const simulator = await simulate();
    const { body } = await securePay(simulator, { terminal: 'YIP' });
    expect(body.result).toEqual({
      transactionNo: expect.stringMatching(/^\d{18}$/),
      amount: '13.00',
      currency: 'PHP',
      clientToken: expect.any(String),
      clientScript: expect.any(String),
    });
  });

  it('can be asked for with a form', async () => {
    const simulator = await simulate();
    const body = new URLSearchParams(signed({ ...ORDER, note: 'a note, +1 & ü' }));
    const response = await fetch(`${simulator.baseUrl}${PATH}`, { method: 'POST', body });
    expect(await response.json()).toMatchObject({ ret_code: '000100' });
    expect(simulator.orders.all[0]!.parameters.note).toBe('a note, +1 & ü');
  });

  it('expires after its timeout, or after two hours', async () => {
    const simulator = await simulate({ now: () => new Date('2026-01-01T00:00:00Z') });
    await order(simulator, { reference: 'a', timeout: '30' });
    await order(simulator, { reference: 'b' });
    expect(simulator.orders.all.map(({ expiresAt }) => expiresAt.toISOString())).toEqual([
      '2026-01-01T00:30:00.000Z',
      '2026-01-01T02:00:00.000Z',
    ]);
  });

  it('stays as it is after its time, in every state in which nobody has decided', async () => {
    let now = new Date('2026-01-01T00:00:00Z');
    const simulator = await simulate({ now: () => now });
    const transactionNo = await order(simulator);
    now = new Date('2026-01-03T00:00:00Z');
    for (const status of ['init', 'pending', 'dealing']) {
      simulator.setStatus(transactionNo, status);
      expect(simulator.orders.byTransactionNo(transactionNo)?.status).toBe(status);
    }
  });

  it('closes by itself after its time when that is asked for, without a notice', async () => {
    let now = new Date('2026-01-01T00:00:00Z');
    const simulator = await simulate({ now: () => now, closesByItself: true });
    const transactionNo = await order(simulator, { ipnUrl: 'http://127.0.0.1:1/ipn' });
    const confirming = await order(simulator, { reference: 'b' });
    simulator.setStatus(confirming, 'dealing');
    now = new Date('2026-01-01T01:59:59.999Z');
    expect(simulator.orders.byTransactionNo(transactionNo)?.status).toBe('init');
    now = new Date('2026-01-01T02:00:00Z');
    expect(simulator.orders.byTransactionNo(transactionNo)).toMatchObject({
      status: 'closed',
      changedAt: now,
    });
    expect(simulator.orders.all.map(({ status }) => status)).toEqual(['closed', 'dealing']);
    expect(simulator.orders.byReference('invoice-1')).toMatchObject([{ status: 'closed' }]);
    expect(simulator.notices).toEqual([]);
  });

  it('that closed by itself is paid all the same when the money was under way', async () => {
    let now = new Date('2026-01-01T00:00:00Z');
    const simulator = await simulate({ now: () => now });
    const transactionNo = await order(simulator);
    simulator.closesByItself = true;
    now = new Date('2026-01-01T03:00:00Z');
    simulator.pay(transactionNo);
    expect(simulator.orders.all).toMatchObject([{ status: 'success' }]);
  });

  it('has a transaction number of its own, whatever is drawn', async () => {
    const simulator = await simulate({ random: () => 0.5 });
    const numbers = [await order(simulator, { reference: 'a' }), await order(simulator, { reference: 'b' })];
    expect(new Set(numbers).size).toBe(2);
    expect(numbers.map((number) => simulator.orders.byTransactionNo(number)?.reference)).toEqual(['a', 'b']);
  });
});

describe('a repeated reference', () => {
  it('is refused with words that name it', async () => {
    const simulator = await simulate();
    await order(simulator);
    const { body } = await securePay(simulator);
    expect(body).toEqual({ ret_code: '000000', ret_msg: 'reference repeated : invoice-1' });
    expect(simulator.orders.byReference('invoice-1')).toHaveLength(1);
  });

  it('makes a second order when that is asked for', async () => {
    const simulator = await simulate({ repeatedReference: 'second-order' });
    const numbers = [await order(simulator), await order(simulator)];
    expect(simulator.orders.byReference('invoice-1').map(({ transactionNo }) => transactionNo)).toEqual(
      numbers,
    );
    simulator.repeatedReference = 'refuse';
    expect((await securePay(simulator)).body.ret_code).toBe('000000');
  });
});

describe('the merchant', () => {
  it('is refused with a wrong signature, in the published shape', async () => {
    const simulator = await simulate();
    const { status, body } = await post(simulator, PATH, signed(ORDER, 'another token'));
    expect(status).toBe(400);
    expect(body).toEqual({ ret_code: '000000', retMsg: 'data error : verifySign' });
    expect(simulator.orders.all).toEqual([]);
  });

  it('must be signed for all that is sent, and for nothing else', async () => {
    const simulator = await simulate();
    const { body } = await post(simulator, PATH, { ...signed(ORDER), amount: '14' });
    expect(body.retMsg).toBe('data error : verifySign');
  });

  it.each([
    ['merchantNo', '000030 no rights : merchantNo'],
    ['storeNo', '000022 parameters do not match : merchantNo, storeNo'],
  ])('must have the right %s', async (name, refusal) => {
    const simulator = await simulate();
    const { body } = await securePay(simulator, { [name]: '1' });
    expect(`${body.ret_code} ${body.ret_msg}`).toBe(refusal);
  });

  it.each(['merchantNo', 'storeNo', 'verifySign'])('must send %s', async (name) => {
    const simulator = await simulate();
    const { [name]: _, ...others } = signed(ORDER);
    expect((await post(simulator, PATH, others)).body).toEqual({
      ret_code: '000020',
      ret_msg: `parameter is null : ${name}`,
    });
  });

  it('may use each token that is accepted, and none that is not', async () => {
    const simulator = await simulate();
    const attempt = async (reference: string, token: string) =>
      (await post(simulator, PATH, signed({ ...ORDER, reference }, token))).body.ret_code;
    simulator.setTokens(['new', ACCOUNT.token]);
    expect([await attempt('a', 'new'), await attempt('b', ACCOUNT.token)]).toEqual(['000100', '000100']);
    simulator.setTokens(['new']);
    expect([await attempt('c', 'new'), await attempt('d', ACCOUNT.token)]).toEqual(['000100', '000000']);
  });
});

describe('a body', () => {
  async function answer(contentType: string, body: string | Uint8Array<ArrayBuffer>) {
    const simulator = await simulate();
    const response = await fetch(`${simulator.baseUrl}${PATH}`, {
      method: 'POST',
      headers: { 'content-type': contentType },
      body,
    });
    const { ret_code, ret_msg } = (await response.json()) as Record<string, string>;
    return [response.status, ret_code, ret_msg];
  }

  it.each<[string, string, string | Uint8Array<ArrayBuffer>, unknown[]]>([
    ['a number', 'application/json', '{"amount":13}', [200, '000023', 'parameter value error : amount']],
    [
      'a nested value',
      'application/json',
      '{"goodsInfo":[]}',
      [200, '000023', 'parameter value error : goodsInfo'],
    ],
    [
      'half a character',
      'application/json',
      '{"note":"\\ud800"}',
      [200, '000023', 'parameter value error : note'],
    ],
    ['no JSON', 'application/json', 'amount=13', [400, '000000', 'data error : body']],
    ['no object', 'application/json', '[]', [400, '000000', 'data error : body']],
    ['no UTF-8', 'application/json', new Uint8Array([0x7b, 0xff]), [400, '000000', 'data error : charset']],
    ['another type', 'text/plain', '{}', [415, '000000', 'data error : content type']],
    [
      'a name twice',
      'application/x-www-form-urlencoded',
      'amount=1&amount=2',
      [200, '000023', 'parameter value error : amount'],
    ],
  ])('with %s is refused', async (_, contentType, body, expected) =>
    expect(await answer(contentType, body)).toEqual(expected),
  );
});

describe('what came in', () => {
  it('can be read back, byte for byte, refused or not', async () => {
    const at = new Date('2026-01-01T00:00:00Z');
    const simulator = await simulate({ now: () => at });
    const document = signed({ ...ORDER, note: 'ü' });
    await post(simulator, PATH, document);
    await post(simulator, '/elsewhere', ['no parameters']);
    expect(simulator.requests).toEqual([
      {
        at,
        endpoint: 'secure-pay',
        method: 'POST',
        path: PATH,
        headers: expect.objectContaining({ accept: 'application/json', 'content-type': 'application/json' }),
        body: Buffer.from(JSON.stringify(document)),
        parameters: document,
      },
      expect.objectContaining({ endpoint: undefined, path: '/elsewhere', parameters: undefined }),
    ]);
  });

  it('is answered 404 on other paths and 405 by other methods', async () => {
    const { baseUrl } = await simulate();
    expect((await fetch(`${baseUrl}/constructor`)).status).toBe(404);
    expect((await fetch(`${baseUrl}${PATH}`)).status).toBe(405);
  });

  it('is reported without tokens, signatures or what a shopper said', async () => {
    const events: object[] = [];
    const simulator = await simulate({ log: (event) => events.push(event) });
    const parameters = signed({ ...ORDER, note: 'canary-note', description: 'canary-description' });
    await post(simulator, PATH, parameters);
    await post(simulator, PATH, { ...parameters, amount: '14' });
    const output = JSON.stringify(events);
    expect(output).toContain('order.made');
    expect(output).toContain('call.refused');
    for (const secret of [ACCOUNT.token, parameters.verifySign!, 'canary'])
      expect(output).not.toContain(secret);
  });
});
