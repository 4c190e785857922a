import { type CreateResult, createLink } from '#functions/create-link/create-link.ts';
import { readLinkRequest } from '#functions/create-link/request.ts';
import { receiveNotice } from '#functions/ipn-webhook/ipn-webhook.ts';
import { createPaymentStore, createUnmatchedStore, type PaymentStore } from '#shared/payments/store.ts';
import { createPockytClient } from '#shared/pockyt/client.ts';
import { sign } from '#shared/pockyt/signature.ts';
import { heldAfterFirstRead } from '#test/support/barrier.ts';
import { type Database, engines, startDatabase } from '#tools/harness/databases.ts';
import type { Simulator } from '#tools/simulator/simulator.ts';
import { startSimulator } from '#tools/simulator/start-simulator.ts';
import { CREDENTIALS } from '#tools/simulator/test-merchant.ts';

const MANY = 200;

describe.each(engines())('two hundred at once, each held after the first look, in %s', (engine) => {
  let database: Database;
  let simulator: Simulator;
  let payments: PaymentStore;
  let ids = 0;
  const logged: string[] = [];
  const common = {
    credentials: { get: async () => CREDENTIALS, forget: () => {}, others: async () => [] },
    now: () => new Date(),
    randomId: () => `id-${++ids}`,
    log: (event: string) => void logged.push(event),
  };

  beforeAll(async () => {
    database = await startDatabase(engine);
    simulator = await startSimulator({ ...CREDENTIALS, repeatedReference: 'second-order' });
    payments = createPaymentStore({
      dynamoDb: database.client,
      table: database.payments,
      randomId: common.randomId,
    });
  });
  afterAll(async () => {
    await Promise.all([database?.stop(), simulator?.stop()]);
  });

  const create = (store: PaymentStore): Promise<CreateResult> => {
    const body = { amount: '13', currency: 'PHP', vendor: 'alipay', reference: 'race' };
    const defaults = { callbackUrl: 'https://shop.example/back', timeout: '120' };
    const input = { ...readLinkRequest(body, defaults), ipnUrl: `${simulator.baseUrl}/nowhere` };
    return createLink(input, {
      ...common,
      payments: store,
      checkDelays: [60],
      paidChecks: [86_400],
      pockyt: createPockytClient({ baseUrl: simulator.baseUrl }),
    });
  };

  it('identical requests make one order at Pockyt and one link', async () => {
    const store = heldAfterFirstRead(payments, MANY);
    const outcomes = await Promise.all(Array.from({ length: MANY }, () => create(store())));

    expect(simulator.requests).toHaveLength(1);
    expect(outcomes.filter(({ kind }) => kind === 'created')).toHaveLength(1);
    expect(outcomes.filter(({ kind }) => kind === 'in-flight')).toHaveLength(MANY - 1);
    expect(await create(payments)).toMatchObject({ kind: 'repeated', payment: { status: 'pending' } });
  });

  it('copies of one notice make one move', async () => {
    const before = await payments.load('race');
    const transactionNo = before?.orders[0]?.transactionNo as string;
    simulator.setStatus(transactionNo, 'success');
    const claim = { reference: 'race', transactionNo, status: 'success', amount: '13.00', currency: 'PHP' };
    const body = new URLSearchParams({ ...claim, verifySign: sign(claim, CREDENTIALS.token) }).toString();
    const store = heldAfterFirstRead(payments, MANY);
    const unmatched = createUnmatchedStore({ dynamoDb: database.client, table: database.unmatched });
    const receipts = await Promise.all(
      Array.from({ length: MANY }, () =>
        receiveNotice(
          { body, isBase64Encoded: false, contentType: undefined, contentEncoding: undefined },
          {
            ...common,
            payments: store(),
            unmatched,
            confirms: true,
            pockyt: createPockytClient({ baseUrl: simulator.baseUrl }),
          },
        ),
      ),
    );

    expect(receipts.every(({ kind }) => kind === 'acknowledged')).toBe(true);
    expect(logged.filter((event) => event === 'ipn.applied')).toHaveLength(1);
    expect(logged.filter((event) => event === 'ipn.duplicate')).toHaveLength(MANY - 1);
    const after = await payments.load('race');
    expect(after).toMatchObject({ status: 'paid', version: (before?.version ?? 0) + 1 });
    expect(after?.history.filter(({ to }) => to === 'paid')).toHaveLength(1);
  });
});
