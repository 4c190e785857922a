import { type AttributeValue, DeleteItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { sign } from '#shared/pockyt/signature.ts';
import { type Clock, runEachMinute, SECOND } from '#tools/harness/clock.ts';
import { CONTEXT } from '#tools/harness/gateway.ts';
import type { Order, Refund } from '#tools/simulator/orders.ts';
import { CREDENTIALS } from '#tools/simulator/test-merchant.ts';
import type { Functions } from './functions.ts';
import type { Model, ModelOrder, Truth } from './model.ts';

const JSON_TYPE = { 'content-type': 'application/json' };

/** An answer, as far as the model looks at it. */
export interface Answer {
  readonly status: number;
  readonly body: {
    readonly status?: string;
    readonly refundedAmount?: string;
    readonly refundableAmount?: string;
    readonly orders?: readonly { readonly transactionNo?: string; readonly state: string }[];
  };
}

/** What a merchant, Pockyt and the schedule do with the real functions. */
export type ModelWorld = ReturnType<typeof createModelWorld>;

export function createModelWorld(functions: Functions, clock: Clock) {
  const { simulator, database } = functions;
  const { client, payments } = database;

  async function call(
    name: Parameters<Functions['call']>[0],
    reference: string,
    body?: object,
    path = '',
  ): Promise<Answer> {
    const response = await functions.call(name, {
      method: body ? 'POST' : 'GET',
      path: `/payment-links/${reference}${path}`,
      headers: JSON_TYPE,
      pathParameters: { reference },
      body: body && JSON.stringify(body),
    });
    return { status: response.statusCode, body: JSON.parse(response.body) };
  }
  const scan = async () => (await client.send(new ScanCommand({ TableName: payments }))).Items ?? [];
  const orderAt = (order: ModelOrder): Order | undefined =>
    order.transactionNo === undefined ? undefined : simulator.orders.byTransactionNo(order.transactionNo);
  const post = (body: string) =>
    functions.call('ipn-webhook', {
      path: '/ipn',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body,
    });

  return {
    simulator,
    now: () => clock.now().getTime(),
    /** Nothing in life happens at the same moment. */
    tick: () => clock.pass(10 * SECOND),
    create: (reference: string) =>
      call('create-link', reference, {
        amount: '13',
        currency: 'PHP',
        vendor: 'alipay',
        callbackUrl: 'https://shop.example/back',
        reference,
      }),
    read: (reference: string) => call('get-link', reference),
    refresh: (reference: string) => call('refresh-link', reference, {}, '/refresh'),
    cancel: (reference: string) => call('cancel-link', reference, {}, '/cancel'),
    refund: (reference: string, fields: object) => call('refund', reference, fields, '/refunds'),

    /** The orders of a payment at Pockyt, the newest last. */
    orders: ({ reference }: Model): Order[] =>
      simulator.orders.all.filter((order) => order.reference.replace(/--\d+$/, '') === reference),
    orderAt,
    truthOf(order: ModelOrder): Truth | undefined {
      const found = orderAt(order);
      if (found === undefined) return undefined;
      const refunds = found.refunds.map(
        ({ refundReference, amount }) => [refundReference, Number(amount)] as const,
      );
      return { word: found.status, refunds: new Map(refunds) };
    },
    becomes: (order: ModelOrder, word: string) => simulator.setStatus(order.transactionNo as string, word),
    refundAtPortal: (order: ModelOrder, cents: number): Refund =>
      simulator.refundAtPortal(order.transactionNo as string, (cents / 100).toFixed(2)),
    /** A genuine notice about an order, or about a refund of it. */
    tell: (order: ModelOrder, refund?: Refund) =>
      post(simulator.keepNotice(order.transactionNo as string, {}, refund)?.body as string),
    /** A notice that nobody sent, signed as Pockyt signs or not. */
    forge(order: ModelOrder, status: string, token: string = CREDENTIALS.token) {
      const { reference, transactionNo } = orderAt(order) as Order;
      const claim = { transactionNo, reference, status, amount: '13.00', currency: 'PHP' };
      return post(new URLSearchParams({ ...claim, verifySign: sign(claim, token) }).toString());
    },

    /** Lets the schedule run for so long. */
    async pass(milliseconds: number) {
      const sweep = async () => {
        const at = clock.now().toISOString();
        const due = (await scan()).filter(({ dueAt }) => dueAt?.S !== undefined && dueAt.S <= at);
        const shards = new Set(due.map(({ dueShard }) => Number(dueShard?.S?.split('-')[1])));
        if (shards.size > 0) await functions.handler('reconcile')({ shards: [...shards] }, CONTEXT);
      };
      await runEachMinute(sweep, milliseconds, { clock, client, table: payments });
    },
    /** The payments that are due at any time. */
    due: async () =>
      (await scan()).flatMap(({ reference, dueAt }) => (dueAt ? [reference?.S as string] : [])),
    async forgetAll() {
      for (const { reference } of await scan()) {
        const Key = { reference: reference as AttributeValue };
        await client.send(new DeleteItemCommand({ TableName: payments, Key }));
      }
    },
  };
}
