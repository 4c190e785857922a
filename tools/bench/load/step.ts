import { Agent, request as httpRequest } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { createRng } from '#tools/harness/rng.ts';
import type { Stack } from '#tools/harness/stack.ts';
import { imbalance, ordersOf, plainFacts } from '../storm/ledger.ts';
import { poissonArrivals } from './arrivals.ts';
import { type Load, openLoop } from './open-loop.ts';
import { busiest, processorSeconds } from './processors.ts';

export interface StepOptions {
  /** Payments a second. */
  readonly rate: number;
  readonly seconds: number;
  readonly seed: number;
}

export interface Step {
  readonly creates: Load;
  /** Payments whose create was answered with a link. */
  readonly created: number;
  /** Which parts kept the processors busy meanwhile. */
  readonly busy: string;
  /** What the ledger does not balance in: payments that are not exactly what Pockyt has. */
  readonly imbalances: readonly string[];
}

const SETTLING_MS = 30_000;

/**
 * Creates payments at a rate and pays each as soon as its link is there, so that its notice comes amid the creates.
 * Then asks for every one of them.
 */
export async function runStep(stack: Stack, { rate, seconds, seed }: StepOptions): Promise<Step> {
  const arrivals = poissonArrivals(rate, seconds, createRng('load', seed, rate));
  const references = arrivals.map((_, index) => `load-${seed}-${rate}-${index}`);
  const agent = new Agent({ keepAlive: true });
  const paying: Promise<unknown>[] = [];
  let created = 0;
  try {
    const [begun, before] = [performance.now(), processorSeconds()];
    const creates = await openLoop(arrivals, async (index) => {
      const { status, document } = await create(stack, agent, references[index] as string);
      if (status !== 201) return;
      created++;
      paying.push(stack.simulator.pay(document.transactionNo as string));
    });
    await Promise.all(paying);
    const busy = busiest(before, processorSeconds(), (performance.now() - begun) / 1000);
    return { creates, created, busy, imbalances: await balance(references, stack) };
  } finally {
    agent.destroy();
  }
}

async function create({ url, apiKey }: Stack, agent: Agent, reference: string) {
  const callbackUrl = 'https://shop.example/back';
  const body = JSON.stringify({ amount: '13.00', currency: 'PHP', vendor: 'alipay', reference, callbackUrl });
  return new Promise<{ status: number; document: Record<string, unknown> }>((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${apiKey}`,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    };
    const asked = httpRequest(
      `${url}/payment-links`,
      { agent, method: 'POST', headers },
      async (response) => {
        resolve({ status: response.statusCode as number, document: JSON.parse(await text(response)) });
      },
    );
    asked.on('error', reject);
    asked.end(body);
  });
}

/** Waits until every payment is what Pockyt has, or for as long as that may take. Gives what is not. */
async function balance(references: readonly string[], stack: Stack): Promise<string[]> {
  const end = Date.now() + SETTLING_MS;
  let wrong = await wrongOf(references, stack);
  while (wrong.length > 0 && Date.now() < end) {
    await delay(500);
    wrong = await wrongOf(
      wrong.map(({ reference }) => reference),
      stack,
    );
  }
  return wrong.map(({ reference, problem }) => `${reference}: ${problem}`);
}

async function wrongOf(references: readonly string[], stack: Stack) {
  const wrong: { reference: string; problem: string }[] = [];
  for (const reference of references) {
    const response = await stack.merchant(`/payment-links/${reference}`);
    const document = JSON.parse(await response.text());
    const linkedTo = document.paymentUrl && document.transactionNo;
    const { status, amount } = document;
    const seen = response.status === 404 ? null : { status, amount, linkedTo, refunds: [] };
    const problem = imbalance(seen, ordersOf(stack.simulator, reference), plainFacts(new Date()));
    if (problem !== null) wrong.push({ reference, problem });
  }
  return wrong;
}
