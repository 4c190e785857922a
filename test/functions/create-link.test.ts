import {
  type Collaborators,
  CREATION_LEASE_MS,
  createLink,
  type Outcome,
} from '#functions/create-link/create-link.ts';
import { readLinkRequest } from '#functions/create-link/request.ts';
import type { Payment } from '#shared/payments/payment.ts';
import { createPaymentRepository, type PaymentRepository } from '#shared/payments/repository.ts';
import { writeDecided } from '#shared/payments/write-decided.ts';
import type { HttpAnswer } from '#shared/pockyt/answer.ts';
import { UnknownOutcomeError } from '#shared/pockyt/errors.ts';
import { type Database, startDatabase } from '#test/support/databases.ts';
import { noticeOf } from '#test/support/payments.ts';

const SIGNER = { merchantNo: '202333', storeNo: '301854', token: 'token' };
const BODY = { amount: '13', currency: 'PHP', vendor: 'alipay', callbackUrl: 'https://shop.example/back' };
const LINK = { transactionNo: 'T-1', cashierUrl: 'https://cashier.example/T-1' };

let database: Database;
let payments: PaymentRepository;
let millis: number;
let ids: number;
let references = 0;
let logged: string[];
let forgotten: number;

const now = () => new Date(millis);
const answered = (body: object, status = 200): HttpAnswer => ({ status, text: JSON.stringify(body) });
const success = answered({ ret_code: '000100', result: LINK });

beforeAll(async () => {
  database = await startDatabase('dynalite');
  payments = createPaymentRepository({
    dynamoDb: database.client,
    table: database.payments,
    randomId: () => `id-${++ids}`,
  });
});
afterAll(() => database.stop());

let reference: string;
let post: jest.Mock<Promise<HttpAnswer>>;

beforeEach(() => {
  millis = Date.parse('2026-05-01T12:00:00Z');
  ids ??= 0;
  reference = `R-${++references}`;
  logged = [];
  forgotten = 0;
  post = jest.fn(async () => success);
});

function collaborators(change: Partial<Collaborators> = {}): Collaborators {
  return {
    payments,
    credentials: { get: async () => SIGNER, forget: () => forgotten++ },
    pockyt: { post },
    now,
    randomId: () => `id-${++ids}`,
    log: (event) => logged.push(event),
    ...change,
  };
}

function create(body: object = {}, change: Partial<Collaborators> = {}): Promise<Outcome> {
  const request = readLinkRequest(
    { ...BODY, reference, ...body },
    { callbackUrl: undefined, timeout: '120' },
  );
  const input = { ...request, ipnUrl: 'https://pay.example/ipn', keyName: 'backend' };
  return createLink(input, collaborators(change));
}

const stored = async () => (await payments.load(reference)) as Payment;

describe('a first request', () => {
  it('is stored before Pockyt hears of it, and finished with what Pockyt says', async () => {
    post.mockImplementation(async () => {
      expect(await stored()).toMatchObject({
        status: 'creating',
        lock: { until: new Date(millis + CREATION_LEASE_MS).toISOString() },
        attempts: [
          {
            providerReference: reference,
            ipnUrl: 'https://pay.example/ipn',
            storeNo: '301854',
            state: 'sending',
          },
        ],
      });
      return success;
    });
    const outcome = await create();
    expect(outcome).toMatchObject({
      kind: 'created',
      payment: {
        status: 'pending',
        createdBy: 'backend',
        createdAt: '2026-05-01T12:00:00.000Z',
        expiresAt: '2026-05-01T14:00:00.000Z',
        link: { transactionNo: 'T-1', paymentUrl: LINK.cashierUrl },
      },
    });
    expect(await stored()).toMatchObject({ status: 'pending', version: 2 });
    expect(logged).toEqual(['link.created']);
  });

  it('is sent for the store that the caller names', async () => {
    await create({ storeNo: '300099' });
    expect(post.mock.calls[0]).toMatchObject([
      '/online/v3/secure-pay',
      { storeNo: '300099', merchantNo: '202333' },
    ]);
    expect((await stored()).attempts[0]).toMatchObject({ storeNo: '300099' });
  });

  it.each([
    ['a refusal', answered({ ret_code: '000023' }), 'rejected', 'OrderRefusedError', 'link.rejected'],
    [
      'a refused signature',
      answered({ ret_code: '000000', retMsg: 'data error : verifySign' }, 400),
      'rejected',
      'CredentialsRefusedError',
      'pockyt.credentials_refused',
    ],
    ['a fault', answered({}, 502), 'unknown', 'UnknownOutcomeError', 'link.unknown'],
  ] as const)('that ends in %s is stored as such', async (_, answer, status, name, event) => {
    post.mockResolvedValue(answer);
    expect(await create()).toMatchObject({ kind: 'failed', error: { name } });
    expect(await stored()).toMatchObject({ status });
    expect(logged).toEqual([event]);
    expect(forgotten).toBe(name === 'CredentialsRefusedError' ? 1 : 0);
  });

  it('sends nothing when it cannot be stored', async () => {
    const broken = { ...payments, add: async () => Promise.reject(new Error('no database')) };
    await expect(create({}, { payments: broken })).rejects.toThrow('no database');
    expect(post).not.toHaveBeenCalled();
  });

  it('lets a fault of ours through as what it is, not as an outcome', async () => {
    post.mockRejectedValue(new TypeError('ours'));
    await expect(create()).rejects.toThrow(TypeError);
    expect(await stored()).toMatchObject({ status: 'creating' });
  });
});

describe('the same request again', () => {
  it('gets the same link, and nothing is sent', async () => {
    await create();
    expect(await create()).toMatchObject({ kind: 'repeated', payment: { link: { transactionNo: 'T-1' } } });
    expect(await create({ timeout: undefined, terminal: 'ONLINE', note: '' })).toMatchObject({
      kind: 'repeated',
    });
    expect(post).toHaveBeenCalledTimes(1);
  });

  it('gets the truth of now once the payment has moved on', async () => {
    await create();
    await writeDecided(payments, await stored(), noticeOf({ reference }), now);
    expect(await create()).toMatchObject({ kind: 'repeated', payment: { status: 'paid' } });
  });

  it('waits while the first is in flight, as long as its lease lasts', async () => {
    const waiting: (() => void)[] = [];
    post.mockImplementation(() => new Promise((resolve) => waiting.push(() => resolve(success))));
    const first = create();
    const until = async (condition: () => boolean) => {
      while (!condition()) await new Promise(setImmediate);
    };
    await until(() => waiting.length === 1);
    millis += 10_500;
    expect(await create()).toEqual({ kind: 'in-flight', retryAfter: 50 });
    millis += CREATION_LEASE_MS;
    expect(await create()).toEqual({ kind: 'unsettled' });
    waiting[0]?.();
    expect(await first).toMatchObject({ kind: 'created' });
    expect(post).toHaveBeenCalledTimes(1);
  });

  it('is never sent while it is unknown whether the first made an order', async () => {
    post.mockRejectedValueOnce(new UnknownOutcomeError('deadline', 'late'));
    await create();
    expect(await create()).toEqual({ kind: 'unsettled' });
    millis += 24 * 3_600_000;
    expect(await create()).toEqual({ kind: 'unsettled' });
    expect(post).toHaveBeenCalledTimes(1);
  });

  it('is sent again after a refusal, and so is a corrected one', async () => {
    post.mockResolvedValueOnce(answered({ ret_code: '000023' }));
    post.mockResolvedValueOnce(answered({ ret_code: '000030' }));
    await create();
    await create();
    expect(await create({ amount: '14' })).toMatchObject({
      kind: 'created',
      payment: { request: { amount: '14' } },
    });
    expect(post).toHaveBeenCalledTimes(3);
    expect((await stored()).history.map(({ to }) => to)).toEqual([
      'creating',
      'rejected',
      'creating',
      'rejected',
      'pending',
    ]);
  });
});

describe('another request under the same reference', () => {
  it.each([
    ['in flight', async () => answered({}, 500)],
    ['done', async () => success],
  ])('is refused when the first is %s', async (_, answer) => {
    post.mockImplementation(answer);
    await create();
    expect(await create({ amount: '14' })).toEqual({ kind: 'reused' });
    expect(post).toHaveBeenCalledTimes(1);
  });
});

describe('races', () => {
  it('after a refusal have one winner', async () => {
    post.mockResolvedValueOnce(answered({ ret_code: '000023' }));
    await create();
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => create()));
    expect(outcomes.filter(({ kind }) => kind === 'created')).toHaveLength(1);
    expect(post).toHaveBeenCalledTimes(2);
  });

  it('with a notice that is faster than our own last write keep both', async () => {
    post.mockImplementation(async () => {
      await writeDecided(payments, await stored(), noticeOf({ reference }), now);
      return success;
    });
    expect(await create()).toMatchObject({
      kind: 'created',
      payment: { status: 'paid', link: { transactionNo: 'T-1' } },
    });
  });

  it('in which the first write seems lost and was not, go on as its owner', async () => {
    const lost = {
      ...payments,
      add: async (payment: Payment) => ({ ...(await payments.add(payment)), won: false }),
    };
    expect(await create({}, { payments: lost })).toMatchObject({ kind: 'created' });
  });

  it('in which the last write seems lost and was not, still return the link', async () => {
    const lost: PaymentRepository = {
      ...payments,
      replace: async (payment) => ({ ...(await payments.replace(payment)), won: false }),
    };
    expect(await create({}, { payments: lost })).toMatchObject({
      kind: 'created',
      payment: { status: 'pending' },
    });
  });

  it('that took the payment away from its owner return no link that is not stored', async () => {
    post.mockImplementation(async () => {
      const current = await stored();
      await payments.replace({ ...current, lock: { owner: 'somebody else', until: current.createdAt } });
      return success;
    });
    expect(await create()).toEqual({ kind: 'unsettled' });
    expect(logged).toEqual(['link.overtaken']);
  });
});
