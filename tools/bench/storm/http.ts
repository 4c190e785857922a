import { setTimeout as delay } from 'node:timers/promises';
import { startDynamoDb } from '#tools/cdk-local/dynamodb.ts';
import { startDynamoDbProxy } from '#tools/harness/dynamodb-proxy.ts';
import { planDatabaseFaults } from '#tools/harness/fault-plan.ts';
import { type Stack, startStack } from '#tools/harness/stack.ts';
import { remoteSimulator } from '#tools/simulator/command-line/remote.ts';
import { rotate, type Step } from '#tools/simulator/command-line/rotate.ts';
import { createDelivery } from './delivery.ts';
import { type HttpStage, live } from './http-acts.ts';
import {
  createLedger,
  imbalance,
  ordersOf,
  plainFacts,
  type StoredPayment,
  type StormResult,
} from './ledger.ts';
import { planOf, referenceOf, shapesOf } from './plan.ts';
import type { StormOptions } from './storm.ts';
import { countFaultOfPockyt } from './world.ts';

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
 * of two comes first: what reconciliation finds before a notice does may differ from run to run. What takes days is left
 * to the storm that has a clock of its own.
 */
export async function stormOverHttp(options: HttpStormOptions): Promise<StormResult> {
  const { seed, slow, notices, concurrency, payments, deadline, tell = () => {} } = options;
  const ledger = createLedger();
  const database = await startDynamoDb({ engine: options.engine });
  const proxy = await startDynamoDbProxy(database.endpoint);
  const faults = planDatabaseFaults({ seed, lasting: slow, hanging: true });
  let stack: Stack | undefined;
  try {
    stack = await startStack(
      { token: TOKENS[0], checkDelays: '3,6,9,15,30', paidChecks: '5,15,30,60,120', reconcileSeconds: 1 },
      {
        dynamoDb: database,
        dynamoDbEndpoint: proxy.endpoint,
        timers: true,
        simulatorLog: (event) => countFaultOfPockyt(event, ledger),
      },
    );
    const { simulator } = stack;
    Object.assign(simulator, shapesOf(seed), { repeatedReference: 'second-order' });
    for (const [name, shape] of Object.entries(shapesOf(seed))) ledger.count(`shape: ${name} ${shape}`);
    simulator.holdNotices(true);
    proxy.failWhen(faults.faultOf);
    const token = tokenOf(stack);
    const stage: HttpStage = {
      ...{ stack, ledger, notices, slow },
      delivery: createDelivery(simulator),
      untold: new Set(),
      token: token.current,
    };
    await token.prepare();
    const numbers = Array.from({ length: payments }, (_, number) => number);
    const queue = [...numbers];
    await sideBySide(concurrency, queue, async (number) => {
      tell(`${payments - queue.length} of ${payments} payments`);
      if (queue.length === Math.floor(payments / 2)) {
        await token.replace(slow);
        ledger.count('rotations');
      }
      await live(referenceOf(number), planOf(number, { seed, slow }), stage);
    });
    simulator.faults.clear();
    faults.end();
    tell('Waiting until every payment is what Pockyt has');
    const imbalances = await waitForBalance(numbers.map(referenceOf), stage, deadline);
    imbalances.push(...stage.delivery.countInto(ledger));
    for (const line of stack.output) {
      const event = /"event":"([^"]+)"/.exec(line)?.[1];
      if (event) ledger.count(`log ${event}`);
    }
    for (const [kind, times] of Object.entries(faults.counts)) ledger.count(`database: ${kind}`, times);
    return { ledger: ledger.counts, imbalances };
  } finally {
    await stack?.stop();
    await proxy.stop();
    await database.stop();
  }
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
  let current: string = old;
  const step = (step: Step) => rotate({ running, remote, token: next, step, say: () => {} });
  return {
    current: () => current,
    prepare: () => step('pending'),
    /** @param withdraws whether Pockyt refuses calls under the old token at once: then some have to be made again. */
    async replace(withdraws: boolean) {
      simulator.setTokens([next, old]);
      current = next;
      await step('promote');
      if (withdraws) simulator.setTokens([next]);
    },
  };
}

/** Waits until each payment is what Pockyt has, or for as long as it may take; gives what is not. */
async function waitForBalance(
  references: readonly string[],
  stage: HttpStage,
  deadline: number,
): Promise<string[]> {
  const { ledger, delivery } = stage;
  const end = Date.now() + deadline;
  let wrong = [...references];
  while (Date.now() < end) {
    wrong = (await compare(wrong, stage)).flatMap(({ reference, problem }) => (problem ? [reference] : []));
    if (wrong.length === 0 && delivery.isDone()) break;
    await delay(250);
  }
  ledger.count('seconds until it balanced', Math.round((Date.now() - end + deadline) / 1000));
  // What was right must be so still.
  const compared = await compare(references, stage);
  for (const { status } of compared) ledger.count(`ended ${status}`);
  return compared.flatMap(({ reference, status, problem }) =>
    problem ? [`${reference} is ${status}: ${problem}`] : [],
  );
}

async function compare(references: readonly string[], { stack, untold }: HttpStage) {
  const { simulator } = stack;
  const compared: { reference: string; status: string; problem: string | null }[] = [];
  await sideBySide(READERS, [...references], async (reference) => {
    const response = await stack.merchant(`/payment-links/${reference}`);
    const document = JSON.parse(await response.text());
    const seen = response.status === 404 ? null : (document as StoredPayment);
    const linkedTo = document.paymentUrl && document.transactionNo;
    const told = ordersOf(simulator, reference).filter(({ transactionNo }) => !untold.has(transactionNo));
    const facts = { ...plainFacts(new Date()), isReadable: simulator.refundInfoShape !== 'rmb-only' };
    const problem = imbalance(seen && { ...seen, linkedTo }, told, facts);
    compared.push({ reference, status: seen?.status ?? 'none', problem });
  });
  return compared;
}

async function sideBySide<T>(workers: number, queue: T[], work: (item: T) => Promise<void>): Promise<void> {
  const worker = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: workers }, worker));
}
