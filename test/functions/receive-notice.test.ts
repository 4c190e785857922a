import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { type Collaborators, receiveNotice, UNMATCHED_DAYS } from '#functions/ipn-webhook/receive-notice.ts';
import type { Version } from '#shared/credentials/pockyt-credentials.ts';
import type { Attempt, Payment } from '#shared/payments/payment.ts';
import {
  createPaymentRepository,
  createUnmatchedRepository,
  type PaymentRepository,
} from '#shared/payments/repository.ts';
import { sign } from '#shared/pockyt/sign.ts';
import { type Database, startDatabase } from '#test/support/databases.ts';
import { IN_STATUS, NOW } from '#test/support/payments.ts';

const TOKEN = 'token';
let database: Database;
let payments: PaymentRepository;
let logged: [event: string, fields: object | undefined][];
let reference: string;
let count = 0;

beforeAll(async () => {
  database = await startDatabase('dynalite');
  let ids = 0;
  payments = createPaymentRepository({
    dynamoDb: database.client,
    table: database.payments,
    randomId: () => `id-${++ids}`,
  });
});
afterAll(() => database.stop());

beforeEach(async () => {
  logged = [];
  reference = `R-${++count}`;
  const attempts = IN_STATUS.pending.attempts.map((attempt) => ({
    ...attempt,
    providerReference: reference,
  }));
  await payments.add({ ...IN_STATUS.pending, reference, attempts });
});

function receive(
  change: Record<string, string> = {},
  { token = TOKEN, collaborators = {} as Partial<Collaborators> } = {},
) {
  const parameters = {
    reference,
    transactionNo: 'T-1',
    status: 'success',
    amount: '13.00',
    currency: 'PHP',
    settleCurrency: 'USD',
    time: '20260501200000',
    ...change,
  };
  return receiveRaw(
    new URLSearchParams({ ...parameters, verifySign: sign(parameters, token) }).toString(),
    collaborators,
  );
}

function receiveRaw(body: string, collaborators: Partial<Collaborators> = {}) {
  return receiveNotice(
    {
      body: Buffer.from(body).toString('base64'),
      isBase64Encoded: true,
      contentType: 'application/x-www-form-urlencoded',
      contentEncoding: undefined,
    },
    {
      payments,
      unmatched: createUnmatchedRepository({ dynamoDb: database.client, table: database.unmatched }),
      credentials: {
        get: async () => ({ merchantNo: '1', storeNo: '2', token: TOKEN }),
        forget: () => {},
        others: async () => [],
      },
      pockyt: { post: async () => Promise.reject(new Error('nobody asks')) },
      confirms: false,
      now: () => NOW,
      log: (event, fields) => logged.push([event, fields]),
      ...collaborators,
    },
  );
}

const unmatched = async () =>
  ((await database.client.send(new ScanCommand({ TableName: database.unmatched }))).Items ?? []).map((item) =>
    unmarshall(item),
  );

describe('a genuine notice', () => {
  it('is written and acknowledged', async () => {
    expect(await receive()).toEqual({ kind: 'acknowledged' });
    expect(await payments.load(reference)).toMatchObject({ status: 'paid', paidAt: NOW.toISOString() });
    const seen = {
      reference,
      transactionNo: 'T-1',
      amount: '13.00',
      currency: 'PHP',
      credentials: 'current',
    };
    expect(logged).toEqual([['ipn.applied', { ...seen, status: 'paid' }]]);
  });

  it('is written once, however often it comes', async () => {
    await receive();
    const { version } = (await payments.load(reference)) ?? {};
    expect(await receive()).toEqual({ kind: 'acknowledged' });
    expect(await payments.load(reference)).toMatchObject({ version });
    const seen = { reference, transactionNo: 'T-1', status: 'success', credentials: 'current' };
    expect(logged.at(-1)).toEqual(['ipn.duplicate', seen]);
  });

  it.each([
    ['another amount', { amount: '1.00' }, 'amount-mismatch'],
    ['another currency', { currency: 'USD' }, 'currency-mismatch'],
    ['another transaction', { transactionNo: 'T-2' }, 'transaction-mismatch'],
  ])('with %s is evidence, acknowledged and reported, and pays nothing', async (_, change, reason) => {
    expect(await receive(change)).toEqual({ kind: 'acknowledged' });
    expect(await payments.load(reference)).toMatchObject({ status: 'pending' });
    expect(logged).toEqual([['ipn.mismatch', expect.objectContaining({ reason })]]);
    await receive(change);
    expect(logged.at(-1)?.[0]).toBe('ipn.duplicate');
  });

  it.each([
    ['of a word that nobody published', { status: 'odd' }, 'unknown-status-word'],
    ['that the order is still open', { status: 'dealing' }, undefined],
  ])('%s is kept and acknowledged', async (_, change, reason) => {
    expect(await receive(change)).toEqual({ kind: 'acknowledged' });
    expect(logged).toEqual([['ipn.noted', expect.objectContaining({ reason })]]);
    expect((await payments.load(reference))?.history.at(-1)).toMatchObject({
      claim: { status: change.status },
    });
  });

  it('of money that comes after the order was given up is said to be late', async () => {
    await receive({ status: 'closed' });
    await receive();
    expect(await payments.load(reference)).toMatchObject({ status: 'paid', late: true });
    expect(logged.at(-1)?.[0]).toBe('ipn.late_payment');
  });

  it('is not acknowledged when it could not be stored', async () => {
    const broken = { ...payments, replace: async () => Promise.reject(new Error('no database')) };
    await expect(receive({}, { collaborators: { payments: broken } })).rejects.toThrow('no database');
    expect(await payments.load(reference)).toMatchObject({ status: 'pending' });
  });
});

describe('where Pockyt is asked first, a notice', () => {
  const order = (change: object = {}) => ({
    ret_code: '000100',
    result: {
      transactionNo: 'T-1',
      reference,
      amount: '13.00',
      currency: 'PHP',
      status: 'success',
      transactionType: 'payment',
      ...change,
    },
  });
  /** Takes a notice, and tells what Pockyt was asked. */
  async function told(answer: object, change: Record<string, string> = {}) {
    const post = jest.fn(async (_path: string, _parameters: object) => ({
      status: 200,
      text: JSON.stringify(answer),
    }));
    await receive(change, { collaborators: { confirms: true, pockyt: { post } } });
    return post.mock.calls;
  }
  const seen = () => ({
    reference,
    transactionNo: 'T-1',
    amount: '13.00',
    currency: 'PHP',
    credentials: 'current',
  });

  it('that Pockyt confirms is believed', async () => {
    expect(await told(order())).toEqual([
      ['/app-data-search/v3/tran-query', expect.objectContaining({ transactionNo: 'T-1' })],
    ]);
    expect(await payments.load(reference)).toMatchObject({ status: 'paid' });
    expect(logged).toEqual([['ipn.applied', { ...seen(), status: 'paid' }]]);
  });

  it('that Pockyt contradicts is reported', async () => {
    await told(order({ amount: '1.00' }));
    expect(await payments.load(reference)).toMatchObject({ status: 'pending' });
    expect(logged).toEqual([['ipn.mismatch', { ...seen(), reason: 'contradicted' }]]);
  });

  it.each([
    ['has not decided', { status: 'pending' }],
    ['does not answer with what it must tell', { status: undefined }],
  ])('that comes while Pockyt %s waits', async (_, change) => {
    await told(order(change));
    expect(await payments.load(reference)).toMatchObject({ status: 'pending', dueAt: NOW.toISOString() });
    expect(logged.at(-1)).toEqual(['ipn.unconfirmed', { ...seen(), reason: 'unconfirmed' }]);
  });

  it('that would have changed nothing when the payment was read, and would by now, waits', async () => {
    const load = async (name: string) => {
      const stored = (await payments.load(name)) as Payment;
      return { ...stored, version: stored.version - 1, status: 'closed' as const };
    };
    const post = jest.fn();
    const stale = { ...payments, load };
    await receive(
      { status: 'failed' },
      { collaborators: { payments: stale, confirms: true, pockyt: { post } } },
    );
    expect(post).not.toHaveBeenCalled();
    expect(logged).toEqual([['ipn.unconfirmed', { ...seen(), reason: 'unconfirmed' }]]);
  });

  it('that would change nothing asks nothing', async () => {
    expect(await told(order(), { amount: '1.00' })).toEqual([]);
    expect(await told(order(), { status: 'pending' })).toEqual([]);
  });

  it('of another order than the last is asked about by its own name', async () => {
    const stored = (await payments.load(reference)) as Payment;
    const [first] = stored.attempts as [Attempt];
    const { transactionNo, ...unnamed } = first;
    const second = { ...unnamed, providerReference: `${reference}-2`, storeNo: '300099' };
    await payments.addAlias(second.providerReference, reference);
    await payments.replace({
      ...stored,
      attempts: [first, second, { ...unnamed, providerReference: 'last' }],
    });
    const other = { reference: second.providerReference, transactionNo: 'T-2' };
    expect(await told(order(other), other)).toMatchObject([
      ['/app-data-search/v3/tran-query', { reference: second.providerReference, storeNo: '300099' }],
    ]);
    expect(await payments.load(reference)).toMatchObject({ status: 'paid' });
    await told(order());
    expect(logged.at(-1)).toEqual(['ipn.second_payment', { ...seen(), reason: 'second-payment' }]);
  });
});

describe('while the token is rotated', () => {
  const signer = (token: string) => ({ merchantNo: '1', storeNo: '2', token });
  /** The secret as it is known, and as it is read once that was forgotten. */
  const rotating = (current: readonly string[], others: readonly (readonly [Version, string])[]) => {
    let reads = 0;
    return {
      get: async () => signer(current[Math.min(reads, current.length - 1)] as string),
      forget: () => void reads++,
      others: async () => others.map(([name, token]) => [name, signer(token)] as const),
    };
  };

  it.each([
    ['pending', [TOKEN], [['pending', 'next']], 'next'],
    ['previous', ['next'], [['previous', TOKEN]], TOKEN],
    ['current', ['old', 'new'], [], 'new'],
  ] as const)(
    'a notice that the %s version signed is genuine, and the evidence and the log say which',
    async (version, current, others, token) => {
      const credentials = rotating(current, others);
      expect(await receive({}, { token, collaborators: { credentials } })).toEqual({ kind: 'acknowledged' });
      expect((await payments.load(reference))?.history.at(-1)).toMatchObject({
        to: 'paid',
        credentials: version,
      });
      expect(logged).toEqual([['ipn.applied', expect.objectContaining({ credentials: version })]]);
    },
  );

  it('a notice that the known version signed is no reason to read it again', async () => {
    const credentials = { ...rotating([TOKEN], []), forget: jest.fn(), others: jest.fn() };
    expect(await receive({}, { collaborators: { credentials } })).toEqual({ kind: 'acknowledged' });
    expect(credentials.forget).not.toHaveBeenCalled();
    expect(credentials.others).not.toHaveBeenCalled();
  });

  it('one that a removed version signed is not', async () => {
    const credentials = rotating(['new'], [['previous', 'newer']]);
    expect(await receive({}, { collaborators: { credentials } })).toMatchObject({ kind: 'refused' });
  });
});

describe('a notice that is not genuine', () => {
  it('changes nothing, and nothing is looked up for it', async () => {
    const load = jest.fn();
    const receipt = await receive(
      {},
      { token: 'forged', collaborators: { payments: { ...payments, load } } },
    );
    expect(receipt).toEqual({ kind: 'refused', reason: 'signature' });
    expect(load).not.toHaveBeenCalled();
    expect(logged).toEqual([['ipn.rejected', { reason: 'signature' }]]);
  });

  it('is not even checked when it is no notice', async () => {
    const get = jest.fn();
    const body = {
      body: 'a[b]=1',
      isBase64Encoded: false,
      contentType: undefined,
      contentEncoding: undefined,
    };
    const receipt = await receiveNotice(body, {
      credentials: { get, forget: () => {} },
      log: () => {},
    } as unknown as Collaborators);
    expect(receipt).toEqual({ kind: 'refused', reason: 'nested-key' });
    expect(get).not.toHaveBeenCalled();
  });
});

it('a fault of ours is no refusal: Pockyt must send the notice again', async () => {
  const body = {
    body: undefined as never,
    isBase64Encoded: false,
    contentType: undefined,
    contentEncoding: undefined,
  };
  const get = jest.fn();
  const collaborators = { credentials: { get } } as unknown as Collaborators;
  await expect(receiveNotice(body, collaborators)).rejects.toMatchObject({ name: 'TypeError' });
  expect(get).not.toHaveBeenCalled();
});

describe('a signed notice for nothing that we know', () => {
  it('may be about something else altogether', async () => {
    const parameters = { autoDebitNo: '1', note: 'auto-debit' };
    const body = new URLSearchParams({ ...parameters, verifySign: sign(parameters, TOKEN) }).toString();
    expect(await receiveRaw(body)).toEqual({ kind: 'acknowledged' });
    expect(logged).toEqual([
      [
        'ipn.unmatched',
        { reference: '', transactionNo: undefined, status: undefined, credentials: 'current' },
      ],
    ]);
    expect((await unmatched()).filter((notice) => notice.parameters.note === 'auto-debit')).toMatchObject([
      { reference: '-', parameters },
    ]);
  });

  it('is kept once with all that it said, reported and acknowledged', async () => {
    expect(await receive({ reference: 'stranger' })).toEqual({ kind: 'acknowledged' });
    expect(await receive({ reference: 'stranger' })).toEqual({ kind: 'acknowledged' });
    const kept = (await unmatched()).filter((notice) => notice.reference === 'stranger');
    expect(kept).toEqual([
      {
        reference: 'stranger',
        noticeId: expect.stringMatching(/^[0-9a-f]{64}$/),
        receivedAt: NOW.toISOString(),
        expiresAt: NOW.getTime() / 1000 + UNMATCHED_DAYS * 86_400,
        credentials: 'current',
        parameters: expect.objectContaining({ status: 'success', amount: '13.00' }),
      },
    ]);
    expect(kept[0]?.parameters).not.toHaveProperty('verifySign');
    expect(UNMATCHED_DAYS).toBe(90);
    expect(logged[0]).toEqual([
      'ipn.unmatched',
      { reference: 'stranger', transactionNo: 'T-1', status: 'success', credentials: 'current' },
    ]);
  });

  it.each(['reference', 'transactionNo', 'status', 'amount', 'currency'])(
    'because it has no %s, is kept as well',
    async (name) => {
      expect(await receive({ [name]: '', note: name })).toEqual({ kind: 'acknowledged' });
      const expected = name === 'reference' ? '-' : reference;
      const kept = (await unmatched()).filter(({ parameters }) => parameters.note === name);
      expect(kept).toMatchObject([{ reference: expected }]);
      expect(await payments.load(reference)).toMatchObject({ status: 'pending' });
    },
  );
});
