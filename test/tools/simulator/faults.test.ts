import { request } from 'node:http';
import type { Simulator } from '#tools/simulator/simulator.ts';
import { until } from '../support/condition.ts';
import { ORDER, order, post, securePay, signed, simulate, stopSimulators, tranQuery } from './merchant.ts';

const PATH = '/online/v3/secure-pay';

afterEach(stopSimulators);

/** A call whose caller hangs up when the signal says. */
const call = (simulator: Simulator, signal?: AbortSignal) => post(simulator, PATH, signed(ORDER), signal);

/** Waits until the simulator has the call. */
const received = (simulator: Simulator, count = 1) =>
  until('the call came in', () => simulator.requests.length === count);

describe('a script of faults', () => {
  const refuse = (code: string) => ({ kind: 'refuse', code }) as const;
  const codeOf = async (simulator: Simulator) => (await securePay(simulator)).body.ret_code;

  it('is followed call by call, then the standing fault, until all are cleared', async () => {
    const simulator = await simulate({ repeatedReference: 'second-order' });
    simulator.faults.always('secure-pay', refuse('000080'));
    simulator.faults.next('secure-pay', refuse('000010'), undefined);
    simulator.faults.next('secure-pay', refuse('000030'));
    const codes = [];
    for (let calls = 0; calls < 5; calls += 1) codes.push(await codeOf(simulator));
    expect(codes).toEqual(['000010', '000100', '000030', '000080', '000080']);
    simulator.faults.clear();
    expect(await codeOf(simulator)).toBe('000100');
  });

  it('is for one endpoint', async () => {
    const simulator = await simulate();
    simulator.faults.always('tran-query', refuse('000080'));
    expect(await codeOf(simulator)).toBe('000100');
    expect((await tranQuery(simulator, { reference: ORDER.reference })).body.ret_code).toBe('000080');
    simulator.faults.always('tran-query');
    expect((await tranQuery(simulator, { reference: ORDER.reference })).body.ret_code).toBe('000100');
  });

  it('may be for one order, by either of its names', async () => {
    const simulator = await simulate();
    const transactionNo = await order(simulator);
    const codeBy = async (name: object) => (await tranQuery(simulator, { ...name })).body.ret_code;
    simulator.faults.next('tran-query', refuse('000020'));
    simulator.faults.nextFor(ORDER.reference, 'tran-query', refuse('000080'));
    simulator.faults.nextFor(transactionNo, 'tran-query', refuse('000010'), refuse('000030'));
    expect(await codeBy({ reference: ORDER.reference })).toBe('000080');
    expect(await codeBy({ transactionNo })).toBe('000010');
    expect(await codeBy({ reference: 'another' })).toBe('000020');
    simulator.faults.nextFor('another', 'tran-query', refuse('000020'));
    simulator.faults.forgetFor('another', 'tran-query');
    expect(await codeBy({ reference: 'another' })).toBe('000021');
    simulator.faults.clear();
    expect(await codeBy({ transactionNo })).toBe('000100');
  });
});

describe('a refusal', () => {
  it('has any code, words, status and spelling', async () => {
    const simulator = await simulate();
    simulator.faults.next(
      'secure-pay',
      { kind: 'refuse', code: '000080', message: 'supplier error', httpStatus: 400, spelling: 'retMsg' },
      { kind: 'refuse', code: '009999' },
    );
    expect(await call(simulator)).toMatchObject({
      status: 400,
      body: { ret_code: '000080', retMsg: 'supplier error' },
    });
    expect(await call(simulator)).toMatchObject({ status: 200, body: { ret_code: '009999' } });
    expect(simulator.orders.all).toEqual([]);
  });

  it('may hide an order that was made', async () => {
    const simulator = await simulate();
    simulator.faults.next('secure-pay', { kind: 'refuse', code: '000080', accept: 'now' });
    expect((await call(simulator)).body.ret_code).toBe('000080');
    expect(simulator.orders.all).toHaveLength(1);
  });
});

describe('a call that hangs', () => {
  it('gets nothing, and makes nothing', async () => {
    const simulator = await simulate();
    simulator.faults.next('secure-pay', { kind: 'hang' });
    const caller = new AbortController();
    const hung = call(simulator, caller.signal);
    await received(simulator);
    // A second call comes and is answered, while the first still has nothing.
    await securePay(simulator, { reference: 'another' });
    caller.abort();
    await expect(hung).rejects.toThrow('aborted');
    expect(simulator.orders.byReference(ORDER.reference)).toEqual([]);
  });

  it('may make its order at once', async () => {
    const simulator = await simulate();
    simulator.faults.next('secure-pay', { kind: 'hang', accept: 'now' });
    const caller = new AbortController();
    const hung = call(simulator, caller.signal);
    await until('the order is made', () => simulator.orders.all.length === 1);
    caller.abort();
    await expect(hung).rejects.toThrow('aborted');
  });

  it('may be accepted late, when the test says', async () => {
    const simulator = await simulate();
    simulator.faults.next('secure-pay', { kind: 'hang', accept: 'late' });
    const caller = new AbortController();
    const hung = call(simulator, caller.signal);
    await received(simulator);
    caller.abort();
    await expect(hung).rejects.toThrow('aborted');
    expect(simulator.orders.all).toEqual([]);
    expect(simulator.acceptLate()).toMatchObject([{ body: { ret_code: '000100' } }]);
    expect(simulator.orders.byReference(ORDER.reference)).toHaveLength(1);
    expect(simulator.acceptLate()).toEqual([]);
  });

  it('may be accepted once its caller has hung up', async () => {
    const simulator = await simulate();
    simulator.faults.next('secure-pay', { kind: 'hang', accept: 'on-hang-up' });
    const caller = new AbortController();
    const hung = call(simulator, caller.signal);
    await received(simulator);
    expect(simulator.orders.all).toEqual([]);
    caller.abort();
    await expect(hung).rejects.toThrow('aborted');
    await until('the order is made', () => simulator.orders.all.length === 1);
  });
});

describe('a connection that is cut', () => {
  /** What a caller on the bare protocol sees: the answer's head, if one came, and how it ended. */
  function bareCall(simulator: Simulator) {
    return new Promise<{ head?: number; promised?: number; got: number; complete?: boolean }>((resolve) => {
      const body = JSON.stringify(signed(ORDER));
      const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
      request(`${simulator.baseUrl}${PATH}`, { method: 'POST', headers })
        .on('error', () => resolve({ got: 0 }))
        .on('response', (response) => {
          let got = 0;
          response
            .on('data', (chunk: Buffer) => {
              got += chunk.length;
            })
            .on('error', () => {})
            .on('close', () =>
              resolve({
                head: response.statusCode,
                promised: Number(response.headers['content-length']),
                got,
                complete: response.complete,
              }),
            );
        })
        .end(body);
    });
  }

  it('gives no answer at all', async () => {
    const simulator = await simulate();
    simulator.faults.next('secure-pay', { kind: 'cut' });
    expect(await bareCall(simulator)).toEqual({ got: 0 });
    expect(simulator.orders.all).toEqual([]);
  });

  it('gives half of an answer, with the order made', async () => {
    const simulator = await simulate();
    simulator.faults.next('secure-pay', { kind: 'cut', at: 'midway', accept: 'now' });
    const { head, promised = 0, got, complete } = await bareCall(simulator);
    expect({ head, complete }).toEqual({ head: 200, complete: false });
    expect(got).toBeGreaterThan(0);
    expect(got).toBeLessThan(promised);
    expect(simulator.orders.all).toHaveLength(1);
  });
});

describe('a useless answer', () => {
  it.each<[Parameters<Simulator['faults']['next']>[1], number, string]>([
    [{ kind: 'server-error' }, 500, ''],
    [{ kind: 'server-error', httpStatus: 503, body: '{"ret_code":"000100"}' }, 503, '{"ret_code":"000100"}'],
    [{ kind: 'not-json' }, 200, '<html><body>Gateway</body></html>'],
    [{ kind: 'not-json', body: '{"ret_code":' }, 200, '{"ret_code":'],
  ])('%j', async (fault, status, text) => {
    const simulator = await simulate();
    simulator.faults.next('secure-pay', fault);
    const response = await fetch(`${simulator.baseUrl}${PATH}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(signed(ORDER)),
    });
    expect([response.status, await response.text()]).toEqual([status, text]);
    expect(simulator.orders.all).toEqual([]);
  });

  it('may be the right one, at more than 64 KiB', async () => {
    const simulator = await simulate();
    simulator.faults.next('secure-pay', { kind: 'oversized', accept: 'now' });
    const { text, body } = await call(simulator);
    expect(text.length).toBeGreaterThan(64 * 1024);
    expect(body.result.transactionNo).toBe(simulator.orders.all[0]?.transactionNo);
  });
});

it('a slow answer comes when the test says, and its order is there before', async () => {
  const simulator = await simulate();
  const { promise, resolve: release } = Promise.withResolvers<void>();
  simulator.faults.next('secure-pay', { kind: 'slow', until: promise });
  let answered = false;
  const slow = call(simulator).finally(() => {
    answered = true;
  });
  await until('the order is made', () => simulator.orders.all.length === 1);
  await order(simulator, { reference: 'another' });
  expect(answered).toBe(false);
  release();
  expect((await slow).body.ret_code).toBe('000100');
});

it('an altered answer says something else about the order that was made', async () => {
  const simulator = await simulate();
  simulator.faults.next('secure-pay', {
    kind: 'altered',
    result: { amount: '1.00', cashierUrl: undefined },
  });
  const { body } = await call(simulator);
  const [made] = simulator.orders.all;
  expect(made?.amount).toBe(1300n);
  expect(body).toMatchObject({ ret_code: '000100', result: { amount: '1.00', currency: 'PHP' } });
  expect(body.result).not.toHaveProperty('cashierUrl');
});

it('stopping ends calls that hang', async () => {
  const simulator = await simulate();
  simulator.faults.next('secure-pay', { kind: 'hang' });
  const hung = call(simulator);
  await received(simulator);
  await Promise.all([expect(hung).rejects.toThrow(), simulator.stop()]);
});
