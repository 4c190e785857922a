import { createHash } from 'node:crypto';
import { cashierPage } from '#tools/simulator/cashier-page.ts';
import type { Simulator } from '#tools/simulator/simulator.ts';
import { type Changes, order, simulate, stopSimulators } from './merchant.ts';

afterEach(stopSimulators);

async function ordered(simulator: Simulator, changes: Changes = {}) {
  const made = simulator.orders.byTransactionNo(await order(simulator, changes))!;
  return { made, current: () => simulator.orders.byTransactionNo(made.transactionNo)! };
}

/** Does as a browser does with a button of the page: posts its form, and follows where it leads. */
const press = (url: string, outcome: string) =>
  fetch(url, { method: 'POST', body: new URLSearchParams({ outcome }) });

describe('the cashier page', () => {
  it('shows what is paid, to whom, and until when', async () => {
    const simulator = await simulate({ now: () => new Date('2026-01-01T10:00:00Z') });
    const { made } = await ordered(simulator, { description: 'Two teas' });
    const response = await fetch(made.cashierUrl!);
    const html = await response.text();
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    for (const shown of [
      '13.00',
      'PHP',
      '200043',
      'invoice-1',
      'alipay',
      'Two teas',
      '1 Jan 2026, 12:00 UTC',
    ]) {
      expect(html).toContain(shown);
    }
    expect([...html.matchAll(/name="outcome" value="(\w+)"/g)].map(([, value]) => value)).toEqual([
      'pay',
      'fail',
      'close',
    ]);
  });

  it('lets run no other script than its countdown, and needs nothing from elsewhere', async () => {
    const { made } = await ordered(await simulate());
    const response = await fetch(made.cashierUrl!);
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    const html = await response.text();
    const [script] = [...html.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, text]) => text as string);
    const hash = createHash('sha256')
      .update(script as string)
      .digest('base64');
    expect(response.headers.get('content-security-policy')).toContain(`script-src 'sha256-${hash}';`);
    expect(html).not.toMatch(/<script .|<link|<img|src=/);
  });

  it('escapes everything that an order brings', async () => {
    const simulator = await simulate();
    const hostile = `"><script>alert('1')</script>`;
    const { made } = await ordered(simulator, {
      description: hostile,
      callbackUrl: `https://shop.example/?a="><b>&reference={reference}`,
    });
    expect(cashierPage(made, new Date(), '').split('<script>')).toHaveLength(2);
    expect(cashierPage(made, new Date(), '')).not.toMatch(/<b>/);
    const html = await (await press(made.cashierUrl!, 'pay')).text();
    expect(html).not.toMatch(/<script|<b>/);
    expect(html).toContain('&quot;&gt;&lt;b&gt;&amp;reference=invoice-1');
  });

  it('is missing for other numbers, other paths and orders without a link', async () => {
    const simulator = await simulate();
    const { made } = await ordered(simulator);
    const { made: yip } = await ordered(simulator, { reference: 'yip', terminal: 'YIP' });
    const base = made.cashierUrl!.slice(0, -made.transactionNo.length);
    for (const path of ['', '1', yip.transactionNo, `${made.transactionNo}/other`]) {
      expect((await fetch(base + path)).status).toBe(404);
    }
    expect((await press(`${base}1`, 'pay')).status).toBe(404);
  });
});

describe('a button', () => {
  it.each([
    ['pay', 'success', 'Payment successful'],
    ['fail', 'failed', 'Payment failed'],
    ['close', 'closed', 'Payment closed'],
  ])('%s makes the order %s, and says so', async (outcome, status, heading) => {
    const simulator = await simulate();
    const { made, current } = await ordered(simulator, { ipnUrl: 'http://127.0.0.1:1/ipn' });
    const response = await press(made.cashierUrl!, outcome);
    expect(response.status).toBe(200);
    expect(response.url).toBe(`${made.cashierUrl}/result`);
    expect(await response.text()).toContain(heading);
    expect(current().status).toBe(status);
    expect(new URLSearchParams(simulator.notices[0]!.body).get('status')).toBe(status);
  });

  it('leads back to the merchant, with every macro replaced and percent-encoded', async () => {
    const simulator = await simulate({ now: () => new Date('2026-01-01T10:00:00Z') });
    const macros = ['transactionNo', 'status', 'amount', 'time', 'reference', 'note'];
    const { made } = await ordered(simulator, {
      note: 'tea & milk +ü',
      callbackUrl: `https://shop.example/dänk?${macros.map((name) => `${name}={${name}}`).join('&')}`,
    });
    const response = await press(made.cashierUrl!, 'pay');
    const back = `https://shop.example/dänk?transactionNo=${made.transactionNo}&status=success&amount=13.00&time=20260101180000&reference=invoice-1&note=tea%20%26%20milk%20%2B%C3%BC`;
    expect(await response.text()).toContain(`href="${back.replaceAll('&', '&amp;')}"`);
    expect(response.headers.get('refresh')).toBe(`10; url=${back.replace('ä', '%C3%A4')}`);
  });

  it.each(['', 'refund', 'constructor'])('does nothing with the outcome "%s"', async (outcome) => {
    const { made, current } = await ordered(await simulate());
    expect((await press(made.cashierUrl!, outcome)).status).toBe(400);
    expect(current()).toBe(made);
  });

  it('does nothing on an order that is over', async () => {
    const simulator = await simulate();
    const { made, current } = await ordered(simulator, { ipnUrl: 'http://127.0.0.1:1/ipn' });
    await press(made.cashierUrl!, 'close');
    const response = await press(made.cashierUrl!, 'pay');
    expect(response.status).toBe(409);
    expect(await response.text()).toContain('Payment closed');
    expect(current().status).toBe('closed');
    expect(simulator.notices).toHaveLength(1);
  });

  it('does nothing after the timeout, from that very moment', async () => {
    let now = new Date('2026-01-01T10:00:00Z');
    const simulator = await simulate({ now: () => now });
    const { made, current } = await ordered(simulator, { timeout: '30' });
    now = new Date('2026-01-01T10:29:59.999Z');
    expect(await (await fetch(made.cashierUrl!)).text()).toContain('value="pay"');
    now = new Date('2026-01-01T10:30:00Z');
    const page = await (await fetch(made.cashierUrl!)).text();
    expect(page).toContain('This link has expired');
    expect(page).not.toContain('value="pay"');
    expect((await press(made.cashierUrl!, 'pay')).status).toBe(409);
    expect(current().status).toBe('init');
  });
});

describe('the page of an order that is over', () => {
  it('says what happened, and lets the reader stay', async () => {
    const simulator = await simulate();
    const { made } = await ordered(simulator);
    simulator.reverse(made.transactionNo);
    const response = await fetch(made.cashierUrl!);
    expect(response.headers.get('refresh')).toBeNull();
    const html = await response.text();
    expect(html).toContain('Payment reversed');
    expect(html).toContain('Return to the merchant');
    expect(html).not.toContain('name="outcome"');
  });

  it('shows a status that it has no words for', async () => {
    const simulator = await simulate();
    const { made } = await ordered(simulator);
    simulator.setStatus(made.transactionNo, 'odd');
    expect(await (await fetch(made.cashierUrl!)).text()).toContain('The payment is odd');
  });

  it.each(['pending', 'dealing'])('lets nobody pay an order that is %s again', async (status) => {
    let now = new Date('2026-01-01T10:00:00Z');
    const simulator = await simulate({ now: () => now });
    const { made, current } = await ordered(simulator);
    simulator.setStatus(made.transactionNo, status);
    for (const hour of ['10', '13']) {
      now = new Date(`2026-01-01T${hour}:00:00Z`);
      const page = await (await fetch(`${made.cashierUrl}/result`)).text();
      expect(page).toContain('Waiting for the confirmation');
      expect(page).not.toContain('name="outcome"');
      expect((await press(made.cashierUrl!, 'pay')).status).toBe(409);
    }
    expect(current().status).toBe(status);
  });

  it('leads from the result to the buttons while nothing has happened', async () => {
    const { made } = await ordered(await simulate());
    expect((await fetch(`${made.cashierUrl}/result`)).url).toBe(made.cashierUrl);
  });

  it('takes no other method', async () => {
    const { made } = await ordered(await simulate());
    expect((await fetch(made.cashierUrl!, { method: 'DELETE' })).status).toBe(405);
    expect((await press(`${made.cashierUrl}/result`, 'pay')).status).toBe(405);
  });
});
