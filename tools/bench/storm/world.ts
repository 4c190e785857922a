import { cancelLink } from '#functions/cancel-link/cancel-link.ts';
import { createLink } from '#functions/create-link/create-link.ts';
import { readLinkRequest } from '#functions/create-link/request.ts';
import { receiveNotice } from '#functions/ipn-webhook/ipn-webhook.ts';
import { reconcile } from '#functions/reconcile/reconcile.ts';
import { refreshLink } from '#functions/refresh-link/refresh-link.ts';
import { refund } from '#functions/refund/refund.ts';
import { requestedPayment } from '#shared/http/requested-payment.ts';
import { createDueIndex, createPaymentStore, createUnmatchedStore } from '#shared/payments/store.ts';
import { cancelOrder } from '#shared/pockyt/cancel.ts';
import { createPockytClient } from '#shared/pockyt/client.ts';
import { securePay, securePayParameters } from '#shared/pockyt/secure-pay.ts';
import type { Database } from '#tools/harness/databases.ts';
import type { NoticeMessage } from '#tools/simulator/notice.ts';
import type { Simulator } from '#tools/simulator/simulator.ts';
import type { Ledger } from './ledger.ts';
import type { Plan } from './plan.ts';

export const ACCOUNT = { merchantNo: '200043', storeNo: '300014' };
export const TOKENS = ['the-first-token', 'the-second-token'] as const;
export const AMOUNT = '13';
const DAY_SECONDS = 86_400;

/** All that is done in a storm: by the merchant, by Pockyt, by the schedule. Whatever fails is counted and survived. */
export type World = ReturnType<typeof createWorld>;

/** @param database may fail any call at any time. */
export function createWorld(database: Database, simulator: Simulator, now: () => Date, ledger: Ledger) {
  let ids = 0;
  let secret = {
    current: TOKENS[0] as string,
    others: [] as [name: 'pending' | 'previous', token: string][],
  };
  const signer = (token: string) => ({ ...ACCOUNT, token });
  const store = { dynamoDb: database.client, table: database.payments };
  const payments = createPaymentStore({ ...store, randomId: () => `id-${++ids}` });
  const deps = {
    payments,
    dueIndex: createDueIndex({ ...store, index: 'DueIndex' }),
    unmatched: createUnmatchedStore({ dynamoDb: database.client, table: database.unmatched }),
    credentials: {
      get: async () => signer(secret.current),
      forget: () => {},
      others: async () => secret.others.map(([name, token]) => [name, signer(token)] as const),
    },
    pockyt: createPockytClient({ baseUrl: simulator.baseUrl, deadlineMs: 5_000 }),
    now,
    randomId: () => `id-${++ids}`,
    checkDelays: [60, 300, 900, 3600],
    paidChecks: [1, 7, 30, 90].map((days) => days * DAY_SECONDS),
    confirms: true,
    log: (event: string) => ledger.count(`log ${event}`),
  };
  const ipnUrl = `${simulator.baseUrl}/nowhere`;
  const inputOf = (reference: string, amount: string, timeout: string) => {
    const body = { amount, currency: 'PHP', vendor: 'alipay', reference };
    const defaults = { callbackUrl: 'https://shop.example/back', timeout };
    return { ...readLinkRequest(body, defaults), ipnUrl };
  };
  const survive = async <T>(act: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await act();
    } catch (error) {
      // Only what the database's client has thrown says how often it tried.
      if ('$metadata' in (error as Error)) ledger.count('broken off by the database');
      else if ((error as Error).name !== 'Problem') throw error;
      return undefined;
    }
  };

  return {
    simulator,
    ledger,
    now,
    payments,
    rotate() {
      simulator.setTokens([TOKENS[1], TOKENS[0]]);
      secret = { current: TOKENS[1], others: [['previous', TOKENS[0]]] };
      ledger.count('rotations');
    },

    /** The number of the order that the caller was given a link for. */
    create: (reference: string, { timeout }: Pick<Plan, 'timeout'>) =>
      survive(async () => {
        const outcome = await createLink(inputOf(reference, AMOUNT, timeout), deps);
        ledger.count(outcome.kind === 'created' ? outcome.kind : `create ${outcome.kind}`);
        return 'payment' in outcome
          ? outcome.payment.orders.findLast(({ link }) => link !== undefined)?.transactionNo
          : undefined;
      }),
    /** An order that somebody else makes under a reference of ours. */
    async makeElsewhere(reference: string, amount: string): Promise<string> {
      const { fields } = inputOf(reference, amount, '120');
      // It is meant for a call of ours, which the database may have broken off.
      simulator.faults.forgetFor(reference, 'secure-pay');
      const parameters = securePayParameters(fields, signer(secret.current), ipnUrl);
      return (await securePay(createPockytClient({ baseUrl: simulator.baseUrl }), parameters)).transactionNo;
    },
    /** A cancellation of ours that was on its way for long. */
    async cancelArrives(transactionNo: string): Promise<void> {
      await cancelOrder(
        createPockytClient({ baseUrl: simulator.baseUrl }),
        { transactionNo },
        signer(secret.current),
      );
    },
    cancel: (reference: string) =>
      survive(async () => {
        ledger.count('cancel asked');
        const { kind } = await cancelLink(await requestedPayment(reference, deps), deps);
        if (kind === 'closed') ledger.count('cancelled');
      }),
    /** What came of it; undefined where the caller was not told. */
    refund: (reference: string, refundReference: string, refundAmount: string, transactionNo?: string) =>
      survive(async () => {
        const { payment } = await refreshLink(await requestedPayment(reference, deps), deps);
        const fields = { refundReference, refundAmount, ...(transactionNo && { transactionNo }) };
        const { kind } = await refund(payment, fields, 'storm', deps);
        ledger.count(`refund ${kind}`);
        return kind;
      }),

    /** Delivers a notice, and says whether it was acknowledged. */
    async tell(notice: NoticeMessage, what: string): Promise<boolean> {
      const body = { ...notice, contentEncoding: undefined, isBase64Encoded: false };
      const receipt = await survive(() => receiveNotice(body, deps));
      ledger.count('notices sent');
      ledger.count(`notices ${what}`);
      if (receipt?.kind === 'refused') ledger.count('notices refused');
      if (receipt?.kind === 'busy') ledger.count('notices without room');
      return receipt?.kind === 'acknowledged';
    },
    /** One run of the schedule, for the shards in which something is due; whether it came to its end. */
    sweep: (shards: readonly number[]) =>
      survive(async () => {
        ledger.count('sweeps');
        const limits = { time: 60_000, payments: 10_000, concurrency: 16, shards };
        const { checked } = await reconcile(limits, deps);
        ledger.count('payments swept', checked);
      }),
  };
}

/** Counts what went wrong at Pockyt, from what the simulator reports. */
export function countFaultOfPockyt(event: object, ledger: Ledger): void {
  const { event: name, endpoint, kind } = event as Record<string, string>;
  if (name === 'call.failed') ledger.count(`Pockyt: ${endpoint} ${kind}`);
  if (name === 'query.lagged') ledger.count('Pockyt: tran-query lags');
}
