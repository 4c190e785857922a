import { createHash } from 'node:crypto';
import { createServer, request as httpRequest } from 'node:http';
import { html } from '#shared/http/html.ts';
import type { Payment } from '#shared/payments/payment.ts';
import { close, listen } from '#tools/cdk-local/http-server.ts';
import { type Console, type ConsoleParts, createConsole } from '#tools/console/console.ts';
import type { Panel } from '#tools/console/panel-place.ts';
import { IN_STATUS } from '#tools/harness/payments.ts';
import { type EventStream, openEventStream } from '../support/event-stream.ts';
import { OPEN, paymentOf } from './payments.ts';

/** What a browser says that it wants of a page. */
const BROWSER = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
const ends: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

interface Served {
  readonly url: string;
  readonly pages: Console;
  /** What is stored; may be changed. */
  stored: Payment[];
  now: Date;
  get(path: string): Promise<{ status: number; text: string; headers: Headers }>;
  post(path: string, form?: Record<string, string>): Promise<{ status: number; text: string }>;
}

/** The console before a front that answers `front`, with payments in memory and no API. */
async function serve(parts: Partial<ConsoleParts> = {}): Promise<Served> {
  const server = createServer((request, response) => {
    if (!pages.serve(request, response)) response.end('front');
  });
  const url = await listen(server);
  ends.push(() => close(server));
  const answered = async (answer: Response) => ({
    status: answer.status,
    text: await answer.text(),
    headers: answer.headers,
  });
  const served: Served = {
    url,
    get pages() {
      return pages;
    },
    stored: [IN_STATUS.pending],
    now: new Date('2026-05-01T12:00:05.000Z'),
    get: async (path) => answered(await fetch(`${url}${path}`, { redirect: 'manual', headers: BROWSER })),
    post: async (path, form = {}) =>
      answered(
        await fetch(`${url}${path}`, {
          method: 'POST',
          body: new URLSearchParams(form),
          redirect: 'manual',
        }),
      ),
  };
  const pages = createConsole({
    url,
    apiKey: 'key',
    pockytBaseUrl: 'http://127.0.0.1:4000',
    isSimulated: true,
    clock: () => ({ now: served.now, timeZone: 'UTC' }),
    payments: {
      load: async (reference) => served.stored.find((each) => each.reference === reference) ?? null,
      all: async () => served.stored,
      stop: () => {},
    },
    ...parts,
  });
  return served;
}

async function watch(url: string): Promise<EventStream> {
  const stream = await openEventStream(url);
  ends.push(() => stream.close());
  return stream;
}

interface Pushed {
  readonly sections: Record<string, string>;
  readonly said?: string;
}

const PANEL: Panel = {
  section: (reference) => html`<p>scenarios of ${reference}</p>`,
  overview: () => html`<p>scenarios of all</p>`,
  serve: async (_request, response, pathname, form) =>
    void response.end(`${pathname} ${form.get('reference')}`),
  said: (key) => (key === 'known' ? 'The notice was lost.' : undefined),
};

describe('the console', () => {
  it('shows the payments, with what happens next', async () => {
    const { get } = await serve();
    const { status, text } = await get('/');
    expect(status).toBe(200);
    for (const shown of [
      '/console/payments/R-1',
      'pending',
      '13 PHP',
      '5 s',
      'Waits for the customer until 14:00.',
    ])
      expect(text).toContain(shown);
  });

  it('says what to do while there is none', async () => {
    const served = await serve();
    served.stored = [];
    expect((await served.get('/')).text).toMatch(/No payments yet\.[\s\S]*Create a link/);
  });

  it('shows a hundred of very many, and says so', async () => {
    const served = await serve();
    served.stored = Array.from({ length: 103 }, (_, index) => ({
      ...IN_STATUS.paid,
      reference: `R-${index}`,
    }));
    const { text } = await served.get('/');
    expect(text.split('<tr role="row">')).toHaveLength(1 + 1 + 100);
    expect(text).toContain('3 older ones are not shown');
  });

  it('lets run and look no other script and style than its own, and nobody frame it', async () => {
    const { get } = await serve();
    const { headers, text } = await get('/');
    const policy = headers.get('content-security-policy') ?? '';
    const hash = (tag: string) => {
      const body = new RegExp(`<${tag}[^>]*>([\\s\\S]*?)</${tag}>`).exec(text)![1]!;
      return `'sha256-${createHash('sha256').update(body).digest('base64')}'`;
    };
    expect(policy).toContain(`script-src ${hash('script')};`);
    expect(policy).toContain(`style-src ${hash('style')};`);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(headers.get('cache-control')).toBe('no-store');
    expect(text).not.toMatch(/ style="| on\w+="|(?:src|href)="(?:https?:)?\/\//);
  });

  it('leaves every other path to the front', async () => {
    const { get } = await serve();
    for (const path of ['/payment-links', '/consoles', '/ipn', '//console'])
      expect((await get(path)).text).toBe('front');
  });

  it('leaves the root to the front too when no browser asks for it', async () => {
    const { url } = await serve();
    const ask = async (init: RequestInit) => (await fetch(`${url}/`, init)).text();
    expect(await ask({})).toBe('front');
    expect(await ask({ headers: { accept: 'application/json' } })).toBe('front');
    expect(await ask({ method: 'POST', headers: BROWSER })).toBe('front');
  });

  it('answers under no other name', async () => {
    const { url } = await serve();
    const status = await new Promise((resolve, reject) => {
      httpRequest(url, { headers: { ...BROWSER, host: 'evil.example' } }, (answer) =>
        resolve(answer.statusCode),
      )
        .on('error', reject)
        .end();
    });
    expect(status).toBe(403);
  });

  it('takes no form of another page', async () => {
    const { url } = await serve({ panel: PANEL });
    const headers = { origin: 'https://evil.example' };
    expect((await fetch(`${url}/console/panel/pay`, { method: 'POST', headers })).status).toBe(403);
  });

  it.each([
    ['GET', '/console/nothing', 404],
    ['GET', '/console/payments/R-2', 404],
    ['GET', '/console/payments/%zz', 400],
    ['DELETE', '/console/new', 405],
    ['GET', '/console/payments', 405],
    ['POST', '/console/payments/R-2/refresh', 404],
    ['POST', '/console/payments/R-1/again', 404],
    ['POST', '/console/panel/pay', 404],
    ['GET', '/console', 303],
    ['GET', '/console/icon.svg', 200],
  ])('answers %s %s with %d', async (method, path, status) => {
    const { url } = await serve();
    expect((await fetch(`${url}${path}`, { method, redirect: 'manual' })).status).toBe(status);
  });

  it('takes no form that is larger than any request', async () => {
    const { post } = await serve();
    expect((await post('/console/payments', { note: 'x'.repeat(300_000) })).status).toBe(413);
  });

  it('says what failed when it cannot read what is stored', async () => {
    const failing = () => Promise.reject(new Error('no database'));
    const { get } = await serve({ payments: { load: failing, all: failing, stop: () => {} } });
    expect(await get('/')).toMatchObject({ status: 500, text: 'The console failed: no database\n' });
  });
});

describe('the place of the panel', () => {
  it('is on the first page and on each payment’s, and takes what is posted to it', async () => {
    const { get, post } = await serve({ panel: PANEL });
    expect((await get('/')).text).toContain('scenarios of all');
    expect((await get('/console/payments/R-1')).text).toContain('scenarios of R-1');
    expect((await post('/console/panel/lose', { reference: 'R-1' })).text).toBe('/console/panel/lose R-1');
  });

  it('is told which order of the payment is meant', async () => {
    const panel: Panel = {
      ...PANEL,
      section: (_reference, order = 'the newest') => html`<p>of ${order}</p>`,
    };
    const { get } = await serve({ panel });
    expect((await get('/console/payments/R-1')).text).toContain('of the newest');
    expect((await get('/console/payments/R-1?order=T-1')).text).toContain('of T-1');
  });

  it('tells what the panel did, and nothing that merely stands in the address', async () => {
    const { get } = await serve({ panel: PANEL });
    expect((await get('/?said=known')).text).toContain('The notice was lost.');
    expect((await get('/console/payments/R-1?said=known')).text).toContain('The notice was lost.');
    expect((await get('/?said=Send+money')).text).not.toContain('Send money');
  });

  it('is not there with a real provider', async () => {
    const { get } = await serve({ isSimulated: false });
    const { text } = await get('/console/payments/R-1?said=known');
    expect(text).not.toContain('class="card panel"');
    expect(text).toContain('no simulator');
  });
});

describe('a page that is open', () => {
  it('is told at once how things are, and again when a payment was written', async () => {
    const served = await serve();
    const stream = await watch(`${served.url}/console/live`);
    expect((await stream.next<Pushed>()).sections.payments).toContain('pending');
    served.stored = [IN_STATUS.paid];
    served.pages.changed('R-1');
    const { sections, said } = await stream.next<Pushed>();
    expect(sections.payments).toContain('class="status paid"');
    expect(said).toBe('R-1 is paid.');
  });

  it('is told nothing of another payment, and of its own only the sections that changed', async () => {
    const served = await serve();
    const stream = await watch(`${served.url}/console/live?reference=R-1`);
    const first = await stream.next<Pushed>();
    expect(Object.keys(first.sections).sort()).toEqual([
      'actions',
      'links',
      'orders',
      'standing',
      'timeline',
      'wire',
    ]);
    const all = await watch(`${served.url}/console/live`);
    await all.next();
    served.stored = [paymentOf([{ ...OPEN, confirming: true }])];
    served.pages.changed('R-2');
    expect((await all.next<Pushed>()).sections.payments).toContain('Money may be on its way');
    served.stored = [IN_STATUS.paid];
    served.pages.changed('R-1');
    const { sections, said } = await stream.next<Pushed>();
    expect(Object.keys(sections)).not.toContain('wire');
    expect(sections.standing).toContain('class="status paid"');
    expect(said).toBe('R-1 is paid.');
  });

  it('is told the ages anew though nothing was written, and has nothing to say of it', async () => {
    const served = await serve({ agesMs: 5 });
    const stream = await watch(`${served.url}/console/live`);
    await stream.next();
    served.now = new Date('2026-05-01T12:03:00.000Z');
    const { sections, said } = await stream.next<Pushed>();
    expect(sections.payments).toContain('3 min');
    expect(said).toBeUndefined();
  });
});
