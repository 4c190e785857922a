import fc from 'fast-check';
import { type Functions, startFunctions } from '#test/support/functions.ts';
import {
  CHECK_DELAYS,
  DAY,
  HOUR,
  isHidden,
  type Model,
  type ModelOrder,
  ordered,
  PAID_CHECKS,
  PRICE,
  pass,
  refundable,
  refunded,
  statusOf,
  type Truth,
  tell,
} from '#test/support/model.ts';
import { type ModelStep, modelSteps } from '#test/support/model-steps.ts';
import { createModelWorld, type ModelWorld } from '#test/support/model-world.ts';
import { type Clock, startClock } from '#tools/harness/clock.ts';

/**
 * The real handlers, database, Secrets Manager API and simulator do what a small model says, whatever callers, customers,
 * banks, forgers, faults and the clock do in whatever order.
 */
let functions: Functions;
let clock: Clock;
let world: ModelWorld;
let runs = 0;
const done = new Map<string, number>();

beforeAll(async () => {
  clock = startClock(new Date('2026-05-01T12:00:00Z'));
  const seconds = (times: readonly number[]) => times.map((time) => time / 1000).join(',');
  functions = await startFunctions({
    environment: { CHECK_DELAYS: seconds(CHECK_DELAYS), PAID_CHECKS: seconds(PAID_CHECKS) },
  });
  functions.simulator.repeatedReference = 'second-order';
  functions.simulator.holdNotices(true);
  world = createModelWorld(functions, clock);
});
afterAll(async () => {
  await functions.stop();
  clock.stop();
});

type Both = ReadonlyMap<string, Model>;

/** A step of one of the two payments. */
class Command implements fc.AsyncCommand<Both, ModelWorld> {
  readonly #name: string;
  readonly #step: ModelStep;

  constructor(name: string, step: ModelStep) {
    [this.#name, this.#step] = [name, step];
  }

  check(both: Both): boolean {
    return this.#step.needs(both.get(this.#name) as Model);
  }

  async run(both: Both): Promise<void> {
    const { what, does } = this.#step;
    done.set(what, (done.get(what) ?? 0) + 1);
    await does(both.get(this.#name) as Model);
    for (const model of both.values()) await compare(model);
    world.tick();
  }

  toString(): string {
    return `${this.#step.what}(${this.#name})`;
  }
}

/** The schedule goes on, for a day or for weeks. */
class Pass implements fc.AsyncCommand<Both, ModelWorld> {
  readonly #milliseconds: number;

  constructor(milliseconds: number) {
    this.#milliseconds = milliseconds;
  }

  check(): boolean {
    return true;
  }

  async run(both: Both): Promise<void> {
    done.set('pass', (done.get('pass') ?? 0) + 1);
    await passing(both, this.#milliseconds);
  }

  toString(): string {
    return `pass ${this.#milliseconds / HOUR} hours`;
  }
}

async function passing(both: Both, milliseconds: number): Promise<void> {
  const from = world.now();
  await world.pass(milliseconds);
  for (const model of both.values()) {
    pass(model, from, world.now(), world.truthOf);
    await compare(model);
  }
  world.tick();
}

async function compare(model: Model): Promise<void> {
  const { status, body } = await world.read(model.reference);
  const orders = world.orders(model);
  const seen = body.orders ?? [];
  const shown = model.orders.flatMap(({ transactionNo, state }) => {
    const same = seen.find((each) => each.transactionNo === transactionNo);
    return same && transactionNo ? [{ transactionNo, state, seen: same.state }] : [];
  });
  expect({ status: status === 404 ? 'none' : body.status, shown }).toEqual({
    status: statusOf(model),
    shown: shown.map((each) => ({ ...each, seen: each.state })),
  });
  expect(orders.filter(({ status }) => ['init', 'pending', 'dealing'].includes(status)).length).toBeLessThan(
    2,
  );
  for (const { refunds } of orders) {
    expect(refunds.reduce((sum, { amount }) => sum + Number(amount), 0)).toBeLessThanOrEqual(PRICE);
  }
  const sum = (cents: (order: ModelOrder) => number) =>
    (model.orders.reduce((total, order) => total + cents(order), 0) / 100).toFixed(2);
  const money = { refunded: sum(refunded), refundable: sum(refundable) };
  const { refundedAmount, refundableAmount } = body;
  if (refundedAmount) expect({ refunded: refundedAmount, refundable: refundableAmount }).toEqual(money);
}

async function isPaid(model: Model): Promise<void> {
  expect((await world.create(model.reference)).status).toBe(201);
  const transactionNo = world.orders(model).at(-1)?.transactionNo;
  ordered(model, world.now(), { transactionNo, state: 'open', hasLink: true });
  const [order] = model.orders as [ModelOrder];
  world.becomes(order, 'success');
  await world.tell(order);
  tell(order, 'success', world.truthOf(order) as Truth, world.now());
  world.tick();
}

it('every sequence of events ends as the model says, and nothing is left to ask that could be known', async () => {
  const names = fc.constantFrom('first', 'second');
  const steps = modelSteps(() => world).map((step) =>
    fc.tuple(names, step).map(([name, each]) => new Command(name, each)),
  );
  const passes = fc.constantFrom(30 * HOUR, 30 * HOUR, 9 * DAY).map((milliseconds) => new Pass(milliseconds));
  await fc.assert(
    fc.asyncProperty(
      fc.commands([...steps, passes, passes], { maxCommands: 40, size: 'max' }),
      async (commands) => {
        await world.forgetAll();
        const run = ++runs;
        // References that resemble each other.
        const [first, second] = [`model-${run}`, `model-${run}-2`];
        const both: Both = new Map<string, Model>([
          ['first', { reference: first, orders: [] }],
          ['second', { reference: second, orders: [] }],
        ]);
        // One of the two is paid from the beginning, so that what can only happen then happens often.
        await isPaid(both.get('second') as Model);
        await fc.asyncModelRun(() => ({ model: both, real: world }), commands);
        functions.simulator.faults.clear();
        await passing(both, 400 * DAY);
        const open = [...both.values()].filter(({ orders }) =>
          orders.some(
            (order) =>
              isHidden(order, world.truthOf(order)) ||
              [...order.requests.values()].some(({ state }) => state === 'unknown'),
          ),
        );
        for (const reference of await world.due()) {
          expect(open.map((model) => model.reference)).toContain(reference);
        }
      },
    ),
    { numRuns: 150, seed: 7 },
  );
  for (const what of [
    'create',
    'happen',
    'notice',
    'portal',
    'portal, told',
    'pass',
    'cancel',
    'lose the link',
  ]) {
    expect([what, (done.get(what) ?? 0) > 5]).toEqual([what, true]);
  }
}, 180_000);
