import {
  cancel,
  order,
  post,
  refund,
  securePay,
  signed,
  simulate,
  stopSimulators,
  tranQuery,
} from './merchant.ts';

afterEach(stopSimulators);

const REFUND = { refundAmount: '3.00', currency: 'PHP', settleCurrency: 'USD', refundReference: 'refund-1' };

const refusal = ({ body }: Awaited<ReturnType<typeof post>>) => `${body.ret_code} ${body.ret_msg}`;

describe('tran-query', () => {
  it('finds an order by either number', async () => {
    const simulator = await simulate();
    const transactionNo = await order(simulator);
    const expected = {
      ret_code: '000100',
      ret_msg: 'query success ',
      result: {
        transactionNo,
        reference: 'invoice-1',
        amount: '13.00',
        currency: 'PHP',
        settleCurrency: 'USD',
        status: 'init',
        transactionType: 'payment',
      },
    };
    expect((await tranQuery(simulator, { transactionNo })).body).toEqual(expected);
    expect((await tranQuery(simulator, { reference: 'invoice-1' })).body).toEqual(expected);
  });

  it.each([
    ['pay', 'success', 'payment'],
    ['fail', 'failed', 'payment'],
    ['close', 'closed', 'payment'],
    ['reverse', 'reversed', 'void'],
  ] as const)('tells what %s made of it', async (control, status, transactionType) => {
    const simulator = await simulate();
    const transactionNo = await order(simulator);
    simulator[control](transactionNo);
    expect((await tranQuery(simulator, { transactionNo })).body.result).toMatchObject({
      status,
      transactionType,
    });
  });

  it('tells any word that a test sets', async () => {
    const simulator = await simulate();
    const transactionNo = await order(simulator);
    simulator.setStatus(transactionNo, 'dealing');
    expect((await tranQuery(simulator, { transactionNo })).body.result.status).toBe('dealing');
    expect(simulator.notices).toEqual([]);
  });

  it('finds the newest of two orders of one reference', async () => {
    const simulator = await simulate({ repeatedReference: 'second-order' });
    const older = await order(simulator);
    const newer = await order(simulator);
    const found = async (by: Record<string, string>) =>
      (await tranQuery(simulator, by)).body.result.transactionNo;
    expect(await found({ reference: 'invoice-1' })).toBe(newer);
    expect(await found({ transactionNo: older })).toBe(older);
  });

  it('lists the refunds of a payment, and finds each by its own number', async () => {
    const simulator = await simulate();
    const transactionNo = await order(simulator);
    simulator.pay(transactionNo);
    const { refundTransactionNo } = simulator.refundAtPortal(transactionNo, '1.5');
    const refundInfo = [
      {
        refundTransactionId: refundTransactionNo,
        refundReference: refundTransactionNo,
        refundAmount: '1.50',
      },
    ];
    expect((await tranQuery(simulator, { transactionNo })).body.result).toMatchObject({
      status: 'success',
      amount: '13.00',
      transactionType: 'payment',
      refundInfo,
    });
    expect((await tranQuery(simulator, { transactionNo: refundTransactionNo })).body.result).toMatchObject({
      transactionNo: refundTransactionNo,
      amount: '1.50',
      transactionType: 'refund',
    });
  });

  it('refuses what it does not know, and any but one number', async () => {
    const simulator = await simulate();
    const transactionNo = await order(simulator);
    expect(refusal(await tranQuery(simulator, { transactionNo: '1' }))).toBe('000021 no related information');
    expect(refusal(await tranQuery(simulator, { reference: 'other' }))).toBe('000021 no related information');
    expect(refusal(await tranQuery(simulator, {}))).toBe('000020 parameter is null : transactionNo');
    expect(refusal(await tranQuery(simulator, { transactionNo, reference: 'invoice-1' }))).toMatch(/^000022/);
  });

  it('refuses a wrong signature, as every endpoint does', async () => {
    const simulator = await simulate();
    for (const endpoint of ['tran-query', 'refund', 'cancel']) {
      const { status, body } = await post(
        simulator,
        `/app-data-search/v3/${endpoint}`,
        signed({ transactionNo: '1' }, 'another token'),
      );
      expect([status, body]).toEqual([400, { ret_code: '000000', retMsg: 'data error : verifySign' }]);
    }
  });
});

describe('a query that lags', () => {
  const said = ({ body }: Awaited<ReturnType<typeof post>>) => body.result?.status ?? body.ret_code;

  it('knows nothing yet of an order that was just made', async () => {
    const simulator = await simulate();
    simulator.faults.lag('invoice-1', 2);
    const transactionNo = await order(simulator);
    const asked = [
      await tranQuery(simulator, { transactionNo }),
      await tranQuery(simulator, { reference: 'invoice-1' }),
      await tranQuery(simulator, { transactionNo }),
    ];
    expect(asked.map(said)).toEqual(['000021', '000021', 'init']);
  });

  it('tells by either name what was true before the last change, so often and no more', async () => {
    const simulator = await simulate();
    const transactionNo = await order(simulator);
    const other = await order(simulator, { reference: 'invoice-2' });
    simulator.setStatus(transactionNo, 'dealing');
    simulator.pay(transactionNo);
    simulator.pay(other);
    simulator.faults.lag(transactionNo, 2);
    const asked = [
      await tranQuery(simulator, { transactionNo }),
      await tranQuery(simulator, { transactionNo: other }),
      await tranQuery(simulator, { reference: 'invoice-1' }),
      await tranQuery(simulator, { transactionNo }),
    ];
    expect(asked.map(said)).toEqual(['dealing', 'success', 'dealing', 'success']);
  });

  it('goes by what is the last change when it is asked', async () => {
    const simulator = await simulate();
    const transactionNo = await order(simulator);
    simulator.faults.lag(transactionNo, 9);
    simulator.pay(transactionNo);
    expect(said(await tranQuery(simulator, { transactionNo }))).toBe('init');
    simulator.reverse(transactionNo);
    expect(said(await tranQuery(simulator, { transactionNo }))).toBe('success');
    simulator.faults.lag(transactionNo, 0);
    expect(said(await tranQuery(simulator, { transactionNo }))).toBe('reversed');
  });

  it('does not see a refund that was just made, neither listed nor by its own number', async () => {
    const simulator = await simulate();
    const transactionNo = await order(simulator);
    simulator.pay(transactionNo);
    const { refundTransactionNo } = simulator.refundAtPortal(transactionNo, '3');
    simulator.faults.lag(transactionNo, 2);
    const { result } = (await tranQuery(simulator, { transactionNo })).body;
    expect(result).toMatchObject({ status: 'success' });
    expect(result).not.toHaveProperty('refundInfo');
    expect(said(await tranQuery(simulator, { transactionNo: refundTransactionNo }))).toBe('000021');
    expect(said(await tranQuery(simulator, { transactionNo: refundTransactionNo }))).toBe('success');
  });

  it('finds the older of two orders of one reference, if the newer was just made', async () => {
    const simulator = await simulate({ repeatedReference: 'second-order' });
    const older = await order(simulator);
    const newer = await order(simulator);
    simulator.faults.lag(newer, 1);
    const found = async () =>
      (await tranQuery(simulator, { reference: 'invoice-1' })).body.result.transactionNo;
    expect([await found(), await found()]).toEqual([older, newer]);
  });

  it('does not see that an order closed by itself', async () => {
    let now = new Date('2026-01-01T00:00:00Z');
    const simulator = await simulate({ now: () => now, closesByItself: true });
    const transactionNo = await order(simulator);
    now = new Date('2026-01-01T03:00:00Z');
    simulator.faults.lag(transactionNo, 2);
    expect(said(await tranQuery(simulator, { transactionNo }))).toBe('init');
    simulator.pay(transactionNo);
    expect(said(await tranQuery(simulator, { transactionNo }))).toBe('closed');
  });

  it('lags no other call, and lags no more once all faults are cleared', async () => {
    const simulator = await simulate();
    const transactionNo = await order(simulator);
    simulator.pay(transactionNo);
    simulator.faults.lag(transactionNo, 9);
    expect((await refund(simulator, { ...REFUND, transactionNo })).body.ret_code).toBe('000100');
    simulator.faults.clear();
    expect((await tranQuery(simulator, { transactionNo })).body.result.refundInfo).toHaveLength(1);
  });
});

describe('refund', () => {
  async function paid(repeatedReference?: 'refuse' | 'second-order') {
    const simulator = await simulate({ repeatedReference });
    const transactionNo = await order(simulator);
    simulator.pay(transactionNo);
    return { simulator, transactionNo };
  }

  it('gives back a part, then the rest, and no more', async () => {
    const { simulator, transactionNo } = await paid();
    expect((await refund(simulator, { ...REFUND, transactionNo })).body).toEqual({
      ret_code: '000100',
      ret_msg: 'refund success ',
      result: {
        amount: '13.00',
        currency: 'PHP',
        settleCurrency: 'USD',
        reference: 'invoice-1',
        refundAmount: '3.00',
        refundReference: 'refund-1',
        refundTransactionNo: expect.stringMatching(/^\d{18}$/),
        transactionNo,
        status: 'success',
      },
    });
    const rest = { ...REFUND, refundReference: 'refund-2', reference: 'invoice-1' };
    expect(refusal(await refund(simulator, { ...rest, refundAmount: '10.01' }))).toMatch(/^000040/);
    expect((await refund(simulator, { ...rest, refundAmount: '10' })).body.ret_code).toBe('000100');
    expect(
      refusal(await refund(simulator, { ...rest, refundReference: 'refund-3', refundAmount: '0.01' })),
    ).toMatch(/^000040/);
    expect(simulator.orders.all[0]!.refunds.map(({ amount }) => amount)).toEqual([300n, 1000n]);
  });

  it.each(Object.keys(REFUND))('needs %s', async (name) => {
    const { simulator, transactionNo } = await paid();
    expect(refusal(await refund(simulator, { ...REFUND, transactionNo, [name]: undefined }))).toBe(
      `000020 parameter is null : ${name}`,
    );
  });

  it.each([
    [{ refundAmount: '0' }, '000023 parameter value error : refundAmount'],
    [{ refundAmount: '1.001' }, '000023 parameter value error : refundAmount'],
    [{ currency: 'USD' }, '000022 parameters do not match : currency'],
    [{ settleCurrency: 'GBP' }, '000022 parameters do not match : settleCurrency'],
    [{ transactionNo: '1' }, '000021 no related information'],
  ])('refuses %j', async (changes, expected) => {
    const { simulator, transactionNo } = await paid();
    expect(refusal(await refund(simulator, { ...REFUND, transactionNo, ...changes }))).toBe(expected);
    expect(simulator.orders.all[0]!.refunds).toEqual([]);
  });

  it('refuses an order that is not paid', async () => {
    const simulator = await simulate();
    const transactionNo = await order(simulator);
    expect(refusal(await refund(simulator, { ...REFUND, transactionNo }))).toMatch(/^000040/);
  });

  it('refuses a repeated refundReference, or refunds a second time', async () => {
    const { simulator, transactionNo } = await paid();
    await refund(simulator, { ...REFUND, transactionNo });
    expect(refusal(await refund(simulator, { ...REFUND, transactionNo }))).toBe(
      '000000 refundReference repeated : refund-1',
    );
    simulator.repeatedReference = 'second-order';
    expect((await refund(simulator, { ...REFUND, transactionNo })).body.ret_code).toBe('000100');
    expect(simulator.orders.all[0]!.refunds).toHaveLength(2);
  });

  it('sends a notice to an ipnUrl of its own', async () => {
    const { simulator, transactionNo } = await paid();
    simulator.holdNotices(true);
    await refund(simulator, { ...REFUND, transactionNo, ipnUrl: 'http://127.0.0.1/ipn' });
    const [notice] = simulator.notices;
    expect(Object.fromEntries(new URLSearchParams(notice!.body))).toMatchObject({
      transactionNo,
      refundReference: 'refund-1',
      refundAmount: '3.00',
      status: 'success',
      verifySign: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
  });

  it('at the portal sends a notice to the ipnUrl of the order only when that is said', async () => {
    const simulator = await simulate();
    const transactionNo = await order(simulator, { ipnUrl: 'http://127.0.0.1/ipn' });
    simulator.setStatus(transactionNo, 'success');
    simulator.holdNotices(true);
    simulator.refundAtPortal(transactionNo, '1');
    expect(simulator.notices).toEqual([]);
    const { refundTransactionNo } = simulator.refundAtPortal(transactionNo, '3', { notice: true });
    expect(simulator.notices).toHaveLength(1);
    expect(Object.fromEntries(new URLSearchParams(simulator.notices[0]!.body))).toMatchObject({
      transactionNo,
      reference: 'invoice-1',
      refundTransactionNo,
      refundReference: refundTransactionNo,
      refundAmount: '3.00',
      amount: '13.00',
      status: 'success',
    });
    const silent = await order(simulator, { reference: 'invoice-2' });
    simulator.setStatus(silent, 'success');
    simulator.refundAtPortal(silent, '3', { notice: true });
    expect(simulator.notices).toHaveLength(1);
  });

  it('at the portal takes all that is left, and no more', async () => {
    const { simulator, transactionNo } = await paid();
    simulator.refundAtPortal(transactionNo, '3');
    expect(simulator.refundAtPortal(transactionNo).amount).toBe(1000n);
    expect(() => simulator.refundAtPortal(transactionNo)).toThrow('0.00 is left to refund');
    expect(() => simulator.refundAtPortal(transactionNo, 'all')).toThrow('must be decimal');
    expect(() => simulator.refundAtPortal('1')).toThrow('There is no order 1');
  });
});

describe('cancel', () => {
  it('closes an unpaid order, and tells the amount as a number', async () => {
    const simulator = await simulate();
    const transactionNo = await order(simulator, { amount: '0.1' });
    const { text, body } = await cancel(simulator, { transactionNo });
    expect(body).toMatchObject({
      ret_code: '000100',
      result: { transactionNo, amount: 0.1, status: 'closed' },
    });
    expect(text).toContain('"amount":0.10,');
    expect(simulator.orders.all[0]!.status).toBe('closed');
  });

  it.each(['init', 'pending', 'dealing'])('closes an order that is %s', async (status) => {
    const simulator = await simulate();
    const transactionNo = await order(simulator);
    simulator.setStatus(transactionNo, status);
    expect((await cancel(simulator, { transactionNo })).body.result.status).toBe('closed');
    expect(simulator.orders.all[0]!.status).toBe('closed');
  });

  it.each([
    ['its customer has paid meanwhile: it is given back', true, 'refunded', 'success', [1300n]],
    ['nobody has paid: it is closed', false, 'closed', 'closed', []],
  ])('that arrives late takes the order as it is then: %s', async (_, paid, answered, status, refunds) => {
    const simulator = await simulate();
    const transactionNo = await order(simulator);
    simulator.faults.next('cancel', { kind: 'cut', accept: 'late' });
    await expect(cancel(simulator, { transactionNo })).rejects.toThrow();
    expect(simulator.orders.all[0]!.status).toBe('init');
    if (paid) simulator.pay(transactionNo);
    expect(simulator.acceptLate()).toMatchObject([{ body: { result: { status: answered } } }]);
    const [made] = simulator.orders.all;
    expect(made).toMatchObject({ status });
    expect(made!.refunds.map(({ amount }) => amount)).toEqual(refunds);
  });

  it('gives back in full what was paid', async () => {
    const simulator = await simulate();
    const transactionNo = await order(simulator);
    simulator.pay(transactionNo);
    simulator.refundAtPortal(transactionNo, '3');
    const { body } = await cancel(simulator, { reference: 'invoice-1' });
    expect(body.result).toMatchObject({ transactionNo, status: 'refunded', refundAmount: '10.00' });
    expect((await tranQuery(simulator, { transactionNo })).body.result).toMatchObject({
      status: 'success',
      refundInfo: [{ refundAmount: '3.00' }, { refundAmount: '10.00' }],
    });
    expect(refusal(await cancel(simulator, { transactionNo }))).toMatch(/^000040/);
  });

  it('refuses an order that is over or not known', async () => {
    const simulator = await simulate();
    const transactionNo = await order(simulator);
    simulator.fail(transactionNo);
    expect(refusal(await cancel(simulator, { transactionNo }))).toMatch(/^000040/);
    expect(refusal(await cancel(simulator, { transactionNo: '1' }))).toBe('000021 no related information');
  });

  it('leaves a closed order whose reference stays taken', async () => {
    const simulator = await simulate();
    await cancel(simulator, { transactionNo: await order(simulator) });
    expect((await securePay(simulator)).body.ret_code).toBe('000000');
  });
});
