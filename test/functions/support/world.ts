import { answer as answerCancel } from '#functions/cancel-link/answer.ts';
import { cancelLink } from '#functions/cancel-link/cancel-link.ts';
import { type CreateDeps, type CreateResult, createLink } from '#functions/create-link/create-link.ts';
import { readLinkRequest } from '#functions/create-link/request.ts';
import { type NoticeDeps, type Receipt, receiveNotice } from '#functions/ipn-webhook/ipn-webhook.ts';
import { type Limits, type ReconcileDeps, reconcile } from '#functions/reconcile/reconcile.ts';
import { refreshLink } from '#functions/refresh-link/refresh-link.ts';
import { type RefundDeps, type RefundResult, refund } from '#functions/refund/refund.ts';
import type { EventAttributes } from '#shared/payments/events.ts';
import type { Payment } from '#shared/payments/payment.ts';
import { createPockytClient, type PockytClient } from '#shared/pockyt/client.ts';
import { UnknownOutcomeError } from '#shared/pockyt/errors.ts';
import { SECURE_PAY_PATH, securePayParameters } from '#shared/pockyt/secure-pay.ts';
import type { LogFields } from '#shared/runtime/log.ts';
import type { LogEvent } from '#shared/runtime/log-events.ts';
import { DAY } from '#tools/harness/clock.ts';
import type { Endpoint } from '#tools/simulator/faults.ts';
import type { NoticeChanges } from '#tools/simulator/notice.ts';
import type { Order } from '#tools/simulator/orders.ts';
import type { Parameters } from '#tools/simulator/signature.ts';
import type { Simulator } from '#tools/simulator/simulator.ts';
import { startSimulator } from '#tools/simulator/start-simulator.ts';
import { orderWith, paymentWith } from './fixtures.ts';
import {
  createMemoryStore,
  createMemoryUnmatched,
  type MemoryStore,
  type MemoryUnmatched,
} from './memory-store.ts';
import { PUBLIC_URL, problemIn } from './problem-of.ts';

export const CREDENTIALS = { merchantNo: '200043', storeNo: '300014', token: 'token-of-the-merchant' };
export const LIMITS: Limits = { time: 50_000, payments: 500, concurrency: 4 };

/** All that any use case works with. */
export type Deps = CreateDeps & NoticeDeps & ReconcileDeps & RefundDeps;

/** A call that Pockyt was asked to carry out. */
export type Call = { readonly endpoint: Endpoint } & Parameters;

/** A merchant's deployment in this process: the use cases, a store in memory, the simulator, and one clock. */
export interface World {
  readonly deps: Deps;
  readonly store: MemoryStore;
  readonly unmatched: MemoryUnmatched;
  readonly simulator: Simulator;
  readonly logged: [event: LogEvent, fields?: LogFields][];
  /** What Pockyt was asked since the test began. */
  readonly calls: Call[];
  /** Another one for each test. */
  readonly reference: string;
  /** Awaited before a call reaches Pockyt, and after its answer. What they throw, the caller gets. */
  beforeCall: (call: Call) => unknown;
  afterCall: (call: Call) => unknown;

  pass(milliseconds: number): void;
  /** The time in so many milliseconds. */
  at(milliseconds: number): string;

  create(body?: object, change?: Partial<Deps>): Promise<CreateResult>;
  /** A payment that can be paid. */
  made(body?: object): Promise<Payment>;
  /** A payment that Pockyt says is paid. */
  paid(body?: object): Promise<Payment>;
  tell(notice?: NoticeChanges, change?: Partial<Deps>): Promise<Receipt>;
  sweep(
    milliseconds?: number,
    limits?: Partial<Limits>,
    change?: Partial<Deps>,
  ): ReturnType<typeof reconcile>;
  /** Makes an order at Pockyt under the payment's reference, or as told, that is not ours. Returns its number. */
  madeElsewhere(change?: Parameters): Promise<string>;
  cancel(change?: Partial<Deps>): Promise<Payment>;
  refresh(): Promise<Payment>;
  refund(
    refundReference: string,
    refundAmount: string,
    options?: { transactionNo?: string | undefined; change?: Partial<Deps> },
  ): Promise<RefundResult>;

  stored(reference?: string): Promise<Payment>;
  /** The order at Pockyt, under the payment's reference or under that of a further order. */
  order(number?: number): Order;
  /** Gives the order at Pockyt a status, and tells nobody. */
  becomes(status: string, number?: number): void;
  /** The references under which orders were asked for. */
  sent(): (string | undefined)[];
  asked(endpoint: Endpoint): Call[];
  /** What the outside was told. */
  events(): EventAttributes[];
  loggedEvents(): LogEvent[];
}

/** The call got lost on its way there or back. */
export function lost(): never {
  throw new UnknownOutcomeError('connection', 'The connection to Pockyt broke.');
}

/** A world for the tests of a file: each test begins with nothing stored, at the same time of a day of its own. */
export function openWorld(): World {
  let simulator: Simulator;
  let client: PockytClient;
  let millis = Date.parse('2026-05-01T12:00:00.000Z');
  let ids = 0;
  let count = 0;
  let store: MemoryStore;
  let unmatched: MemoryUnmatched;
  const now = () => new Date(millis);

  beforeAll(async () => {
    simulator = await startSimulator({ ...CREDENTIALS, now });
    simulator.holdNotices(true);
    client = createPockytClient({ baseUrl: simulator.baseUrl });
  });
  afterAll(() => simulator?.stop());
  beforeEach(() => {
    millis = Date.parse('2026-05-01T12:00:00.000Z') + ++count * 300 * DAY;
    store = createMemoryStore();
    unmatched = createMemoryUnmatched();
    simulator.faults.clear();
    simulator.repeatedReference = 'refuse';
    for (const list of [world.logged, world.calls]) list.length = 0;
    Object.assign(world, { beforeCall: () => {}, afterCall: () => {} });
  });

  const pockyt: PockytClient = {
    async post(path, parameters, deadlineMs) {
      const call = { endpoint: path.split('/').at(-1) as Endpoint, ...parameters };
      world.calls.push(call);
      await world.beforeCall(call);
      const answer = await client.post(path, parameters, deadlineMs);
      await world.afterCall(call);
      return answer;
    },
  };

  const world: World = {
    get deps() {
      return {
        payments: store,
        dueIndex: store,
        unmatched,
        credentials: { get: async () => CREDENTIALS, forget: () => {}, others: async () => [] },
        pockyt,
        confirms: true,
        checkDelays: [60, 300],
        paidChecks: [86_400, 604_800],
        now,
        randomId: () => `id-${++ids}`,
        log: (event: LogEvent, fields?: LogFields) => world.logged.push([event, fields]),
      };
    },
    get store() {
      return store;
    },
    get unmatched() {
      return unmatched;
    },
    get simulator() {
      return simulator;
    },
    get reference() {
      return `R-${count}`;
    },
    logged: [],
    calls: [],
    beforeCall: () => {},
    afterCall: () => {},

    pass(milliseconds) {
      millis += milliseconds;
    },
    at: (milliseconds) => new Date(millis + milliseconds).toISOString(),

    create(body, change) {
      const callbackUrl = 'https://shop.example/back';
      const all = { amount: '13', currency: 'PHP', vendor: 'alipay', reference: world.reference, ...body };
      const returnPage = change?.returnPages !== undefined;
      const defaults = { callbackUrl: returnPage ? undefined : callbackUrl, timeout: '120', returnPage };
      const input = {
        ...readLinkRequest(all, defaults),
        ipnUrl: 'https://pay.example/ipn',
        keyName: 'backend',
      };
      return createLink(input, { ...world.deps, ...change });
    },
    async made(body) {
      const result = await world.create(body);
      if (result.kind !== 'created') throw new Error(`The link was not made: ${result.kind}.`);
      return result.payment;
    },
    async paid(body) {
      await world.made(body);
      world.becomes('success');
      const payment = await world.refresh();
      if (payment.status !== 'paid') throw new Error(`The payment is ${payment.status}.`);
      return payment;
    },
    tell(notice, change) {
      const { body, contentType } = simulator.buildNotice(world.order(), notice);
      const encoded = { body, contentType, contentEncoding: undefined, isBase64Encoded: false };
      return receiveNotice(encoded, { ...world.deps, ...change });
    },
    sweep(milliseconds = 0, limits = {}, change = {}) {
      millis += milliseconds;
      return reconcile({ ...LIMITS, ...limits }, { ...world.deps, ...change });
    },
    async madeElsewhere(change) {
      simulator.repeatedReference = 'second-order';
      const { request } = paymentWith(orderWith());
      const fields = { ...request, reference: world.reference, ...change };
      await client.post(SECURE_PAY_PATH, securePayParameters(fields, CREDENTIALS, 'https://pay.example/ipn'));
      simulator.repeatedReference = 'refuse';
      return simulator.orders.byReference(fields.reference).at(-1)?.transactionNo as string;
    },
    async cancel(change) {
      const result = await cancelLink(await world.stored(), { ...world.deps, ...change });
      if (result.kind === 'closed') return result.payment;
      throw problemIn(answerCancel(result, PUBLIC_URL));
    },
    refresh: async () => (await refreshLink(await world.stored(), world.deps)).payment,
    async refund(refundReference, refundAmount, { transactionNo, change } = {}) {
      const fields = { refundReference, refundAmount, ...(transactionNo && { transactionNo }) };
      return refund(await world.stored(), fields, 'backend', { ...world.deps, ...change });
    },

    stored: async (reference = world.reference) => (await store.load(reference)) as Payment,
    order(number = 1) {
      const reference = number === 1 ? world.reference : `${world.reference}--${number}`;
      return simulator.orders.byReference(reference).at(-1) as Order;
    },
    becomes: (status, number) => simulator.setStatus(world.order(number).transactionNo, status),
    sent: () => world.asked('secure-pay').map(({ reference }) => reference),
    asked: (endpoint) => world.calls.filter((call) => call.endpoint === endpoint),
    events: () => store.writes.flatMap(({ event }) => event ?? []),
    loggedEvents: () => world.logged.map(([event]) => event),
  };
  return world;
}
