import type { CreateDeps } from '#functions/create-link/create-link.ts';
import type { Payment } from '#shared/payments/payment.ts';
import { HOUR, MINUTE } from '#tools/harness/clock.ts';
import type { Fault } from '#tools/simulator/faults.ts';
import { lost, openWorld } from './support/world.ts';

const world = openWorld();
const REFUSED: Fault = { kind: 'refuse', code: '000023', message: 'amount' };
const REFUSED_SIGNATURE: Fault = { kind: 'refuse', code: '000000', message: 'data error : verifySign' };

const lastLogged = () => world.logged.at(-1);

describe('a first request', () => {
  it('is stored before Pockyt hears of it, and finished with what Pockyt says', async () => {
    let before: Payment | undefined;
    world.beforeCall = async () => {
      before = await world.stored();
    };
    const result = await world.create();
    const sent = {
      providerReference: world.reference,
      storeNo: '300014',
      ipnUrl: 'https://pay.example/ipn',
      amount: '13',
      currency: 'PHP',
      sentAt: world.at(0),
      expiresAt: world.at(2 * HOUR),
    };
    expect(before).toMatchObject({
      status: 'creating',
      dueAt: world.at(MINUTE),
      orders: [{ ...sent, state: 'sending', lease: { until: world.at(MINUTE) } }],
    });
    const { transactionNo, cashierUrl } = world.order();
    expect(result).toMatchObject({
      kind: 'created',
      payment: {
        status: 'pending',
        createdBy: 'backend',
        createdAt: world.at(0),
        expiresAt: world.at(2 * HOUR),
        orders: [{ ...sent, state: 'open', transactionNo, link: { transactionNo, paymentUrl: cashierUrl } }],
      },
    });
    expect(await world.stored()).toEqual((result as { payment: Payment }).payment);
    expect(world.store.writes).toHaveLength(2);
    expect(world.events()).toMatchObject([{ eventType: 'PaymentStatusChanged', eventFrom: 'creating' }]);
  });

  it('is asked about soon, then ever more seldom, at its expiry, two hours later and a day after it', async () => {
    const { orders, dueAt, paidChecks } = await world.made();
    const expiry = 2 * HOUR + MINUTE;
    const times = [MINUTE, 5 * MINUTE, expiry, expiry + 2 * HOUR, expiry + 24 * HOUR];
    expect(orders[0]?.checks).toEqual(times.map(world.at));
    expect(dueAt).toBe(world.at(MINUTE));
    expect(paidChecks).toEqual([86_400, 604_800]);
  });

  it('is sent for the store that the caller names', async () => {
    await world.made({ storeNo: '300099' });
    expect(world.calls).toMatchObject([
      { endpoint: 'secure-pay', storeNo: '300099', merchantNo: '200043', amount: '13' },
    ]);
    expect((await world.stored()).orders).toMatchObject([{ storeNo: '300099' }]);
  });

  it.each<[string, Fault, string, string, object]>([
    ['a refusal', REFUSED, 'rejected', 'RequestRefusedError', { state: 'refused' }],
    ['a refused signature', REFUSED_SIGNATURE, 'rejected', 'CredentialsRefusedError', { state: 'refused' }],
    ['a fault', { kind: 'server-error' }, 'unknown', 'UnknownOutcomeError', { state: 'unknown' }],
  ])('that ends in %s is stored as such', async (_, fault, status, name, order) => {
    world.simulator.faults.next('secure-pay', fault);
    expect(await world.create()).toMatchObject({ kind: 'failed', error: { name } });
    expect(await world.stored()).toMatchObject({ status, orders: [order] });
    expect(world.events()).toHaveLength(1);
  });

  it('sends nothing when it cannot be stored', async () => {
    world.store.beforeWrite = () => Promise.reject(new Error('no database'));
    await expect(world.create()).rejects.toThrow('no database');
    expect(world.calls).toEqual([]);
  });

  it('sends nothing and stores nothing without credentials', async () => {
    const credentials = { ...world.deps.credentials, get: () => Promise.reject(new Error('no secret')) };
    await expect(world.create({}, { credentials })).rejects.toThrow('no secret');
    expect(world.store.payments.size).toBe(0);
  });

  it('lets a fault of ours through as what it is, not as an outcome', async () => {
    world.beforeCall = () => {
      throw new TypeError('ours');
    };
    await expect(world.create()).rejects.toThrow(TypeError);
    expect(await world.stored()).toMatchObject({ status: 'creating' });
  });
});

describe('the log tells of', () => {
  it('a link, and its repeats and conflicts', async () => {
    const { reference } = world;
    await world.made();
    const { transactionNo } = world.order();
    const link = { reference, transactionNo, amount: '13', currency: 'PHP', vendor: 'alipay' };
    expect(world.logged).toEqual([['link.created', link]]);
    await world.create();
    expect(lastLogged()).toEqual(['link.repeated', { reference, status: 'pending' }]);
    await world.create({ amount: '14' });
    expect(lastLogged()).toEqual(['link.conflict', { reference, status: 'pending' }]);
  });

  it.each<[string, Fault, string, object, object]>([
    [
      'refused it',
      REFUSED,
      'link.rejected',
      { code: '000023', fields: ['amount'] },
      { code: '000023', reason: 'refused-by-pockyt' },
    ],
    [
      'refused our signature',
      REFUSED_SIGNATURE,
      'pockyt.credentials_refused',
      { code: '000000' },
      { code: '000000', reason: 'credentials-refused' },
    ],
    [
      'did not say whether it made it',
      { kind: 'refuse', code: '000080' },
      'link.unknown',
      { code: '000080', reason: 'return-code' },
      { code: '000080', reason: 'return-code' },
    ],
  ])('no link since Pockyt %s, and the order keeps why', async (_, fault, event, fields, failure) => {
    world.simulator.faults.next('secure-pay', fault);
    await world.create();
    expect(world.logged).toEqual([[event, { reference: world.reference, ...fields }]]);
    expect((await world.stored()).orders[0]?.failure).toEqual(failure);
  });
});

describe('the same request again', () => {
  it('gets the same link, and nothing is sent', async () => {
    await world.made();
    const { transactionNo } = world.order();
    const same = { kind: 'repeated', payment: { status: 'pending', orders: [{ link: { transactionNo } }] } };
    expect(await world.create()).toMatchObject(same);
    const inNormalForm = { timeout: undefined, terminal: 'ONLINE', note: '' };
    expect(await world.create(inNormalForm)).toMatchObject(same);
    expect(world.sent()).toEqual([world.reference]);
    expect([...world.store.payments.keys()]).toEqual([world.reference]);
  });

  it('gets the truth of now once the payment has moved on', async () => {
    await world.paid();
    expect(await world.create()).toMatchObject({ kind: 'repeated', payment: { status: 'paid' } });
  });

  it('asked for by twenty at once is sent once, and everybody else waits', async () => {
    const results = await Promise.all(Array.from({ length: 20 }, () => world.create()));
    const kinds = results.map(({ kind }) => kind).sort();
    expect(kinds).toEqual(['created', ...Array(19).fill('in-flight')]);
    expect(world.sent()).toEqual([world.reference]);
  });

  it('whose first write reads as that of somebody else, because its answer was lost, goes on as its owner', async () => {
    const payments = {
      ...world.store,
      add: async (payment: Payment) => ({ ...(await world.store.add(payment)), committed: false }),
    };
    expect(await world.create({}, { payments })).toMatchObject({ kind: 'created' });
  });
});

describe('another request under the same reference', () => {
  it.each<[string, () => Promise<unknown>]>([
    ['can be paid', () => world.made()],
    ['is paid', () => world.paid()],
    [
      'may exist',
      () => {
        world.simulator.faults.next('secure-pay', { kind: 'server-error' });
        return world.create();
      },
    ],
  ])('is refused when the first %s, and changes nothing', async (_, first) => {
    await first();
    const before = await world.stored();
    const calls = world.calls.length;
    expect(await world.create({ amount: '14' })).toEqual({ kind: 'reused' });
    expect(world.calls).toHaveLength(calls);
    expect(await world.stored()).toEqual(before);
  });

  it('is refused while the first is in flight', async () => {
    let other: unknown;
    world.beforeCall = async () => {
      other ??= await world.create({ amount: '14' });
    };
    await world.made();
    expect(other).toEqual({ kind: 'reused' });
  });
});

describe('a reference that looks like that of another payment', () => {
  it('is a payment of its own, and neither touches the other', async () => {
    const { reference } = world;
    world.simulator.faults.next('secure-pay', REFUSED);
    await world.create();
    await world.create();
    expect(world.sent()).toEqual([reference, `${reference}--2`]);
    const before = await world.stored();
    for (const alike of [`${reference}-2`, `${reference}_2`, `${reference}-`]) {
      const other = await world.create({ reference: alike, amount: '99.00' });
      expect(other).toMatchObject({ kind: 'created', payment: { reference: alike } });
      expect(await world.stored(alike)).toMatchObject({ orders: [{ amount: '99.00' }] });
    }
    expect(await world.stored()).toEqual(before);
  });
});

describe('the page for the customer who comes back', () => {
  const PUBLIC_URL = 'https://pay.example';
  let drawn: number;
  let withPages: Pick<CreateDeps, 'returnPages'>;
  const withoutCallback = { callbackUrl: undefined };
  const callbacks = () => world.asked('secure-pay').map(({ callbackUrl }) => callbackUrl);
  const page = () => `${PUBLIC_URL}/return/${world.reference}.key-1`;

  beforeEach(() => {
    drawn = 0;
    withPages = { returnPages: { publicUrl: PUBLIC_URL, drawKey: () => `key-${++drawn}` } };
  });

  it("is where Pockyt sends who pays, unless somebody says otherwise, and the caller's fields stay the same", async () => {
    const result = await world.create(withoutCallback, withPages);
    expect(callbacks()).toEqual([page()]);
    expect(result).toMatchObject({ kind: 'created', payment: { returnKey: 'key-1' } });
    expect((await world.stored()).request).not.toHaveProperty('callbackUrl');
    const again = await world.create(withoutCallback, withPages);
    expect(again).toMatchObject({ kind: 'repeated', payment: { returnKey: 'key-1' } });
  });

  it('is there as well where the caller names an address', async () => {
    await world.create({ callbackUrl: 'https://shop.example/back' }, withPages);
    expect(callbacks()).toEqual(['https://shop.example/back']);
    expect(await world.stored()).toMatchObject({ returnKey: 'key-1' });
  });

  it('is not there where the deployment has none', async () => {
    await world.made();
    expect(await world.stored()).not.toHaveProperty('returnKey');
    expect(callbacks()).toEqual(['https://shop.example/back']);
  });

  it('stays where it is when a further order is made, and is sent as it is', async () => {
    world.simulator.faults.next('secure-pay', REFUSED);
    await world.create(withoutCallback, withPages);
    await world.create({ ...withoutCallback, amount: '14' }, withPages);
    expect(callbacks()).toEqual([page(), page()]);
    expect(await world.stored()).toMatchObject({ status: 'pending', returnKey: 'key-1' });
  });

  it('stays when the deployment has no pages any more, and comes when it has them now', async () => {
    world.simulator.faults.always('secure-pay', REFUSED);
    await world.create();
    expect(await world.stored()).not.toHaveProperty('returnKey');
    await world.create(withoutCallback, withPages);
    expect(await world.stored()).toMatchObject({ returnKey: 'key-1' });
    await world.create();
    expect(await world.stored()).toMatchObject({ returnKey: 'key-1' });
    expect(callbacks()[1]).toBe(page());
  });
});

it('a link whose last write seems lost and was not is still given', async () => {
  let isFirst = true;
  const replace: typeof world.store.replace = async (payment, event) => {
    const written = await world.store.replace(payment, event);
    const answer = { ...written, committed: !isFirst };
    isFirst = false;
    return answer;
  };
  const result = await world.create({}, { payments: { ...world.store, replace } });
  expect(result).toMatchObject({ kind: 'created', payment: { status: 'pending' } });
});

it('a call that is lost leaves the payment unknown, and is not sent again', async () => {
  world.beforeCall = lost;
  expect(await world.create()).toMatchObject({ kind: 'failed', error: { reason: 'connection' } });
  expect(await world.stored()).toMatchObject({ status: 'unknown', dueAt: world.at(MINUTE) });
  expect(world.sent()).toHaveLength(1);
});
