import { DeleteItemCommand, GetItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { type Functions, startFunctions } from '#test/support/functions.ts';
import { type Clock, MINUTE, runEachMinute, SECOND, startClock } from '#tools/harness/clock.ts';
import { CONTEXT } from '#tools/harness/gateway.ts';
import type { Endpoint, Fault, Faults } from '#tools/simulator/faults.ts';
import type { NoticeChanges } from '#tools/simulator/notice.ts';
import type { Order } from '#tools/simulator/orders.ts';
import type { Parameters } from '#tools/simulator/signature.ts';
import type { Simulator } from '#tools/simulator/simulator.ts';
import { type DatabaseTap, startDatabaseTap } from './database-tap.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
const BODY = { amount: '10.00', currency: 'USD', vendor: 'alipay', callbackUrl: 'https://shop.example/back' };
const START = new Date('2030-03-01T12:00:00.000Z');
/** Published: when Pockyt repeats a notice that was not acknowledged. How the repeats are spaced is not. */
const NOTICE_REPEATS = [1, 2, 4, 8, 15, 20, 30, 40];

/** Pockyt makes the order, and its answer is lost. */
export const ANSWER_LOST: Fault = { kind: 'cut', accept: 'now' };
/** The call never reaches Pockyt. */
export const CALL_LOST: Fault = { kind: 'cut', accept: 'never' };
/** Pockyt makes nothing, and says so. */
export const REFUSED: Fault = { kind: 'refuse', code: '000022', message: 'parameters do not match' };

/** An answer, as far as a test looks at it. */
export interface Answer {
  readonly status: number;
  readonly body: {
    readonly type?: string;
    readonly detail?: string;
    readonly reference?: string;
    readonly status?: string;
    readonly amount?: string;
    readonly transactionNo?: string;
    readonly paymentUrl?: string;
    readonly paidAt?: string;
    readonly refundedAmount?: string;
    readonly refundableAmount?: string;
    readonly refunds?: readonly { readonly refundReference?: string; readonly status: string }[];
    readonly orders?: readonly unknown[];
    readonly attempts?: readonly unknown[];
  };
}

/** What the outside is told by a write. */
export interface StoredEvent {
  readonly eventType: string;
  readonly eventAt: string;
  readonly eventFrom: string;
  /** The payment's. */
  readonly status: string;
}

/** A merchant and all that belongs to it, on one clock: the real handlers, a real database, and the simulator. */
export interface Shop {
  readonly clock: Clock;
  readonly simulator: Simulator;
  readonly tap: DatabaseTap;
  readonly faults: Faults;
  /** A reference of digits that no test had before: the simulator forgets none. */
  newReference(): string;

  create(reference: string, change?: object): Promise<Answer>;
  /** Makes a link that can be paid. */
  made(reference: string, change?: object): Promise<Answer['body']>;
  /** Makes a link, and has it paid: Pockyt says so, and so do we. */
  paid(reference: string, change?: object): Promise<Answer['body']>;
  /** Sends the same request, a minute after the other, until it is known what became of it. */
  repeat(reference: string, change?: object): Promise<Answer>;
  read(reference: string): Promise<Answer>;
  /** Reads after Pockyt was asked. */
  refresh(reference: string): Promise<Answer>;
  cancel(reference: string): Promise<Answer>;
  refund(reference: string, refundReference: string, refundAmount: string): Promise<Answer>;
  /** Gives an order a status at Pockyt, and tells nobody. */
  becomes(transactionNo: string | undefined, status: string): void;
  /** A notice about an order, signed by Pockyt, in part otherwise than it is. */
  tell(transactionNo: string | undefined, changes?: NoticeChanges): Promise<{ status: number; text: string }>;
  /** The same, as often as Pockyt repeats it until it is acknowledged, while the schedule runs. */
  tellLikePockyt(transactionNo: string | undefined): Promise<{ status: number; text: string }>;
  /** Lets the schedule run for so long, and the clock with it. */
  sweepFor(milliseconds: number): Promise<void>;

  /** The orders of a reference at Pockyt, whatever it calls the further ones. The newest last. */
  orders(reference: string): Order[];
  /** What the simulator was asked since the test began. */
  calls(endpoint: Endpoint): (Parameters & { at: Date })[];
  events(reference: string): StoredEvent[];
  /** The stored item. */
  item(reference: string): Promise<Readonly<Record<string, unknown>>>;
}

/**
 * A shop for the tests of a file or of a block: opened before the first, emptied after each, shut after the last.
 *
 * @param environment for the functions.
 */
export function openShop(environment: Record<string, string> = {}): Shop {
  let clock: Clock;
  let tap: DatabaseTap;
  let functions: Functions;
  let callsBefore = 0;
  let references = 20_300_300;

  beforeAll(async () => {
    clock = startClock(START);
    tap = await startDatabaseTap();
    functions = await startFunctions({
      environment: {
        AWS_ENDPOINT_URL_DYNAMODB: tap.endpoint,
        CHECK_DELAYS: '60,300',
        // A day and a week: too far away to find what something else has to find.
        PAID_CHECKS: '86400,604800',
        ...environment,
      },
    });
    tap.connect(functions.database.endpoint);
  });
  afterAll(async () => {
    await functions?.stop();
    await tap?.stop();
    clock?.stop();
  });
  beforeEach(() => {
    clock.set(START);
    callsBefore = functions.simulator.requests.length;
  });
  afterEach(async () => {
    Object.assign(tap, { before: () => {}, after: () => {} });
    tap.written.length = 0;
    functions.simulator.faults.clear();
    await empty(functions);
  });

  /** Moves the clock on a little: nothing in life happens at the same moment. */
  async function passing<T>(answering: Promise<T>): Promise<T> {
    const answer = await answering;
    clock.pass(10 * SECOND);
    return answer;
  }

  async function call(...[name, request]: CallOf<Functions['call']>): Promise<Answer> {
    const { statusCode, body } = await passing(functions.call(name, { keyName: 'backend', ...request }));
    return { status: statusCode, body: JSON.parse(body) };
  }

  const shop: Shop = {
    get clock() {
      return clock;
    },
    get simulator() {
      return functions.simulator;
    },
    get tap() {
      return tap;
    },
    get faults() {
      return functions.simulator.faults;
    },
    newReference: () => String(++references),

    create: (reference, change) =>
      call('create-link', {
        headers: JSON_TYPE,
        body: JSON.stringify({ ...BODY, reference, ...change }),
      }),
    async made(reference, change) {
      const { status, body } = await shop.create(reference, change);
      expect([status, body.status]).toEqual([201, 'pending']);
      return body;
    },
    async paid(reference, change) {
      const link = await shop.made(reference, change);
      shop.becomes(link.transactionNo, 'success');
      expect(await shop.tell(link.transactionNo)).toEqual({ status: 200, text: 'success' });
      expect((await shop.read(reference)).body.status).toBe('paid');
      return link;
    },
    async repeat(reference, change) {
      for (let time = 1; ; time++) {
        clock.pass(MINUTE);
        const answer = await shop.create(reference, change);
        if (![409, 502, 504].includes(answer.status) || time === 5) return answer;
      }
    },
    read: (reference) => call('get-link', { method: 'GET', ...pathOf(reference, '') }),
    refresh: (reference) => call('refresh-link', pathOf(reference, '/refresh')),
    cancel: (reference) => call('cancel-link', pathOf(reference, '/cancel')),
    refund: (reference, refundReference, refundAmount) =>
      call('refund', {
        headers: JSON_TYPE,
        ...pathOf(reference, '/refunds'),
        body: JSON.stringify({ refundReference, refundAmount }),
      }),
    becomes: (transactionNo, status) => functions.simulator.setStatus(transactionNo as string, status),
    async tell(transactionNo, changes) {
      const order = functions.simulator.orders.byTransactionNo(transactionNo as string) as Order;
      const { contentType, body } = functions.simulator.buildNotice(order, changes);
      const request = { path: '/ipn', headers: { 'content-type': contentType }, body };
      const answer = await passing(functions.call('ipn-webhook', request));
      return { status: answer.statusCode, text: answer.body };
    },
    async tellLikePockyt(transactionNo) {
      for (const minutes of NOTICE_REPEATS) {
        const answer = await shop.tell(transactionNo);
        if (answer.status === 200) return answer;
        await shop.sweepFor(minutes * MINUTE);
      }
      return shop.tell(transactionNo);
    },
    sweepFor: (milliseconds) =>
      runEachMinute(() => functions.handler('reconcile')({}, CONTEXT), milliseconds, {
        clock,
        client: functions.database.client,
        table: functions.database.payments,
      }),

    orders: (reference) =>
      functions.simulator.orders.all.filter(
        (order) => order.reference === reference || order.reference.startsWith(`${reference}-`),
      ),
    calls: (endpoint) =>
      functions.simulator.requests
        .slice(callsBefore)
        .filter((request) => request.endpoint === endpoint)
        .map(({ at, parameters }) => ({ ...parameters, at }) as Parameters & { at: Date }),
    events: (reference) =>
      tap.written
        .filter((item) => item.reference?.S === reference && item.eventType !== undefined)
        .map((item) => unmarshall(item as never) as StoredEvent),
    async item(reference) {
      const { client, payments } = functions.database;
      const Key = { reference: { S: reference } };
      const { Item = {} } = await client.send(new GetItemCommand({ TableName: payments, Key }));
      return unmarshall(Item);
    },
  };
  return shop;
}

type CallOf<F> = F extends (...given: infer P) => unknown ? P : never;

/** Roughly the bytes of a stored item. */
export function sizeOf(item: object): number {
  return Buffer.byteLength(JSON.stringify(item));
}

function pathOf(reference: string, rest: string) {
  return { path: `/payment-links/${reference}${rest}`, pathParameters: { reference } };
}

async function empty({ database: { client, payments, unmatched } }: Functions): Promise<void> {
  const keys = { [payments]: ['reference'], [unmatched]: ['reference', 'noticeId'] };
  for (const [TableName, names] of Object.entries(keys)) {
    const { Items = [] } = await client.send(new ScanCommand({ TableName }));
    for (const item of Items) {
      const Key = Object.fromEntries(names.map((name) => [name, item[name] as { S: string }]));
      await client.send(new DeleteItemCommand({ TableName, Key }));
    }
  }
}
