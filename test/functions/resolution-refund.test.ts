import type { ResolutionFields } from '#functions/resolution/request.ts';
import { type ResolutionResult, resolveUnknownRefund } from '#functions/resolution/resolution.ts';
import { paymentLinkWithHistory } from '#shared/http/payment-link.ts';
import { DAY, HOUR, MINUTE } from '#tools/harness/clock.ts';
import type { Fault } from '#tools/simulator/faults.ts';
import { PUBLIC_URL } from './support/problem-of.ts';
import { lost, openWorld } from './support/world.ts';

const world = openWorld();
const NOT_MADE: ResolutionFields = { outcome: 'not-made', seen: 'No refund at the payment.' };
/** Pockyt lists nothing, whatever it made. */
const UNLISTED: Fault = { kind: 'altered', result: { refundInfo: undefined } };

const resolve = async (fields: ResolutionFields, name = 'one'): Promise<ResolutionResult> =>
  resolveUnknownRefund(await world.stored(), name, { ...fields, by: 'anna' }, world.deps);
const made = (transactionNo: string): ResolutionFields => ({
  outcome: 'made',
  seen: 'Refund of 10.00, success.',
  transactionNo,
});
const refundNumber = () => world.order().refunds[0]?.refundTransactionNo as string;
const shown = async () => paymentLinkWithHistory(await world.stored(), PUBLIC_URL);
const words = async () => (await world.stored()).history.filter(({ source }) => source === 'person');
const unlisted = (count = 200) =>
  world.simulator.faults.nextFor(
    world.order().transactionNo,
    'tran-query',
    ...Array.from({ length: count }, () => UNLISTED),
  );

/** A refund of 10.00 of 13.00 whose answer is lost, and which Pockyt has made or never heard of. */
async function lose(accept: 'now' | 'never'): Promise<void> {
  world.simulator.faults.next('refund', { kind: 'cut', at: 'midway', accept });
  await world.refund('one', '10');
  if (accept === 'now') unlisted();
}

async function anHour(): Promise<void> {
  for (let minute = 0; minute < 60; minute++) await world.sweep(MINUTE);
  world.logged.length = 0;
}

beforeEach(async () => {
  await world.paid();
  world.pass(MINUTE);
});

describe('a refund of which Pockyt has never heard', () => {
  it('frees its money by the word that it was not made, so that another one fits', async () => {
    await lose('never');
    await anHour();
    await world.sweep(DAY);
    expect(await world.refund('two', '13')).toMatchObject({ kind: 'exceeds-the-payment' });

    const result = await resolve(NOT_MADE);
    expect(result).toMatchObject({ kind: 'resolved', payment: { status: 'paid' } });
    expect(await words()).toMatchObject([
      {
        at: world.at(0),
        event: 'resolved',
        from: 'paid',
        to: 'paid',
        refund: { refundReference: 'one', refundAmount: '10' },
        resolution: { ...NOT_MADE, by: 'anna' },
      },
    ]);
    expect(world.logged.at(-1)).toMatchObject([
      'payment.resolved',
      { refundReference: 'one', status: 'paid', reason: 'not-made' },
    ]);
    expect(world.events().at(-1)).toMatchObject({
      eventRefundReference: 'one',
      eventRefundStatus: 'refused',
    });
    expect(await shown()).toMatchObject({
      refunds: [{ status: 'refused', byWord: true, failure: { reason: 'resolved-by-a-person' } }],
      refundableAmount: '13.00',
    });
    expect(await world.refund('two', '13')).toMatchObject({ kind: 'made' });
  });

  it('may be asked for anew under its name, and is not by word any more', async () => {
    await lose('never');
    await anHour();
    await resolve(NOT_MADE);
    expect(await world.refund('one', '10')).toMatchObject({ kind: 'made' });
    expect(await shown()).not.toHaveProperty('refunds.0.byWord');
    expect(await words()).toHaveLength(1);
  });

  it('is ended in no other way: `made` is not believed of a number that Pockyt does not know', async () => {
    await lose('never');
    await anHour();
    expect(await resolve(made('900000000000000002'))).toMatchObject({ kind: 'contradicted' });
    expect(await words()).toEqual([]);
  });

  it('keeps its money while Pockyt is silent', async () => {
    await lose('never');
    await anHour();
    world.beforeCall = lost;
    expect(await resolve(NOT_MADE)).toEqual({ kind: 'unanswered' });
    expect(await resolve(made('900000000000000002'))).toEqual({ kind: 'unanswered' });
    world.beforeCall = () => {};
    expect(await world.refund('two', '13')).toMatchObject({ kind: 'exceeds-the-payment' });
  });
});

describe('a refund that Pockyt has made and does not list', () => {
  it('keeps its money by the word that it was made, and is told as refunded when Pockyt lists it', async () => {
    await lose('now');
    await anHour();
    const before = await world.stored();
    const told = world.events().length;
    expect(await resolve(made(refundNumber()))).toMatchObject({
      kind: 'resolved',
      payment: { status: 'paid' },
    });
    expect(world.events()).toHaveLength(told);
    expect(await shown()).toMatchObject({
      status: before.status,
      refunds: [{ status: 'done', byWord: true, refundTransactionNo: refundNumber() }],
      refundedAmount: '0.00',
      refundableAmount: '3.00',
    });
    expect(await words()).toMatchObject([{ resolution: { outcome: 'made', by: 'anna' } }]);
    expect(await world.refund('two', '3.01')).toMatchObject({ kind: 'exceeds-the-payment' });
    expect(await world.refund('one', '10')).toMatchObject({ kind: 'repeated' });

    world.simulator.faults.clear();
    world.logged.length = 0;
    world.pass(HOUR);
    await world.refresh();
    expect(await shown()).toMatchObject({ refunds: [{ status: 'done' }], refundedAmount: '10.00' });
    expect(await shown()).not.toHaveProperty('refunds.0.byWord');
    expect(world.loggedEvents()).toEqual(['refund.found']);
    expect(world.events().at(-1)).toMatchObject({ eventRefundReference: 'one', eventRefundStatus: 'done' });
  });

  it('and that counts as not made is done again when Pockyt lists its name, which is said', async () => {
    await lose('now');
    await anHour();
    expect(await resolve(NOT_MADE)).toMatchObject({ kind: 'resolved' });
    world.simulator.faults.clear();
    world.logged.length = 0;
    world.pass(HOUR);
    await world.refresh();
    expect(await shown()).toMatchObject({
      refunds: [{ refundReference: 'one', status: 'done', refundTransactionNo: refundNumber() }],
      refundedAmount: '10.00',
      refundableAmount: '3.00',
    });
    expect(await shown()).not.toHaveProperty('refunds.0.byWord');
    expect(world.loggedEvents()).toEqual(['refund.found', 'payment.contradiction']);
    expect(world.logged.at(-1)).toMatchObject([
      'payment.contradiction',
      { status: 'paid', reason: 'refund-was-made' },
    ]);
    expect(world.events().at(-1)).toMatchObject({ eventRefundReference: 'one', eventRefundStatus: 'done' });
    expect((await world.stored()).history.slice(-2)).toMatchObject([
      { source: 'person', resolution: { ...NOT_MADE, by: 'anna' } },
      { source: 'query', event: 'answer', refunded: '10.00' },
    ]);
  });

  it.each<[string, Record<string, string>]>([
    ['another amount', { amount: '9.00' }],
    ['a payment', { transactionType: 'payment' }],
  ])('is not believed to be one that Pockyt calls %s', async (_, result) => {
    await lose('now');
    await anHour();
    world.simulator.faults.nextFor(refundNumber(), 'tran-query', { kind: 'altered', result });
    expect(await resolve(made(refundNumber()))).toMatchObject({ kind: 'contradicted' });
    expect(await world.stored()).toMatchObject({ orders: [{ refundRequests: [{ state: 'unknown' }] }] });
  });
});

describe('Pockyt, asked in the same request, lists the refund', () => {
  beforeEach(async () => {
    await lose('now');
    world.pass(HOUR);
    world.simulator.faults.clear();
  });

  it('and agrees that it was made', async () => {
    expect(await resolve(made(refundNumber()))).toMatchObject({ kind: 'resolved' });
    expect(await shown()).toMatchObject({ refunds: [{ status: 'done' }], refundedAmount: '10.00' });
    expect(await shown()).not.toHaveProperty('refunds.0.byWord');
    expect((await world.stored()).history.slice(-2)).toMatchObject([
      { source: 'query', trigger: 'resolution', refunded: '10.00' },
      { source: 'person', refund: { refundReference: 'one' }, resolution: { by: 'anna' } },
    ]);
  });

  it('and contradicts that it was not, or that it has another number', async () => {
    expect(await resolve(NOT_MADE)).toMatchObject({ kind: 'contradicted' });
    expect(await shown()).toMatchObject({ refunds: [{ status: 'done' }] });
    expect(await words()).toEqual([]);
    expect(await resolve(NOT_MADE)).toMatchObject({ kind: 'nothing-to-resolve' });
  });

  it('under another number than was seen', async () => {
    expect(await resolve(made('900000000000000002'))).toMatchObject({ kind: 'contradicted' });
    expect(await shown()).toMatchObject({ refunds: [{ status: 'done' }] });
  });
});

describe('nothing is changed', () => {
  it('within the hour, and Pockyt is not asked', async () => {
    await lose('never');
    world.calls.length = 0;
    expect(await resolve(NOT_MADE)).toEqual({ kind: 'too-early', seconds: 3600 });
    world.pass(HOUR - 1);
    expect(await resolve(NOT_MADE)).toEqual({ kind: 'too-early', seconds: 1 });
    expect(world.calls).toEqual([]);
    world.pass(1);
    expect(await resolve(NOT_MADE)).toMatchObject({ kind: 'resolved' });
  });

  it('of what is known, or is not there', async () => {
    await world.refund('one', '10');
    world.pass(HOUR);
    world.calls.length = 0;
    for (const name of ['one', 'two', world.reference, '']) {
      expect(await resolve(NOT_MADE, name)).toMatchObject({ kind: 'nothing-to-resolve' });
    }
    expect(world.calls).toEqual([]);
  });

  it('of what Pockyt refused', async () => {
    world.simulator.faults.next('refund', { kind: 'refuse', code: '000023' });
    await world.refund('one', '10');
    expect(await resolve(NOT_MADE)).toMatchObject({ kind: 'nothing-to-resolve' });
  });

  it.each<[string, ResolutionFields, string, number]>([
    ['the same, which both words say', NOT_MADE, 'resolved', 2],
    ['the opposite', made('900000000000000002'), 'contradicted', 1],
  ])('but by somebody else, who says %s while Pockyt is asked', async (_, word, kind, count) => {
    await lose('never');
    await anHour();
    world.afterCall = async () => {
      world.afterCall = () => {};
      expect(await resolve(NOT_MADE)).toMatchObject({ kind: 'resolved' });
    };
    expect(await resolve({ ...word, seen: 'Looked as well.' })).toMatchObject({ kind });
    expect(await words()).toHaveLength(count);
    expect(await shown()).toMatchObject({ refunds: [{ status: 'refused', byWord: true }] });
  });

  it('where somebody else was faster', async () => {
    await lose('never');
    await anHour();
    world.store.beforeWrite = async ({ history }) => {
      if (history.at(-1)?.source !== 'person') return;
      world.store.beforeWrite = () => {};
      expect(await resolve(NOT_MADE)).toMatchObject({ kind: 'resolved' });
      expect(await world.refund('one', '10')).toMatchObject({ kind: 'made' });
    };
    expect(await resolve(NOT_MADE)).toMatchObject({ kind: 'nothing-to-resolve' });
    expect(await words()).toHaveLength(1);
  });

  it('where somebody else has made the refund unknown anew meanwhile', async () => {
    await lose('never');
    await anHour();
    world.store.beforeWrite = async ({ history }) => {
      if (history.at(-1)?.source !== 'person') return;
      world.store.beforeWrite = () => {};
      await resolve(NOT_MADE);
      await lose('never');
    };
    expect(await resolve(NOT_MADE)).toMatchObject({ kind: 'nothing-to-resolve' });
    expect(await world.stored()).toMatchObject({ orders: [{ refundRequests: [{ state: 'unknown' }] }] });
  });
});

it('a refund whose owner died, and which nobody has asked about since, is unknown', async () => {
  world.beforeCall = ({ endpoint }: { endpoint: string }) => {
    if (endpoint === 'refund') throw new Error('dead');
  };
  await expect(world.refund('one', '10')).rejects.toThrow('dead');
  world.beforeCall = () => {};
  expect(await resolve(NOT_MADE)).toMatchObject({ kind: 'too-early' });
  world.pass(HOUR);
  expect(await world.stored()).toMatchObject({ orders: [{ refundRequests: [{ state: 'reserved' }] }] });
  expect(await resolve(NOT_MADE)).toMatchObject({ kind: 'resolved' });
  expect(await world.refund('two', '13')).toMatchObject({ kind: 'made' });
});
