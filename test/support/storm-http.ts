import { setTimeout as delay } from 'node:timers/promises';
import { startDynamoDb } from '#local/dynamodb.ts';
import { remoteSimulator } from '#local/simulate/remote.ts';
import { rotate, type Step } from '#local/simulate/rotate.ts';
import { planDatabaseFaults } from './database-faults.ts';
import { startDynamoDbProxy } from './dynamodb-proxy.ts';
import { type Stack, startStack } from './stack.ts';
import { countFaultOfPockyt, type StormOptions } from './storm.ts';
import { type Fate, fateOf } from './storm-fates.ts';
import { createLedger, imbalance, type Ledger, ordersOf, type StormResult } from './storm-ledger.ts';
import { createPostman, type Postman } from './storm-postman.ts';

export interface HttpStormOptions extends StormOptions {
  /** Whether there are faults and expiries as well whose end takes minutes. */
  readonly slow: boolean;
  /** Milliseconds after the last payment's life within which each payment must be what Pockyt has. */
  readonly deadline: number;
}

const TOKENS = ['the-first-token', 'the-second-token'] as const;
/** Payments that are read side by side. */
const READERS = 8;

/**
 * The storm through the front door: the synthesised stack as `npm start` runs it, the functions in processes of their
 * own, a merchant who calls over HTTP, and Pockyt's own notices. Between the functions and the database is a proxy that
 * fails.
 *
 * The clock is the real one. So the seed says what happens to each payment and to each command for it, and not which
 * of two comes first: what reconciliation finds before a notice does may differ from run to run.
 */
export async function stormOverHttp(options: HttpStormOptions): Promise<StormResult> {
  const { seed, slow, concurrency, payments, deadline } = options;
  const ledger = createLedger();
  const database = await startDynamoDb({ engine: options.engine });
  const proxy = await startDynamoDbProxy(database.endpoint);
  const faults = planDatabaseFaults({ seed, lasting: slow, hanging: true });
  let stack: Stack | undefined;
  try {
    stack = await startStack(
      { token: TOKENS[0], checkDelays: '3,6,9,15,30', reconcileSeconds: 1 },
      {
        dynamoDb: database,
        dynamoDbEndpoint: proxy.endpoint,
        timers: true,
        simulatorLog: (event) => countFaultOfPockyt(event, ledger),
      },
    );
    const { simulator } = stack;
    simulator.repeatedReference = 'second-order';
    simulator.holdNotices(true);
    proxy.failWhen(faults.faultOf);
    const world = { stack, ledger, postman: createPostman(simulator) };
    const token = tokenOf(stack);
    await token.prepare();
    const references = Array.from({ length: payments }, (_, index) => `storm-${index}`);
    const queue = [...references];
    await sideBySide(concurrency, queue, async (reference) => {
      if (queue.length === Math.floor(payments / 2)) {
        await token.replace(slow);
        ledger.count('rotations');
      }
      await live(reference, fateOf(reference, { seed, slow }), world, options);
    });
    simulator.faults.clear();
    faults.end();
    const imbalances = await settle(references, world, deadline);
    imbalances.push(...world.postman.countInto(ledger));
    for (const [kind, times] of Object.entries(faults.counts)) ledger.count(`database: ${kind}`, times);
    return { ledger: ledger.counts, imbalances };
  } finally {
    await stack?.stop();
    await proxy.stop();
    await database.stop();
  }
}

interface World {
  readonly stack: Stack;
  readonly ledger: Ledger;
  readonly postman: Postman;
}

/** One payment's life, as fate has it. */
async function live(reference: string, fate: Fate, world: World, options: HttpStormOptions): Promise<void> {
  const { simulator } = world.stack;
  if (fate.orderFault) simulator.faults.nextFor(reference, 'secure-pay', fate.orderFault);
  let status = await create(reference, fate, world);
  if (fate.repeats) await Promise.all([create(reference, fate, world), create(reference, fate, world)]);
  // Nobody who is told to come back in a minute does so here: whoever loses patience leaves it to reconciliation.
  for (let tries = options.slow ? 1 : 8; tries > 0 && status >= 300; tries--) {
    status = await create(reference, fate, world);
  }
  const order = ordersOf(simulator, reference).at(-1);
  if (order === undefined || order.status !== 'pending') return;
  const { transactionNo } = order;

  if (options.notices && fate.stale) world.postman.keepStale(transactionNo);
  if (fate.end === 'paid') await simulator.pay(transactionNo);
  if (fate.end === 'failed') await simulator.fail(transactionNo);
  if (fate.end === 'cancelled') {
    if (fate.cancelFault) simulator.faults.nextFor(transactionNo, 'cancel', fate.cancelFault);
    const path = `/payment-links/${reference}/cancel`;
    for (let tries = 3; tries > 0; tries--) {
      if ((await asked('cancel', path, world, {})).status < 500) break;
    }
  }
  if (options.notices) {
    // Of a notice that is lost only reconciliation would meet the fault, and ask again a minute later.
    const isAsked = options.slow || (fate.copies > 0 && fate.end !== 'left');
    if (fate.queryFault && isAsked) simulator.faults.nextFor(transactionNo, 'tran-query', fate.queryFault);
    await world.postman.deliver(transactionNo, fate);
  }
  const path = `/payment-links/${reference}`;
  await asked('read', path, world);
  if (fate.end !== 'paid' || fate.refunds.length === 0) return;
  await asked('refresh', `${path}?refresh=true`, world);
  for (const [index, { amount, fault }] of fate.refunds.entries()) {
    const body = { refundReference: `refund-${reference}-${index}`, refundAmount: amount };
    if (fault) simulator.faults.nextFor(transactionNo, 'refund', fault);
    const ask = () => asked('refund', `${path}/refunds`, world, body);
    await Promise.all(fate.refundsTwice ? [ask(), ask()] : [ask()]);
  }
}

async function create(reference: string, { timeout }: Fate, world: World): Promise<number> {
  const body = { amount: '13', currency: 'PHP', vendor: 'alipay', reference, timeout };
  const callbackUrl = 'https://shop.example/back';
  const { status } = await asked('create', '/payment-links', world, { ...body, callbackUrl });
  if (status === 201) world.ledger.count('created');
  return status;
}

/** A request of the merchant's, which is counted. */
async function asked(what: string, path: string, { stack, ledger }: World, body?: object) {
  const response = await stack.merchant(path, body);
  ledger.count(`${what} answered ${response.status}`);
  return { status: response.status, document: JSON.parse(await response.text()) };
}

/** The merchant's token, replaced as an operator does it. */
function tokenOf({ simulator, secretsManager, assembly }: Stack) {
  const { environment } = assembly.functions.find((each) => each.environment.CREDENTIALS_SECRET)!;
  const running = {
    simulator: simulator.baseUrl,
    secretsManager: secretsManager.endpoint,
    credentialsSecret: environment.CREDENTIALS_SECRET as string,
  };
  const remote = remoteSimulator(simulator.baseUrl);
  const [old, next] = TOKENS;
  const step = (step: Step) => rotate({ running, remote, token: next, step, say: () => {} });
  return {
    prepare: () => step('pending'),
    /** @param withdraws whether Pockyt refuses calls under the old token at once: then some have to be made again. */
    async replace(withdraws: boolean) {
      simulator.setTokens([next, old]);
      await step('promote');
      if (withdraws) simulator.setTokens([next]);
    },
  };
}

/** Waits until each payment is what Pockyt has, or for as long as it may take; gives what is not. */
async function settle(references: readonly string[], world: World, deadline: number): Promise<string[]> {
  const end = Date.now() + deadline;
  let wrong = [...references];
  while (Date.now() < end) {
    wrong = (await weighAll(wrong, world)).flatMap(({ reference, problem }) => (problem ? [reference] : []));
    if (wrong.length === 0 && world.postman.isDone()) break;
    await delay(250);
  }
  world.ledger.count('seconds to settle', Math.round((Date.now() - end + deadline) / 1000));
  // What was right must be so still.
  const weighed = await weighAll(references, world);
  for (const { status } of weighed) world.ledger.count(`ended ${status}`);
  return weighed.flatMap(({ reference, status, problem }) =>
    problem ? [`${reference} is ${status}: ${problem}`] : [],
  );
}

async function weighAll(references: readonly string[], { stack }: World) {
  const weighed: { reference: string; status: string; problem: string | null }[] = [];
  await sideBySide(READERS, [...references], async (reference) => {
    const response = await stack.merchant(`/payment-links/${reference}`);
    const document = JSON.parse(await response.text());
    const isStored = response.status !== 404;
    const refunds = (document.refunds ?? []).map(({ status, ...refund }: { status: string }) => ({
      ...refund,
      state: status,
    }));
    const seen = {
      status: document.status,
      linkedTo: document.paymentUrl && document.transactionNo,
      refunds,
    };
    const problem = imbalance(isStored ? seen : null, ordersOf(stack.simulator, reference), new Date());
    weighed.push({ reference, status: isStored ? seen.status : 'none', problem });
  });
  return weighed;
}

async function sideBySide<T>(workers: number, queue: T[], work: (item: T) => Promise<void>): Promise<void> {
  const worker = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: workers }, worker));
}
