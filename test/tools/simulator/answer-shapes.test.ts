import { cancel, order, refund, securePay, simulate, stopSimulators, tranQuery } from './merchant.ts';

afterEach(stopSimulators);

const REFUND = { refundAmount: '3.00', currency: 'PHP', settleCurrency: 'USD', refundReference: '2026' };

/** A simulator with a paid order of which so much was refunded. */
async function withRefunds(...amounts: string[]) {
  const simulator = await simulate();
  const transactionNo = await order(simulator);
  simulator.pay(transactionNo);
  const [one] = amounts.map((amount) => simulator.refundAtPortal(transactionNo, amount).refundTransactionNo);
  const asked = async () => {
    const { text, body } = await tranQuery(simulator, { transactionNo });
    return { text, refundInfo: body.result.refundInfo };
  };
  return { simulator, transactionNo, one, asked };
}

describe('refundInfo', () => {
  const shown = (one: string | undefined, amount: object = { refundAmount: '3.00' }) => ({
    refundTransactionId: one,
    refundReference: one,
    ...amount,
  });

  it('is a list if nothing else is said, and absent without a refund, in every shape', async () => {
    const { one, asked } = await withRefunds('3');
    expect((await asked()).refundInfo).toEqual([shown(one)]);
    const { simulator, asked: askedOfNone } = await withRefunds();
    for (const shape of ['list', 'object', 'text', 'rmb-only'] as const) {
      simulator.refundInfoShape = shape;
      expect((await askedOfNone()).refundInfo).toBeUndefined();
    }
  });

  it('is one object for one refund, and a list for two', async () => {
    const { simulator, transactionNo, one, asked } = await withRefunds('3');
    simulator.refundInfoShape = 'object';
    expect((await asked()).refundInfo).toEqual(shown(one));
    simulator.refundAtPortal(transactionNo, '1');
    expect((await asked()).refundInfo).toHaveLength(2);
  });

  it('is the list as JSON text', async () => {
    const { simulator, one, asked } = await withRefunds('3');
    simulator.refundInfoShape = 'text';
    const { refundInfo } = await asked();
    expect(refundInfo).toEqual(expect.any(String));
    expect(JSON.parse(refundInfo)).toEqual([shown(one)]);
  });

  it('tells an amount in RMB alone, which is not that of the order', async () => {
    const { simulator, one, asked } = await withRefunds('3');
    simulator.refundInfoShape = 'rmb-only';
    expect((await asked()).refundInfo).toEqual([shown(one, { refundRmbAmount: '21.00' })]);
    const yuan = await order(simulator, { reference: 'yuan', currency: 'CNY' });
    simulator.pay(yuan);
    simulator.refundAtPortal(yuan, '3');
    expect((await tranQuery(simulator, { transactionNo: yuan })).body.result.refundInfo).toMatchObject([
      { refundRmbAmount: '3.00' },
    ]);
  });
});

describe('echoes', () => {
  const REFERENCE = '20260101';

  it.each([
    ['text', '"13.00"', '"20260101"', '"PHP"', '"3.00"', '"2026"'],
    ['number', '13.00', '20260101', '"PHP"', '3.00', '2026'],
    ['null', 'null', 'null', 'null', 'null', 'null'],
  ] as const)('are %s in the answers of secure-pay and refund', async (echoes, ...texts) => {
    const [amount, reference, currency, refundAmount, refundReference] = texts;
    const simulator = await simulate({ echoes });
    const { text, body } = await securePay(simulator, { reference: REFERENCE });
    expect(text).toContain(`"amount":${amount},`);
    expect(text).toContain(`"currency":${currency},`);
    expect(text).toContain(`"reference":${reference},`);
    const { transactionNo } = body.result;
    expect(transactionNo).toEqual(expect.any(String));
    simulator.pay(transactionNo);
    const { text: refunded, body: made } = await refund(simulator, { ...REFUND, transactionNo });
    for (const [name, told] of Object.entries({
      amount,
      reference,
      currency,
      refundAmount,
      refundReference,
    })) {
      expect(refunded).toContain(`"${name}":${told},`);
    }
    expect(made.result).toMatchObject({
      transactionNo,
      refundTransactionNo: expect.any(String),
      status: 'success',
    });
  });

  it('may be absent', async () => {
    const simulator = await simulate();
    simulator.echoes = 'absent';
    const { result } = (await securePay(simulator)).body;
    expect(Object.keys(result).sort()).toEqual(['cashierUrl', 'transactionNo']);
    simulator.pay(result.transactionNo);
    const { body } = await refund(simulator, { ...REFUND, transactionNo: result.transactionNo });
    expect(Object.keys(body.result).sort()).toEqual(['refundTransactionNo', 'status', 'transactionNo']);
  });

  it.each(['invoice-1', '007', '1E5'])('that no number can tell stay text: %s', async (reference) => {
    const simulator = await simulate({ echoes: 'number' });
    expect((await securePay(simulator, { reference })).text).toContain(`"reference":"${reference}"`);
  });

  it('are text in every answer to a query', async () => {
    const simulator = await simulate({ echoes: 'null' });
    const { body } = await securePay(simulator);
    const { transactionNo } = body.result;
    expect((await tranQuery(simulator, { transactionNo })).body.result).toMatchObject({
      reference: 'invoice-1',
      amount: '13.00',
      currency: 'PHP',
    });
  });
});

describe('an amount', () => {
  it.each([
    ['two-decimals', '"13.00"', '"3.00"', '13.00'],
    ['three-decimals', '"13.000"', '"3.000"', '13.000'],
    ['exponent', '"1.3E1"', '"3.0E0"', '1.3E1'],
    ['number', '13.00', '3.00', '13.00'],
  ] as const)('is spelled in every answer with %s', async (amountSpelling, amount, refunded, cancelled) => {
    const simulator = await simulate({ amountSpelling });
    const { text, body } = await securePay(simulator);
    expect(text).toContain(`"amount":${amount},`);
    const { transactionNo } = body.result;
    simulator.pay(transactionNo);
    const made = await refund(simulator, { ...REFUND, transactionNo });
    expect(made.text).toContain(`"amount":${amount},`);
    expect(made.text).toContain(`"refundAmount":${refunded},`);
    const asked = await tranQuery(simulator, { transactionNo });
    expect(asked.text).toContain(`"amount":${amount},`);
    expect(asked.text).toContain(`"refundAmount":${refunded}}`);
    const refundAsked = await tranQuery(simulator, { transactionNo: made.body.result.refundTransactionNo });
    expect(refundAsked.text).toContain(`"amount":${refunded},`);
    expect((await cancel(simulator, { transactionNo })).text).toContain(`"amount":${cancelled},`);
  });

  it('is a number in the spelling when echoes are numbers', async () => {
    const simulator = await simulate({ amountSpelling: 'exponent', echoes: 'number' });
    expect((await securePay(simulator)).text).toContain('"amount":1.3E1,');
  });

  it.each([
    ['0.01', '1.0E-2'],
    ['0.1', '1.0E-1'],
    ['1', '1.0E0'],
    ['10', '1.0E1'],
    ['1234.56', '1.23456E3'],
    ['10000000', '1.0E7'],
  ])('%s is spelled with an exponent as Java spells one: %s', async (amount, spelled) => {
    const simulator = await simulate({ amountSpelling: 'exponent' });
    const { result } = (await securePay(simulator, { amount })).body;
    expect(result.amount).toBe(spelled);
    expect(Number(result.amount)).toBe(Number(amount));
  });
});
