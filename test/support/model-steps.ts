import fc from 'fast-check';
import {
  currentOf,
  holdsMoney,
  isToBeClosed,
  learn,
  MINUTE,
  type Model,
  type ModelOrder,
  ordered,
  PRICE,
  refundable,
  statusOf,
  tell,
} from './model.ts';
import type { ModelWorld } from './model-world.ts';

/** One thing that happens to a payment: what it needs, what it does, and what the model makes of it. */
export interface ModelStep {
  readonly what: string;
  readonly needs: (model: Model) => boolean;
  readonly does: (model: Model) => Promise<unknown>;
}

/** What may become of an order at Pockyt. Money can come to one that was closed, and go again without a refund. */
const NEXT: Readonly<Record<string, readonly string[]>> = {
  init: ['success', 'success', 'success', 'failed', 'pending', 'dealing'],
  pending: ['success', 'failed', 'closed'],
  dealing: ['success', 'failed', 'closed'],
  success: ['reversed', 'closed'],
  closed: ['success'],
  failed: ['success'],
};
const FAULTS = {
  made: undefined,
  lost: { kind: 'cut', accept: 'now' },
  unheard: { kind: 'cut', accept: 'never' },
  refused: { kind: 'refuse', code: '000040' },
} as const;

/** Everything that may happen. What happens often in life stands there often. */
export function modelSteps(world: () => ModelWorld): fc.Arbitrary<ModelStep>[] {
  const step = (
    what: string,
    needs: (model: Model) => boolean,
    does: (model: Model) => Promise<unknown>,
  ): fc.Arbitrary<ModelStep> => fc.constant({ what, needs, does });
  const isOneOf =
    (...statuses: string[]) =>
    (model: Model) =>
      statuses.includes(statusOf(model));
  const wordOf = (order: ModelOrder | undefined) => order && world().orderAt(order)?.status;
  const ask = (order: ModelOrder) => learn(order, world().truthOf(order), world().now());
  const newest = (model: Model) => world().orders(model).at(-1)?.transactionNo;

  const creates = step(
    'create',
    // That an order never arrived is believed after a minute, which is the schedule's matter.
    (model) =>
      statusOf(model) !== 'unknown' ||
      model.orders.every((order) => wordOf(order) !== undefined || order.state !== 'unknown'),
    async (model) => {
      const before = statusOf(model);
      const { status } = await world().create(model.reference);
      for (const order of model.orders.filter((each) => before === 'unknown' && isToBeClosed(each, model))) {
        const isOpen = wordOf(order) === 'closed';
        ask(order);
        if (isOpen) order.askAgainAt = world().now() + MINUTE;
      }
      const isNew = ['none', 'rejected'].includes(statusOf(model));
      if (isNew)
        ordered(model, world().now(), { transactionNo: newest(model), state: 'open', hasLink: true });
      // Whether an order can be paid of which nobody can learn what became of it, a person has to say.
      expect(status).toBe(isNew ? 201 : statusOf(model) === 'unknown' ? 409 : 200);
    },
  );
  const losesALink = fc.boolean().chain((arrives) =>
    step(arrives ? 'lose the link' : 'lose the request', isOneOf('none', 'rejected'), async (model) => {
      world().simulator.faults.next('secure-pay', { kind: 'cut', accept: arrives ? 'now' : 'never' });
      expect((await world().create(model.reference)).status).toBe(502);
      const transactionNo = arrives ? newest(model) : undefined;
      ordered(model, world().now(), { transactionNo, state: 'unknown', hasLink: false });
    }),
  );
  const refuses = step('refuse', isOneOf('none', 'rejected'), async (model) => {
    world().simulator.faults.next('secure-pay', { kind: 'refuse', code: '000023' });
    expect((await world().create(model.reference)).status).toBe(422);
    ordered(model, world().now(), { transactionNo: undefined, state: 'refused', hasLink: false });
  });

  const happens = fc.tuple(fc.nat(), fc.nat()).chain(([which, next]) =>
    step(
      'happen',
      (model) => model.orders.some((order) => wordOf(order) !== undefined && wordOf(order) !== 'reversed'),
      async (model) => {
        const orders = model.orders.filter((order) => wordOf(order) !== undefined);
        const order = orders[which % orders.length] as ModelOrder;
        const words = NEXT[wordOf(order) as string];
        if (words) world().becomes(order, words[next % words.length] as string);
      },
    ),
  );
  const tells = fc.nat().chain((which) => {
    // Of an order whose number nobody knows only money is taken for true.
    const told = (model: Model) =>
      model.orders.filter((order) => {
        const word = wordOf(order);
        return word !== undefined && (order.state !== 'unknown' || word === 'success');
      });
    return step(
      'notice',
      (model) => told(model).length > 0,
      async (model) => {
        const order = told(model)[which % told(model).length] as ModelOrder;
        expect((await world().tell(order)).statusCode).toBe(200);
        tell(order, wordOf(order) as string, world().truthOf(order) as never, world().now());
      },
    );
  });
  const forges = fc.constantFrom('success', 'success', 'failed', 'reversed').chain((says) =>
    step(
      `leaked ${says}`,
      (model) => currentOf(model)?.hasLink === true,
      async (model) => {
        const order = currentOf(model) as ModelOrder;
        expect((await world().forge(order, says, 'a-forged-token')).statusCode).toBe(401);
        expect((await world().forge(order, says)).statusCode).toBe(200);
        tell(order, says, world().truthOf(order) as never, world().now());
      },
    ),
  );
  const cancels = step(
    'cancel',
    isOneOf('pending', 'paid', 'failed', 'closed', 'refunded', 'reversed'),
    async (model) => {
      const before = statusOf(model);
      const order = currentOf(model) as ModelOrder;
      const wasOpen = ['init', 'pending', 'dealing'].includes(wordOf(order) as string);
      const { status } = await world().cancel(model.reference);
      if (before === 'pending') {
        ask(order);
        if (wasOpen) order.askAgainAt = world().now() + MINUTE;
      }
      expect(status).toBe(statusOf(model) === 'closed' ? 200 : 409);
    },
  );
  const refreshes = step(
    'refresh',
    // With more orders than one it is the system's own matter which it asks about.
    (model) =>
      model.orders.filter(({ state }) => state !== 'refused' && state !== 'absent').length === 1 &&
      statusOf(model) !== 'unknown',
    async (model) => {
      await world().refresh(model.reference);
      ask(currentOf(model) as ModelOrder);
    },
  );

  const refunds = fc
    .record({
      name: fc.constantFrom('one', 'two', 'three'),
      cents: fc.integer({ min: 1, max: PRICE + 100 }),
      fault: fc.constantFrom('made', 'made', 'lost', 'unheard', 'refused'),
    })
    .chain(({ name, cents, fault }) =>
      step(`refund ${fault}`, isOneOf('paid'), async (model) => {
        const paid = model.orders.filter(holdsMoney);
        const order = paid.at(-1) as ModelOrder;
        const named = paid.length > 1 ? { transactionNo: order.transactionNo } : {};
        const refundReference = `${name}-${model.reference}`;
        const refundAmount = `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;
        const of = model.orders.find(({ requests }) => requests.has(refundReference));
        const earlier = of?.requests.get(refundReference);
        const isOpen = earlier !== undefined && earlier.state !== 'refused';
        // A refund that is known belongs to its order, whatever is named.
        if (isOpen && of !== order) return;
        world().simulator.faults.next('refund', FAULTS[fault as 'made']);
        const truth = world().truthOf(order);
        const { status } = await world().refund(model.reference, { refundReference, refundAmount, ...named });
        world().simulator.faults.clear();
        if (earlier?.state !== 'done') learn(order, truth, world().now());
        if (isOpen) {
          expect(status).toBe(earlier.cents !== cents ? 422 : earlier.state === 'done' ? 200 : 409);
        } else if (truth?.word !== 'success') expect(status).toBeGreaterThanOrEqual(409);
        else if (cents > refundable(order)) expect(status).toBe(409);
        else {
          expect(status).toBe({ made: 201, lost: 502, unheard: 502, refused: 422 }[fault]);
          const state = { made: 'done', lost: 'unknown', unheard: 'unknown', refused: 'refused' }[fault];
          order.requests.set(refundReference, { cents, sentAt: world().now(), state: state as 'done' });
        }
      }),
    );
  const portal = fc
    .record({ cents: fc.integer({ min: 1, max: 700 }), isAll: fc.boolean(), isTold: fc.boolean() })
    .chain(({ cents, isAll, isTold }) =>
      step(
        isTold ? 'portal, told' : 'portal',
        (model) => left(model).length > 0,
        async (model) => {
          const order = left(model)[0] as ModelOrder;
          const rest = restOf(order);
          const refund = world().refundAtPortal(order, isAll ? rest : Math.min(cents, rest));
          if (!isTold) return;
          expect((await world().tell(order, refund)).statusCode).toBe(200);
          tell(order, `refund: ${refund.refundReference}`, world().truthOf(order) as never, world().now());
        },
      ),
    );
  const restOf = (order: ModelOrder) =>
    PRICE - [...(world().truthOf(order)?.refunds.values() ?? [])].reduce((sum, each) => sum + each, 0);
  const left = (model: Model) =>
    model.orders.filter(
      (order) => order.state !== 'unknown' && wordOf(order) === 'success' && restOf(order) > 0,
    );

  return [
    ...[creates, creates, creates, happens, happens, happens, tells, tells, tells],
    ...[refunds, refunds, refunds, portal, portal, cancels, refreshes],
    ...[losesALink, losesALink, refuses, forges],
  ];
}
