import { type Attacks, startAttacks } from '#test/support/attacks.ts';
import { FORGERIES } from '#tools/conformance/notices/forgeries.ts';
import { ILL_FORMED } from '#tools/conformance/notices/ill-formed.ts';
import { form, json, signedWith, without } from '#tools/conformance/notices/notice.ts';
import { paidClaim } from '#tools/harness/notices.ts';
import type { Order } from '#tools/simulator/orders.ts';
import type { Parameters } from '#tools/simulator/signature.ts';
import { DEFAULT_SETTINGS } from '#tools/start/settings.ts';

const { token } = DEFAULT_SETTINGS;

let attacks: Attacks;
/** A notice that Pockyt sent about a payment of its own. */
let other: Parameters;

beforeAll(async () => {
  attacks = await startAttacks();
  const { transactionNo } = await ordered('paid', 4);
  other = fieldsOf((await attacks.stack.simulator.pay(transactionNo))!.body);
}, 60_000);
afterAll(() => attacks?.stack.stop());

const fieldsOf = (body: string): Parameters => Object.fromEntries(new URLSearchParams(body));
const ordered: Attacks['ordered'] = (...expected) => attacks.ordered(...expected);
const read: Attacks['read'] = (reference) => attacks.read(reference);
const answerOf: Attacks['answerOf'] = (request) => attacks.answerOf(request);

const SUCCESS = [200, 'success'];

describe('a genuine notice', () => {
  it.each([
    ['a form', (claim: Parameters) => form(claim)],
    ['JSON', (claim: Parameters) => json(claim)],
    [
      'a signature in capitals',
      ({ verifySign, ...rest }: Parameters) => form({ ...rest, verifySign: verifySign!.toUpperCase() }),
    ],
    ['no type at all', (claim: Parameters) => ({ body: form(claim).body })],
  ])('is acknowledged and pays: %s', async (_, make) => {
    const order = await ordered('paid', 4);
    attacks.stack.simulator.setStatus(order.transactionNo, 'success');
    expect(await answerOf(make(signedWith(token, paidClaim(order))))).toEqual(SUCCESS);
    expect(await read(order.reference)).toMatchObject({ status: 'paid' });
  });

  it('is acknowledged and changes nothing when it is replayed, or comes after a later one', async () => {
    const order = await ordered('paid', 6);
    const claims = ['failed', 'success', 'closed'].map((status) => ({ ...paidClaim(order), status }));
    attacks.stack.simulator.setStatus(order.transactionNo, 'success');
    const [failed, paid, closed] = claims.map((claim) => form(signedWith(token, claim)));
    for (const request of [paid, paid, failed, closed, failed, paid, closed]) {
      expect(await answerOf(request!)).toEqual(SUCCESS);
      expect(await read(order.reference)).toMatchObject({ status: 'paid' });
    }
  });
});

describe('a forged notice is refused, and nothing of it is kept', () => {
  it.each([...FORGERIES, ...ILL_FORMED])('$what: $status', async ({ make, status }) => {
    const order = await ordered('pending');
    expect(await answerOf(make(paidClaim(order), token, other))).toEqual([status, 'refused']);
  });

  it('eleven megabytes: the gateway refuses it', async () => {
    const order = await ordered('pending');
    const request = form(signedWith(token, paidClaim(order)), '&'.repeat(11 * 1024 * 1024));
    expect((await answerOf(request))[0]).toBe(413);
  });

  it('a hundred at once', async () => {
    const order = await ordered('pending');
    const request = form(signedWith('wrong', paidClaim(order)));
    const answers = await Promise.all(Array.from({ length: 100 }, () => answerOf(request)));
    expect(new Set(answers.map(String))).toEqual(new Set(['401,refused']));
  });
});

describe('with a leaked token', () => {
  /** Signed as Pockyt signs: it is acknowledged, since it is stored, and believed only as far as Pockyt confirms. */
  const leaked = (changes: Parameters) => (order: Order) =>
    form(signedWith(token, { ...paidClaim(order), ...changes }));

  it.each([
    ['success, exactly as Pockyt would say it', {}, undefined],
    ['failed', { status: 'failed' }, undefined],
    ['closed', { status: 'closed' }, undefined],
    ['reversed', { status: 'reversed' }, undefined],
    ['the amount as the merchant wrote it', { amount: '13' }, undefined],
    ['the amount in another notation', { amount: '1.3e1' }, undefined],
    ['another amount', { amount: '0.01' }, 'amount-mismatch'],
    ['an amount with blanks', { amount: ' 13.00' }, 'amount-mismatch'],
    ['a negative amount', { amount: '-13.00' }, 'amount-mismatch'],
    ['another currency', { currency: 'USD' }, 'currency-mismatch'],
    ['a currency in small letters', { currency: 'php' }, 'currency-mismatch'],
    ['another transaction', { transactionNo: '297500000000000000' }, 'transaction-mismatch'],
    ['a word that is not published', { status: 'SUCCESS' }, undefined],
    ['a name that every object has', { status: 'constructor' }, undefined],
    ['a word of ten thousand letters', { status: 's'.repeat(10_000) }, undefined],
  ] as const)('%s: kept as a claim, and nothing is moved', async (_, changes, discrepancy) => {
    const order = await ordered('pending', 3);
    expect(await answerOf(leaked(changes)(order))).toEqual(SUCCESS);
    const { status, history, orders } = await read(order.reference);
    const { event, to, discrepancy: seen } = history.at(-1) as (typeof history)[number];
    expect([status, event, to, seen]).toEqual(['pending', 'claim', 'pending', discrepancy]);
    expect(orders.map(({ claims }) => claims?.length)).toEqual([1]);
    expect(JSON.stringify(orders).length).toBeLessThan(1000);
  });

  it("another order's number, paid as it is: nothing is moved", async () => {
    const order = await ordered('pending', 4);
    const { transactionNo } = other as { transactionNo: string };
    expect(await answerOf(leaked({ transactionNo })(order))).toEqual(SUCCESS);
    expect(await read(order.reference)).toMatchObject({ status: 'pending' });
  });

  it.each(['failed', 'closed', 'reversed'])('a paid payment is not made %s', async (status) => {
    const order = await ordered('paid', 5);
    await attacks.stack.simulator.pay(order.transactionNo);
    expect(await answerOf(leaked({ status })(order))).toEqual(SUCCESS);
    expect(await read(order.reference)).toMatchObject({ status: 'paid' });
  });

  it.each([
    ['a reference that nobody has', { reference: 'nobody' }],
    ['a reference in another case', { reference: 'ORDER-1' }],
    ['a reference with a blank', { reference: 'order-1 ' }],
    ['no reference', { reference: '' }],
    ['no status', { status: '' }],
  ] as const)('%s: kept for a person, and nothing is moved', async (_, changes) => {
    const order = await ordered('pending');
    const before = unmatched();
    expect(await answerOf(leaked(changes)(order))).toEqual(SUCCESS);
    expect(unmatched()).toBe(before + 1);
  });

  it('names in another case: kept for a person, and nothing is moved', async () => {
    const order = await ordered('pending');
    const { status, ...rest } = paidClaim(order);
    const before = unmatched();
    expect(await answerOf(form(signedWith(token, { ...rest, Status: status! })))).toEqual(SUCCESS);
    expect(await answerOf(form(signedWith(token, without('transactionNo', paidClaim(order)))))).toEqual(
      SUCCESS,
    );
    expect(unmatched()).toBe(before + 2);
  });

  it('a confirmation that nobody gives: kept as a claim, and nothing is moved', async () => {
    const order = await ordered('pending', 3);
    attacks.stack.simulator.faults.next('tran-query', { kind: 'server-error' });
    expect(await answerOf(leaked({})(order))).toEqual(SUCCESS);
    const { history, orders } = await read(order.reference);
    expect(history.at(-1)).toMatchObject({ event: 'claim', to: 'pending' });
    expect(orders.map(({ claims }) => claims?.length)).toEqual([1]);
  });

  it('many different notices at once about one payment: none moves it', async () => {
    const order = await ordered('pending', 34);
    // A decision is taken anew eight times, so that eight at once are all stored.
    for (let wave = 0; wave < 4; wave += 1) {
      const claims = ['success', 'failed', 'closed', 'reversed'].flatMap((status) => [
        leaked({ status, amount: `${wave}.01` })(order),
        leaked({ status, currency: 'USD', amount: `${wave}.02` })(order),
      ]);
      expect(await Promise.all(claims.map(answerOf))).toEqual(claims.map(() => SUCCESS));
    }
    expect((await read(order.reference)).history.slice(1).map(({ to }) => to)).toEqual(
      Array(33).fill('pending'),
    );
  });

  it('a flood about numbers that nobody has: three are kept, the others are to come again, and the truth is learnt', async () => {
    const order = await ordered('paid', 7);
    const flood = Array.from({ length: 20 }, (_, number) =>
      leaked({ transactionNo: String(number), status: 's'.repeat(10_000) })(order),
    );
    const answers: [number, string][] = [];
    for (const request of flood) answers.push(await answerOf(request));
    expect(answers).toEqual([...Array(3).fill(SUCCESS), ...Array(17).fill([503, 'try again'])]);
    attacks.stack.simulator.setStatus(order.transactionNo, 'success');
    expect(await answerOf(form(signedWith(token, paidClaim(order))))).toEqual(SUCCESS);
    expect(await read(order.reference)).toMatchObject({ status: 'paid' });
  });

  const unmatched = () => attacks.stack.output.filter((line) => line.includes('"ipn.unmatched"')).length;
});

describe('after all of that', () => {
  it('every payment is what Pockyt says, and stays so when reconciliation looks into it', async () => {
    const { stack, expected, found } = attacks;
    expect(expected.size).toBeGreaterThan(90);
    expect(await found()).toEqual(expected);

    const asked = stack.simulator.requests.length;
    await stack.runSchedules();
    expect(stack.simulator.requests.length).toBeGreaterThan(asked);
    const statuses = (payments: Awaited<ReturnType<Attacks['found']>>) =>
      [...payments].map(([reference, { status }]) => [reference, status]);
    expect(statuses(await found())).toEqual(statuses(expected));
  });
});
