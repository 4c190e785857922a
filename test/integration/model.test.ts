import fc from 'fast-check';
import type { Order } from '#local/simulator/orders.ts';
import { sign } from '#shared/pockyt/sign.ts';
import { CREDENTIALS, type Functions, startFunctions } from '#test/support/functions.ts';
import { CONTEXT } from '#test/support/gateway.ts';
import { asked, givenBack, left, type Model, made, newModel, PRICE, swept } from '#test/support/model.ts';

/**
 * The real handlers, database, Secrets Manager API and simulator do what a small model says, whatever callers, customers,
 * forgers, faults and the clock do in whatever order.
 */
const NAMES = ['first', 'second'];
const HOUR = 60 * 60_000;

let functions: Functions;
let runs = 0;

beforeAll(async () => {
  // The clock alone is ours; everything that waits is real.
  jest.useFakeTimers({
    now: Date.parse('2026-05-01T12:00:00Z'),
    doNotFake: [
      'hrtime',
      'nextTick',
      'performance',
      'queueMicrotask',
      'setImmediate',
      'clearImmediate',
      'setInterval',
      'clearInterval',
      'setTimeout',
      'clearTimeout',
    ],
  });
  functions = await startFunctions();
  functions.simulator.repeatedReference = 'second-order';
  functions.simulator.holdNotices(true);
});
afterAll(async () => {
  await functions.stop();
  jest.useRealTimers();
});

type World = ReadonlyMap<string, Model>;
const JSON_TYPE = { 'content-type': 'application/json' };

async function call(name: Parameters<Functions['call']>[0], reference: string, body?: object, path = '') {
  const response = await functions.call(name, {
    method: body ? 'POST' : 'GET',
    path: `/payment-links/${reference}${path}`,
    headers: JSON_TYPE,
    pathParameters: { reference },
    body: body && JSON.stringify(body),
  });
  return { status: response.statusCode, body: JSON.parse(response.body) };
}
const create = (reference: string) =>
  call('create-link', reference, {
    amount: '13',
    currency: 'PHP',
    vendor: 'alipay',
    callbackUrl: 'https://shop.example/back',
    reference,
  });
const newest = (reference: string): Order | undefined =>
  functions.simulator.orders.all.findLast((order) =>
    new RegExp(`^${reference}(-\\d+)?$`).test(order.reference),
  );

/** A step: what it needs, what it does, and what the model makes of it. */
class Step implements fc.AsyncCommand<World, Functions> {
  readonly name: string;
  readonly what: string;
  readonly needs: (model: Model) => boolean;
  readonly does: (model: Model) => Promise<unknown>;

  constructor(
    name: string,
    what: string,
    needs: (model: Model) => boolean,
    does: (model: Model) => Promise<unknown>,
  ) {
    this.name = name;
    this.what = what;
    this.needs = needs;
    this.does = does;
  }

  check(world: World): boolean {
    return this.needs(world.get(this.name) as Model);
  }

  async run(world: World): Promise<void> {
    await this.does(world.get(this.name) as Model);
    for (const model of world.values()) await compare(model);
  }

  toString(): string {
    return `${this.what}(${this.name})`;
  }
}

async function compare(model: Model): Promise<void> {
  const { status, body } = await call('get-link', model.reference);
  expect({ status: status === 404 ? 'none' : body.status }).toEqual({ status: model.status });
  const orders = functions.simulator.orders.all.filter(({ reference }) =>
    reference.startsWith(model.reference),
  );
  expect(orders.filter((order) => order.status === 'pending').length).toBeLessThanOrEqual(1);
  expect(orders.filter((order) => order.status === 'success').length).toBeLessThanOrEqual(1);
  const refunded = orders
    .flatMap(({ refunds }) => refunds)
    .reduce((sum, { amount }) => sum + Number(amount), 0);
  expect(refunded).toBe(givenBack(model));
  expect(refunded).toBeLessThanOrEqual(PRICE);
  if (body.refunds) expect(Number(body.refundableAmount.replace('.', ''))).toBe(left(model));
}

const aName = fc.constantFrom(...NAMES);
const step = (
  what: string,
  needs: (model: Model) => boolean,
  does: (model: Model) => Promise<unknown>,
): fc.Arbitrary<Step> => aName.map((name) => new Step(name, what, needs, does));
const isOneOf =
  (...statuses: Model['status'][]) =>
  (model: Model) =>
    statuses.includes(model.status);

const creates = step(
  'create',
  // That an order never arrived is believed after a minute, which is the sweep's matter.
  (model) => !(model.status === 'unknown' && model.word === 'none'),
  async (model) => {
    const before = model.status;
    const { status } = await create(model.reference);
    if (before === 'unknown' && model.word === 'success') asked(model);
    const isNew =
      before === 'none' || before === 'rejected' || (before === 'unknown' && model.word !== 'success');
    if (isNew) made(model);
    expect(status).toBe(isNew ? 201 : 200);
  },
);
const losesALink = fc.boolean().chain((arrives) =>
  step(arrives ? 'loseTheLink' : 'loseTheRequest', isOneOf('none', 'rejected'), async (model) => {
    functions.simulator.faults.next('secure-pay', { kind: 'cut', accept: arrives ? 'now' : 'never' });
    expect((await create(model.reference)).status).toBe(502);
    Object.assign(model, { status: 'unknown', word: arrives ? 'pending' : 'none', watched: true });
  }),
);
const refuses = step('refuse', isOneOf('none', 'rejected'), async (model) => {
  functions.simulator.faults.next('secure-pay', { kind: 'refuse', code: '000023' });
  expect((await create(model.reference)).status).toBe(422);
  Object.assign(model, { status: 'rejected', word: 'none' });
});
const happens = fc.constantFrom('success' as const, 'success' as const, 'failed' as const).chain((word) =>
  step(
    `becomes ${word}`,
    (model) => model.word === 'pending',
    async (model) => {
      functions.simulator.setStatus((newest(model.reference) as Order).transactionNo, word);
      model.word = word;
    },
  ),
);
const tells = step(
  'notice',
  // A dead order whose link was lost can be told of, too; then it is what Pockyt calls it.
  (model) => model.word === 'success' && model.status !== 'rejected',
  async (model) => {
    const notice = functions.simulator.buildNotice(newest(model.reference) as Order);
    await tell(notice.body);
    model.status = 'paid';
  },
);
const forges = fc.constantFrom('a-forged-token', CREDENTIALS.token).chain((token) =>
  step(
    token === CREDENTIALS.token ? 'leaked' : 'forged',
    (model) => model.word === 'pending',
    async (model) => {
      const { transactionNo, reference } = newest(model.reference) as Order;
      const claim = { transactionNo, reference, status: 'success', amount: '13.00', currency: 'PHP' };
      const body = new URLSearchParams({ ...claim, verifySign: sign(claim, token) }).toString();
      expect((await tell(body)).statusCode).toBe(token === CREDENTIALS.token ? 200 : 401);
      // Believed of nobody, but looked at until it is known.
      if (token === CREDENTIALS.token) model.watched = true;
    },
  ),
);
const tell = (body: string) =>
  functions.call('ipn-webhook', {
    path: '/ipn',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body,
  });
const cancels = step('cancel', isOneOf('pending', 'paid', 'failed', 'closed', 'expired'), async (model) => {
  const before = model.status;
  const { status } = await call('cancel-link', model.reference, {}, '/cancel');
  if (before === 'pending') {
    if (model.word === 'pending') model.word = 'closed';
    asked(model);
  }
  expect(status).toBe(model.status === 'closed' ? 200 : 409);
});
const refreshes = step(
  'refresh',
  isOneOf('pending', 'paid', 'failed', 'closed', 'expired'),
  async (model) => {
    const url = `/payment-links/${model.reference}?refresh=true`;
    await functions.call('get-link', {
      method: 'GET',
      path: url,
      pathParameters: { reference: model.reference },
    });
    asked(model);
  },
);
class Sweep extends Step {
  constructor() {
    super(
      'first',
      'sweep',
      () => true,
      async () => {},
    );
  }
  override async run(world: World): Promise<void> {
    for (const hours of [27, 27, 27]) {
      jest.setSystemTime(Date.now() + hours * HOUR);
      await functions.handler('reconcile')({}, CONTEXT);
    }
    for (const model of world.values()) swept(model);
    for (const model of world.values()) await compare(model);
  }
}

const refunds = fc
  .record({
    refund: fc.constantFrom('one', 'two', 'three'),
    cents: fc.integer({ min: 1, max: PRICE + 100 }),
    fate: fc.constantFrom('made', 'made', 'lost', 'unheard', 'refused'),
  })
  .chain(({ refund, cents, fate }) =>
    step(`refund ${refund} ${cents} ${fate}`, isOneOf('paid'), async (model) => {
      const refundAmount = `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;
      const earlier = model.refunds.get(refund);
      const fault = {
        made: undefined,
        lost: { kind: 'cut', accept: 'now' },
        unheard: { kind: 'cut', accept: 'never' },
        refused: { kind: 'refuse', code: '000023' },
      } as const;
      functions.simulator.faults.next('refund', fault[fate as 'made']);
      const { status } = await call(
        'refund',
        model.reference,
        { refundReference: refund, refundAmount },
        '/refunds',
      );
      functions.simulator.faults.clear();
      // Pockyt is asked about what is new, and about what is open.
      if (earlier === undefined || !earlier.known) asked(model);
      if (earlier !== undefined) {
        expect(status).toBe(earlier.amount !== cents ? 422 : earlier.known ? 200 : 409);
      } else if (cents > left(model)) expect(status).toBe(409);
      else if (fate === 'refused') expect(status).toBe(422);
      else {
        const heard = fate !== 'unheard';
        model.refunds.set(refund, { amount: cents, heard, known: fate === 'made' });
        expect(status).toBe(fate === 'made' ? 201 : 502);
      }
    }),
  );
const portal = fc.integer({ min: 1, max: 500 }).chain((cents) =>
  step(
    `portal ${cents}`,
    (model) => model.word === 'success' && givenBack(model) + cents <= PRICE,
    async (model) => {
      const { transactionNo } = newest(model.reference) as Order;
      functions.simulator.refundAtPortal(transactionNo, (cents / 100).toFixed(2));
      model.portal += cents;
    },
  ),
);

it('every sequence of events ends as the model says', async () => {
  // What happens often in life stands here often.
  const steps = [
    ...[creates, creates, happens, happens, tells, tells],
    ...[refunds, refunds, refunds, portal, cancels, refreshes],
    ...[losesALink, losesALink, refuses, forges, fc.constant(new Sweep())],
  ];
  await fc.assert(
    fc.asyncProperty(fc.commands(steps, { maxCommands: 40, size: 'max' }), async (commands) => {
      const run = ++runs;
      functions.simulator.faults.clear();
      const world = new Map(NAMES.map((name) => [name, newModel(`model-${run}-${name}`)]));
      // One of the two is paid from the beginning, so that what can only happen then happens often.
      const paid = world.get('second') as Model;
      await create(paid.reference);
      Object.assign(paid, { status: 'paid', word: 'success' });
      const order = newest(paid.reference) as Order;
      functions.simulator.setStatus(order.transactionNo, 'success');
      await tell(functions.simulator.buildNotice({ ...order, status: 'success' }).body);
      await fc.asyncModelRun(() => ({ model: world, real: functions }), commands);
    }),
    { numRuns: 40 },
  );
}, 120_000);
