import {
  type Collaborators,
  CREATION_LEASE_MS,
  createLink,
  type Outcome,
} from '#functions/create-link/create-link.ts';
import { readLinkRequest } from '#functions/create-link/request.ts';
import type { Version } from '#shared/credentials/pockyt-credentials.ts';
import type { Payment } from '#shared/payments/payment.ts';
import { createPaymentRepository, type PaymentRepository } from '#shared/payments/repository.ts';
import { writeDecided } from '#shared/payments/write-decided.ts';
import type { HttpAnswer } from '#shared/pockyt/answer.ts';
import { CANCEL_PATH } from '#shared/pockyt/cancel.ts';
import { UnknownOutcomeError } from '#shared/pockyt/errors.ts';
import { SECURE_PAY_PATH } from '#shared/pockyt/secure-pay.ts';
import type { WireParameters } from '#shared/pockyt/sign.ts';
import { TRAN_QUERY_PATH } from '#shared/pockyt/tran-query.ts';
import { until } from '#test/local/support/condition.ts';
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
let fieldsLogged: (object | undefined)[];
let forgotten: number;
let versions: readonly (readonly [Version, typeof SIGNER])[];

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
let post: jest.Mock<Promise<HttpAnswer>, [path: string, parameters: WireParameters]>;

beforeEach(() => {
  millis = Date.parse('2026-05-01T12:00:00Z');
  ids ??= 0;
  reference = `R-${++references}`;
  logged = [];
  fieldsLogged = [];
  forgotten = 0;
  versions = [];
  post = jest.fn(async (_path, _parameters) => success);
});

function collaborators(change: Partial<Collaborators> = {}): Collaborators {
  return {
    payments,
    credentials: { get: async () => SIGNER, forget: () => forgotten++, others: async () => versions },
    pockyt: { post },
    now,
    checkDelays: [60, 300],
    randomId: () => `id-${++ids}`,
    log: (event, fields) => {
      logged.push(event);
      fieldsLogged.push(fields);
    },
    ...change,
  };
}

function create(body: object = {}, change: Partial<Collaborators> = {}): Promise<Outcome> {
  const request = readLinkRequest(
    { ...BODY, reference, ...body },
    { callbackUrl: undefined, timeout: '120', returnPage: change.returnPages !== undefined },
  );
  const input = { ...request, ipnUrl: 'https://pay.example/ipn', keyName: 'backend' };
  return createLink(input, collaborators(change));
}

/** The references under which orders were asked for. */
const sent = () =>
  post.mock.calls.filter(([path]) => path === SECURE_PAY_PATH).map(([, { reference }]) => reference);

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
    ['a refusal', answered({ ret_code: '000023' }), 'rejected', 'RequestRefusedError', 'link.rejected'],
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

  it.each([
    ['while the token is being replaced', async () => [['pending', SIGNER] as const]],
    ['while nobody can say whether it is', () => Promise.reject(new Error('unreachable'))],
  ])('whose signature is refused %s is not rejected, and made by the next repeat', async (_, others) => {
    const refused = answered({ ret_code: '000000', retMsg: 'data error : verifySign' });
    post.mockResolvedValue(refused);
    const credentials = { ...collaborators().credentials, others };
    for (let repeat = 0; repeat < 2; repeat++) {
      expect(await create({}, { credentials })).toMatchObject({
        kind: 'failed',
        error: { name: 'CredentialsRefusedError' },
      });
      expect(await stored()).toMatchObject({
        status: 'unknown',
        attempts: [{ state: 'refused', providerReference: reference }],
        failure: { code: '000000', reason: 'credentials-refused' },
      });
    }
    expect((await stored()).history).toContainEqual(
      expect.objectContaining({ event: 'refused-in-rotation', to: 'unknown', times: 2 }),
    );
    post.mockResolvedValue(success);
    expect(await create({ amount: '14' })).toMatchObject({ kind: 'created' });
    expect(sent()).toHaveLength(3);
  });

  it('whose signature is refused after the replacement is rejected', async () => {
    versions = [['previous', SIGNER]];
    post.mockResolvedValue(answered({ ret_code: '000000', retMsg: 'data error : verifySign' }));
    await create();
    expect(await stored()).toMatchObject({ status: 'rejected' });
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

describe('the page for the customer who comes back', () => {
  const PUBLIC_URL = 'https://pay.example';
  let drawn: number;
  let returnPages: Collaborators['returnPages'];
  const withoutCallback = { callbackUrl: undefined };
  const callbacks = () => post.mock.calls.map(([, { callbackUrl }]) => callbackUrl);

  beforeEach(() => {
    drawn = 0;
    returnPages = { publicUrl: PUBLIC_URL, drawKey: () => `key-${++drawn}` };
  });

  it("is where Pockyt sends who pays, unless somebody says otherwise, and the caller's fields stay the same", async () => {
    const outcome = await create(withoutCallback, { returnPages });
    expect(callbacks()).toEqual([`${PUBLIC_URL}/return/${reference}.key-1`]);
    expect(outcome).toMatchObject({ payment: { returnKey: 'key-1' } });
    expect((await stored()).request).not.toHaveProperty('callbackUrl');
    expect(await create(withoutCallback, { returnPages })).toMatchObject({
      kind: 'repeated',
      payment: { returnKey: 'key-1' },
    });
    expect(sent()).toHaveLength(1);
  });

  it('is there as well where the caller names an address', async () => {
    await create({}, { returnPages });
    expect(callbacks()).toEqual([BODY.callbackUrl]);
    expect(await stored()).toMatchObject({ returnKey: 'key-1' });
  });

  it('is not there where the deployment has none', async () => {
    await create();
    expect(await stored()).not.toHaveProperty('returnKey');
    expect(callbacks()).toEqual([BODY.callbackUrl]);
  });

  it('stays where it is when the order is made again, and is sent as it is', async () => {
    post.mockResolvedValueOnce(answered({ ret_code: '000023' }));
    await create(withoutCallback, { returnPages });
    await create({ ...withoutCallback, amount: '14' }, { returnPages });
    expect(callbacks()).toEqual(Array(2).fill(`${PUBLIC_URL}/return/${reference}.key-1`));
    expect(await stored()).toMatchObject({ status: 'pending', returnKey: 'key-1' });
  });

  it('stays when the deployment has no pages any more, and comes when it has them now', async () => {
    const refused = answered({ ret_code: '000023' });
    post.mockResolvedValue(refused);
    await create();
    await create(withoutCallback, { returnPages });
    expect(await stored()).toMatchObject({ returnKey: 'key-1' });
    await create();
    expect(await stored()).toMatchObject({ returnKey: 'key-1' });
    expect(callbacks()[1]).toBe(`${PUBLIC_URL}/return/${reference}.key-1`);
  });
});

describe('the log tells of', () => {
  const lastLogged = () => [logged.at(-1), fieldsLogged.at(-1)];

  it('a link, and its repeats and conflicts', async () => {
    await create();
    const link = { reference, transactionNo: 'T-1', amount: '13', currency: 'PHP', vendor: 'alipay' };
    expect(lastLogged()).toEqual(['link.created', link]);
    await create();
    expect(lastLogged()).toEqual(['link.repeated', { reference, status: 'pending' }]);
    await create({ amount: '14' });
    expect(lastLogged()).toEqual(['link.conflict', { reference, status: 'pending' }]);
  });

  it.each<[HttpAnswer, string, object, object]>([
    [
      answered({ ret_code: '000023', ret_msg: 'amount' }),
      'link.rejected',
      { code: '000023', fields: ['amount'] },
      { code: '000023', reason: 'refused-by-pockyt' },
    ],
    [
      answered({ ret_code: '000000', ret_msg: 'verifySign' }),
      'pockyt.credentials_refused',
      { code: '000000' },
      { code: '000000', reason: 'credentials-refused' },
    ],
    [
      answered({ ret_code: '000080' }),
      'link.unknown',
      { code: '000080', reason: 'return-code' },
      { code: '000080', reason: 'return-code' },
    ],
  ])('no link, and the payment keeps the failure (%#)', async (answer, event, fields, failure) => {
    post.mockResolvedValue(answer);
    await create();
    expect(lastLogged()).toEqual([event, { reference, ...fields }]);
    expect((await stored()).failure).toEqual(failure);
  });
});

describe('the same request again', () => {
  it('gets the same link, and nothing is sent', async () => {
    await create();
    expect(await create()).toMatchObject({ kind: 'repeated', payment: { link: { transactionNo: 'T-1' } } });
    expect(await create({ timeout: undefined, terminal: 'ONLINE', note: '' })).toMatchObject({
      kind: 'repeated',
    });
    expect(await payments.load(`${reference}-2`)).toBeNull();
    expect(post).toHaveBeenCalledTimes(1);
  });

  it('gets the truth of now once the payment has moved on', async () => {
    await create();
    await writeDecided(payments, await stored(), noticeOf({ reference }), now);
    expect(await create()).toMatchObject({ kind: 'repeated', payment: { status: 'paid' } });
  });

  it('waits while the first is in flight, as long as its lease lasts', async () => {
    const waiting: (() => void)[] = [];
    post.mockImplementation((path) =>
      path === TRAN_QUERY_PATH
        ? Promise.resolve(answered({ ret_code: '000021' }))
        : new Promise((resolve) => waiting.push(() => resolve(success))),
    );
    const first = create();
    await until('the call to Pockyt', () => waiting.length === 1, 5_000);
    millis += 10_500;
    expect(await create()).toEqual({ kind: 'in-flight', retryAfter: 50 });
    expect([logged.at(-1), fieldsLogged.at(-1)]).toEqual([
      'link.in_flight',
      { reference, status: 'creating' },
    ]);

    // From here on the first owner is presumed dead; should it come back, it may finish nothing.
    millis += CREATION_LEASE_MS;
    expect(await create()).toEqual({ kind: 'unsettled' });
    expect(await stored()).toMatchObject({ status: 'unknown', failure: { reason: 'abandoned' } });
    waiting[0]?.();
    expect(await first).toEqual({ kind: 'unsettled' });
    expect(sent()).toHaveLength(1);
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
    expect(fieldsLogged).toEqual([{ reference, status: 'creating', transactionNo: 'T-1' }]);
  });
});

describe('a request whose order may exist', () => {
  const found = (status: string, change: object = {}) =>
    answered({
      ret_code: '000100',
      result: {
        transactionNo: 'T-1',
        reference,
        amount: '13.00',
        currency: 'PHP',
        status,
        transactionType: 'payment',
        ...change,
      },
    });
  const ABSENT = answered({ ret_code: '000021' });
  /** What Pockyt answers to queries, in turn, and to the last question for ever. */
  let queries: HttpAnswer[];

  beforeEach(async () => {
    queries = [ABSENT];
    post.mockRejectedValueOnce(new UnknownOutcomeError('deadline', 'late'));
    await create();
    post.mockImplementation(async (path) => {
      if (path === CANCEL_PATH) return answered({ ret_code: '000100', result: { status: 'closed' } });
      if (path !== TRAN_QUERY_PATH) return success;
      return (queries.length > 1 ? queries.shift() : queries[0]) as HttpAnswer;
    });
  });

  it('is sent again only after Pockyt has said twice, a minute apart, that it knows of none, and under a new reference', async () => {
    expect(await create()).toEqual({ kind: 'unsettled' });
    millis += 59_000;
    expect(await create()).toEqual({ kind: 'unsettled' });
    millis += 1_000;
    expect(await create()).toMatchObject({ kind: 'created', payment: { status: 'pending' } });
    expect(sent()).toEqual([reference, `${reference}-2`]);
    expect((await stored()).attempts).toMatchObject([
      { providerReference: reference, state: 'absent' },
      { providerReference: `${reference}-2`, state: 'open' },
    ]);
    expect(await payments.load(`${reference}-2`)).toMatchObject({ reference });
    expect(await create()).toMatchObject({ kind: 'repeated' });
  });

  it('never goes back to a reference that Pockyt may have seen, when the next one was refused', async () => {
    await create();
    millis += 60_000;
    post.mockImplementation(async (path) =>
      path === SECURE_PAY_PATH ? answered({ ret_code: '000023' }) : ABSENT,
    );
    expect(await create()).toMatchObject({ kind: 'failed' });
    expect((await stored()).attempts).toMatchObject([{ state: 'absent' }, { state: 'refused' }]);
    await create();
    expect(sent()).toEqual([reference, `${reference}-2`, `${reference}-3`]);
  });

  it('takes the next number when somebody has the reference with the first', async () => {
    const request = readLinkRequest(
      { ...BODY, reference: `${reference}-2` },
      { callbackUrl: undefined, timeout: '1' },
    );
    await createLink({ ...request, ipnUrl: 'https://pay.example/ipn' }, collaborators());
    await create();
    millis += 60_000;
    expect(await create()).toMatchObject({ kind: 'created' });
    expect(sent()).toEqual([reference, `${reference}-2`, `${reference}-3`]);
  });

  it('is closed when its link was lost, looked at again, and made anew', async () => {
    queries = [found('pending'), found('closed')];
    expect(await create()).toMatchObject({ kind: 'created' });
    expect(post.mock.calls.map(([path]) => path.split('/').at(-1))).toEqual([
      'secure-pay',
      'tran-query',
      'cancel',
      'tran-query',
      'secure-pay',
    ]);
    expect((await stored()).attempts).toMatchObject([
      { state: 'closed', transactionNo: 'T-1' },
      { state: 'open' },
    ]);
  });

  it('is not made anew while Pockyt does not say that it is closed', async () => {
    queries = [found('pending')];
    expect(await create()).toEqual({ kind: 'unsettled' });
    post.mockImplementation(async (path) => {
      if (path === CANCEL_PATH) throw new UnknownOutcomeError('connection', 'broke');
      return found('pending');
    });
    expect(await create()).toEqual({ kind: 'unsettled' });
    expect(sent()).toHaveLength(1);
  });

  it('is paid when Pockyt says so', async () => {
    queries = [found('success')];
    expect(await create()).toMatchObject({ kind: 'repeated', payment: { status: 'paid' } });
    expect((await stored()).history.at(-1)).toMatchObject({ source: 'query', asker: 'create' });
    expect(sent()).toHaveLength(1);
  });

  it.each([
    ['another amount', () => found('success', { amount: '1.00' })],
    ['another currency', () => found('success', { currency: 'USD' })],
    ['another reference', () => found('success', { reference: 'other' })],
    ['a word that nobody published', () => found('odd')],
    ['a kind of transaction that nobody published', () => found('success', { transactionType: 'odd' })],
    ['a code that nobody published', () => answered({ ret_code: '000099' })],
    ['our signature is wrong', () => answered({ ret_code: '000000', ret_msg: 'verifySign' })],
    ['something without what it must tell', () => answered({ ret_code: '000100', result: {} })],
  ])('stays unknown when Pockyt says %s', async (_, answer) => {
    queries = [answer()];
    expect(await create()).toEqual({ kind: 'unsettled' });
    expect(await stored()).toMatchObject({ status: 'unknown' });
    expect(sent()).toHaveLength(1);
  });

  it('is left to the next repeat when asking took the time that making a link may need', async () => {
    queries = [found('closed')];
    const slow = {
      post: (path: string, parameters: WireParameters) => {
        millis += 10_001;
        return post(path, parameters);
      },
    };
    expect(await create({}, { pockyt: slow })).toEqual({ kind: 'unsettled' });
    expect(sent()).toHaveLength(1);
    expect(await create()).toMatchObject({ kind: 'created' });
  });

  it('is made anew when what is left of the time is just enough for it', async () => {
    queries = [found('closed')];
    const slow = {
      post: (path: string, parameters: WireParameters) => {
        if (path === TRAN_QUERY_PATH) millis += 10_000;
        return post(path, parameters);
      },
    };
    expect(await create({}, { pockyt: slow })).toMatchObject({ kind: 'created' });
  });

  it('is settled by its own request only', async () => {
    expect(await create({ amount: '14' })).toEqual({ kind: 'reused' });
    expect(post.mock.calls.some(([path]) => path === TRAN_QUERY_PATH)).toBe(false);
  });

  it('has one outcome however many settle it at once', async () => {
    queries = [found('closed')];
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => create()));
    expect(outcomes.filter(({ kind }) => kind === 'created')).toHaveLength(1);
    expect(sent()).toHaveLength(2);
  });

  it('lets a fault of ours through as what it is', async () => {
    post.mockRejectedValue(new TypeError('ours'));
    await expect(create()).rejects.toThrow(TypeError);
    queries = [found('pending')];
    post.mockImplementation(async (path) => {
      if (path === CANCEL_PATH) throw new TypeError('ours');
      return found('pending');
    });
    await expect(create()).rejects.toThrow(TypeError);
  });
});
