import { ORDER, post, signed } from '#test/tools/simulator/merchant.ts';
import { until } from '#test/tools/support/condition.ts';
import { CALLS, GLOBAL_SCENARIOS, SCENARIOS } from '#tools/console/panel/scenarios.ts';
import { type Stack, startStack } from '#tools/harness/stack.ts';
import { DEFAULT_SETTINGS } from '#tools/start/settings.ts';

let stack: Stack;
let references = 0;
let reference: string;

beforeAll(async () => {
  stack = await startStack();
}, 60_000);
afterAll(() => stack?.stop());
beforeEach(async () => {
  reference = `panel-${++references}`;
  expect((await create(reference)).status).toBe(201);
});

const create = (name: string) =>
  stack.merchant('/payment-links', {
    amount: '10.00',
    currency: 'USD',
    vendor: 'alipay',
    reference: name,
    callbackUrl: 'https://shop.example/thanks',
  });

const payment = async () =>
  (await stack.merchant(`/payment-links/${reference}`)).json() as Promise<{ status: string }>;

/** Presses a button, and gives the page that the browser is sent to. */
async function press(scenario: string, form: Record<string, string> = {}, of = reference): Promise<string> {
  const answer = await fetch(`${stack.url}/console/panel/${scenario}`, {
    method: 'POST',
    headers: { accept: 'text/html' },
    body: new URLSearchParams({ reference: of, ...form }),
    redirect: 'manual',
  });
  expect(answer.status).toBe(303);
  const page = await fetch(`${stack.url}${answer.headers.get('location')}`, {
    headers: { accept: 'text/html' },
  });
  const html = await page.text();
  const said = /<p class="card notice" role="status">([^<]*)</.exec(html)?.[1] ?? '';
  return said.replaceAll('&quot;', '"').replaceAll('&#39;', "'");
}

describe('a scenario of a payment', () => {
  it.each<[scenario: string, status: string, said: string]>([
    ['pay', 'paid', 'The order is “success” at Pockyt. A notice was sent, and answered 200, “success”.'],
    ['fail', 'failed', 'The order is “failed” at Pockyt. A notice was sent, and answered 200, “success”.'],
    ['close', 'closed', 'The order is “closed” at Pockyt. A notice was sent, and answered 200, “success”.'],
    [
      'reverse',
      'closed',
      'The order is “reversed” at Pockyt. A notice was sent, and answered 200, “success”.',
    ],
    [
      'confirm',
      'pending',
      'The order is “pending” at Pockyt. A notice was sent, and answered 200, “success”.',
    ],
    ['reverse-lost', 'pending', 'The order is “reversed” at Pockyt. Its notice is lost.'],
    ['lag', 'pending', 'The next 2 queries about this payment tell what was true before its last change.'],
    ['late', 'pending', 'The order is “success” at Pockyt. Its notice comes later.'],
    [
      'thrice',
      'paid',
      'The order is “success” at Pockyt. A notice was sent 3 times, and answered 200, “success”.',
    ],
    ['lost', 'pending', 'The order is “success” at Pockyt. Its notice is lost.'],
    [
      'out-of-order',
      'paid',
      'The order is “success” at Pockyt. A notice was sent, and answered 200, “success”. ' +
        'Then an older notice arrived that says “failed”.',
    ],
    [
      'other-amount',
      'paid',
      'The order is “success” at Pockyt. A notice was sent, and answered 200, “success”.',
    ],
    ['forged', 'pending', 'The order is “init” at Pockyt. A notice was sent, and answered 401, “refused”.'],
    ['leaked', 'pending', 'The order is “init” at Pockyt. A notice was sent, and answered 200, “success”.'],
  ])('%s leaves it %s, and is told', async (scenario, status, said) => {
    expect(await press(scenario)).toBe(said);
    expect(await payment()).toMatchObject({ status });
  });

  it('refunds in the portal, in part and what is left, and finds out only by asking', async () => {
    expect(await press('refund')).toMatch(/^Nothing was done: The order .* only a paid one can be refunded/);
    await press('pay');
    expect(await press('refund', { amount: '3.00' })).toBe(
      'Refunded at Pockyt, 3.00 USD in all. No notice was sent.',
    );
    expect(await press('refund')).toContain('10.00 USD in all');
    expect(await payment()).not.toHaveProperty('refundedAmount');
    // Asked again within a few seconds, the API answers what it knows.
    await until('a question that Pockyt answers', async () => {
      const asked = await stack.merchant(`/payment-links/${reference}/refresh`, {});
      return ((await asked.json()) as { refresh: { answered: boolean } }).refresh.answered;
    });
    expect(await payment()).toMatchObject({ status: 'refunded', refundedAmount: '10.00' });
  });

  it('refunds in the portal with a notice', async () => {
    await press('pay');
    const sent = stack.simulator.notices.length;
    expect(await press('refund-notice', { amount: '3.00' })).toMatch(
      /^Refunded at Pockyt, 3\.00 USD in all\. A notice was sent, and answered \d{3}, /,
    );
    expect(stack.simulator.notices.slice(sent)).toHaveLength(1);
    expect(stack.simulator.notices.at(-1)?.body).toContain('refundAmount=3.00');
  });

  it('is of its newest order, whose link the customer has', async () => {
    const further = { ...ORDER, reference: `${reference}--2` };
    await post(stack.simulator, '/online/v3/secure-pay', signed(further, DEFAULT_SETTINGS.token));
    await press('pay');
    const statuses = [reference, further.reference].map((name) =>
      stack.simulator.orders.byReference(name).map(({ status }) => status),
    );
    expect(statuses).toEqual([['init'], ['success']]);
  });

  it('is of another of its orders, where that is chosen', async () => {
    const page = async (query = '') =>
      (await fetch(`${stack.url}/console/payments/${reference}${query}`)).text();
    expect(await page()).not.toContain('class="choice"');
    const further = { ...ORDER, reference: `${reference}--2` };
    await post(stack.simulator, '/online/v3/secure-pay', signed(further, DEFAULT_SETTINGS.token));
    const [first] = stack.simulator.orders.byReference(reference);
    const chosen = `?order=${first?.transactionNo}`;
    expect(await page()).toContain(`<a href="/console/payments/${reference}${chosen}">`);
    expect(await page()).not.toContain('name="order"');
    expect(await page(chosen)).toContain(
      `<input type="hidden" name="order" value="${first?.transactionNo}">`,
    );
    expect(await page('?order=%24(id)')).not.toContain('$(id)');
    await press('pay', { order: String(first?.transactionNo) });
    expect(stack.simulator.orders.byReference(reference)[0]?.status).toBe('success');
    expect(await press('pay', { order: 'nothing' })).toMatch(/^Nothing was done: The simulator has no order/);
  });

  it('of an order that is named as Pockyt names it comes back to the payment’s page', async () => {
    const further = { ...ORDER, reference: `${reference}--2` };
    await post(stack.simulator, '/online/v3/secure-pay', signed(further, DEFAULT_SETTINGS.token));
    expect(await press('fail', {}, further.reference)).toMatch(/^The order is “failed” at Pockyt/);
  });

  it.each(['hang', 'refuse', 'cut', 'server-error'])(
    'lets the next cancel go wrong: %s',
    async (scenario) => {
      expect(await press(scenario, { call: 'cancel' })).toMatch(
        /^The next cancel of this payment goes wrong/,
      );
      if (scenario === 'hang') return;
      await stack.merchant(`/payment-links/${reference}/cancel`, {});
      const kinds = stack.simulator.exchanges.filter((exchange) => exchange.failedAs !== undefined);
      expect(kinds.at(-1)).toMatchObject({ endpoint: 'cancel', failedAs: scenario });
    },
  );

  it('needs to know which call', async () => {
    expect(await press('hang', { call: 'secure-pay' })).toBe(
      'Nothing was done: Choose the call that is to go wrong.',
    );
  });
});

describe('a scenario of everything', () => {
  it.each<[scenario: string, status: number, orders: number]>([
    ['link-cut', 502, 1],
    ['link-lost', 502, 0],
    ['link-refuse', 422, 0],
    ['link-server-error', 502, 1],
  ])('%s: the next link is answered %i, and Pockyt has %i order', async (scenario, status, orders) => {
    expect(await press(scenario, {}, '')).toMatch(/^The next link goes wrong/);
    expect((await create(`${reference}-x`)).status).toBe(status);
    expect(stack.simulator.orders.byReference(`${reference}-x`)).toHaveLength(orders);
  });

  it('is forgotten when it is cleared', async () => {
    await press('link-refuse', {}, '');
    expect(await press('clear', {}, '')).toBe('No call goes wrong any more.');
    expect((await create(`${reference}-x`)).status).toBe(201);
  });

  it('holds notices back, and lets them go', async () => {
    expect(await press('hold', {}, '')).toBe('Notices are held back.');
    expect(await press('pay')).toBe('The order is “success” at Pockyt. Its notice is held back.');
    expect(await press('release', {}, '')).toMatch(/^Notices go out again; \d+ had been held back/);
    await until('it is paid', async () => (await payment()).status === 'paid');
  });

  it('rotates the token, and what is paid then is seen to be paid', async () => {
    expect(await press('rotate', {}, '')).toMatch(/^The token was replaced/);
    expect(await press('pay')).toContain('answered 200, “success”');
    expect(await payment()).toMatchObject({ status: 'paid' });
    let tries = 0;
    await until('links are made under it', async () => (await create(`rotated-${++tries}`)).status === 201);
  });
});

it('each has a button with a line that explains it, on the page where it belongs', async () => {
  for (const [path, groups] of [
    [`/console/payments/${reference}`, SCENARIOS],
    ['/', GLOBAL_SCENARIOS],
  ] as const) {
    const html = await (await fetch(`${stack.url}${path}`, { headers: { accept: 'text/html' } })).text();
    for (const { id, explains } of groups.flatMap(({ scenarios }) => scenarios)) {
      expect(html).toContain(`formaction="/console/panel/${id}" aria-describedby="explains-${id}"`);
      expect(html).toContain(`id="explains-${id}">${explains}`);
    }
  }
  expect(Object.keys(CALLS)).toEqual(['tran-query', 'cancel', 'refund']);
});

it('does the same for a curl, as the page shows it, and answers it in words', async () => {
  const html = await (await fetch(`${stack.url}/console/payments/${reference}`)).text();
  const shown = html.replaceAll('&#39;', "'");
  for (const [scenario, fields] of [
    ['pay', ''],
    ['refund', ' -d amount=1.00'],
    ['hang', ' -d call=cancel'],
  ]) {
    const line = `curl -X POST '${stack.url}/console/panel/${scenario}' -d reference=${reference}${fields}`;
    expect(shown).toContain(line);
  }
  const body = new URLSearchParams({ reference });
  const answer = await fetch(`${stack.url}/console/panel/pay`, { method: 'POST', body });
  expect(answer.headers.get('content-type')).toContain('text/plain');
  expect(await answer.text()).toContain('The order is “success” at Pockyt.');
});

it('says so when there is no such button, and tells nothing that stands in an address', async () => {
  expect(await press('explode')).toBe('Nothing was done: the panel has no such button.');
  const page = await fetch(`${stack.url}/?said=All+is+lost`, { headers: { accept: 'text/html' } });
  expect(await page.text()).not.toContain('All is lost');
});

describe('the record of the wire', () => {
  it('shows what was sent, signed and answered, without the token or a signature', async () => {
    const html = await (await fetch(`${stack.url}/console/payments/${reference}`)).text();
    expect(html).toContain(`&amp;reference=${reference}&amp;`);
    expect(html).toContain('(MD5 of the token)');
    const [made] = stack.simulator.exchanges.filter((exchange) => exchange.reference === reference);
    expect(made).toMatchObject({ endpoint: 'secure-pay', answer: { httpStatus: 200 } });
    expect(made?.sent.parameters.verifySign).toMatch(/^[0-9a-f]{4}…$/);
    const { body } = stack.simulator.requests.find(({ parameters }) => parameters?.reference === reference)!;
    const { verifySign } = JSON.parse(body.toString());
    expect(verifySign).toMatch(/^[0-9a-f]{32}$/);
    expect(JSON.stringify(stack.simulator.exchanges)).not.toContain(verifySign);
    expect(html).not.toContain(verifySign);
  });
});
