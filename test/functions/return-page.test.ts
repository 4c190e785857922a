import { hash } from 'node:crypto';
import { looksSoFar, PAUSES } from '#functions/return-page/auto-refresh.ts';
import { customerStatus } from '#functions/return-page/customer-status.ts';
import { findReturned } from '#functions/return-page/find-returned.ts';
import type { Language } from '#functions/return-page/languages.ts';
import { faultPage, notFoundPage, paymentPage } from '#functions/return-page/page.ts';
import { STYLE } from '#functions/return-page/style.ts';
import { TEXTS } from '#functions/return-page/texts.ts';
import type { Payment } from '#shared/payments/payment.ts';
import { STATUSES } from '#shared/payments/status.ts';
import { IN_STATUS } from '#tools/harness/payments.ts';
import { orderWith, paymentWith } from './support/fixtures.ts';

const KEY = 'AbCdEfGhIjKlMnOpQr_-12';
const REFRESH = /<meta http-equiv="refresh" content="([^"]*)">/;

const shown = (payment: Payment, looks = 0, language: Language = 'en') =>
  paymentPage(payment, looks, language).body;
const headingOf = (body: string) => /<h1>(.*)<\/h1>/.exec(body)?.[1];

describe('how a payment stands for who paid it', () => {
  it.each([
    ['received', ['paid']],
    ['waiting', ['creating', 'pending', 'unknown']],
    ['notPaid', ['rejected', 'failed', 'closed', 'expired']],
    ['givenBack', ['refunded', 'reversed']],
  ] as const)('is %s for %j', (told, statuses) => {
    expect(STATUSES.filter((status) => customerStatus(IN_STATUS[status]) === told).sort()).toEqual(
      [...statuses].sort(),
    );
  });

  it('is received while a part of the money is with the merchant', () => {
    const held = { state: 'paid', held: true } as const;
    const refunds = [{ refundAmount: '12.99' }];
    expect(customerStatus(paymentWith(orderWith({ ...held, refunds })))).toBe('received');
    const takenBack = orderWith({ ...held, state: 'reversed' });
    const other = orderWith({ ...held, providerReference: 'R-1--2', transactionNo: 'T-2' });
    expect(customerStatus(paymentWith(takenBack, other))).toBe('received');
  });

  it('is not paid where the money went back before anybody was told of it', () => {
    const refunds = [{ refundAmount: '13.00' }];
    expect(customerStatus(paymentWith(orderWith({ state: 'paid', refunds })))).toBe('notPaid');
    expect(customerStatus(paymentWith(orderWith({ state: 'reversed' })))).toBe('notPaid');
  });
});

describe('a page', () => {
  it('shows how the payment stands, its amount as it was asked for, and its reference', () => {
    const body = shown(IN_STATUS.paid);
    expect(headingOf(body)).toBe('Payment received');
    expect(body).toContain('<dd><bdi>13 PHP</bdi></dd>');
    expect(body).toContain('<dd><bdi>R-1</bdi></dd>');
    expect(body.match(/<h1/g)).toHaveLength(1);
  });

  it.each(STATUSES)('shows nothing else, not even our word for it: %s', (status) => {
    const secrets = {
      note: 'canary-1',
      description: 'canary-2',
      goodsInfo: 'canary-3',
      customerNo: 'canary',
    };
    const request = { ...IN_STATUS[status].request, ...secrets, vendor: 'canary', storeNo: 'canary' };
    const link = { transactionNo: 'canary-T', paymentUrl: 'https://canary.example' };
    const orders = IN_STATUS[status].orders.map((order) => ({ ...order, link, storeNo: 'canary' }));
    const payment = { ...IN_STATUS[status], request, orders, returnKey: KEY, createdBy: 'canary' };
    const body = shown(payment).replace(STYLE, '');
    expect(body).not.toMatch(new RegExp(`canary|${KEY}|T-1|https?:|<script|\\b${status}\\b`));
  });

  it('puts what is stored into it as text', () => {
    const request = { ...IN_STATUS.paid.request, currency: '"&' };
    const body = shown({ ...IN_STATUS.paid, request, reference: '<b>&"' });
    expect(body).toContain('<bdi>13 &quot;&amp;</bdi>');
    expect(body).toContain('<bdi>&lt;b&gt;&amp;&quot;</bdi>');
  });

  it('may load, run and frame nothing, is kept by nobody and tells nobody its address', () => {
    const pages = [
      paymentPage(IN_STATUS.pending, 0, 'ur'),
      notFoundPage('ur'),
      faultPage('ur'),
      paymentPage(IN_STATUS.paid, 0, 'ur'),
    ];
    for (const { headers, body } of pages) {
      expect(headers).toEqual({
        'content-type': 'text/html; charset=utf-8',
        'content-language': 'ur',
        vary: 'Accept-Language',
        'cache-control': 'no-store',
        'content-security-policy': `default-src 'none'; style-src 'sha256-${hash('sha256', STYLE, 'base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
        'referrer-policy': 'no-referrer',
        'x-robots-tag': 'noindex',
        'x-content-type-options': 'nosniff',
      });
      // What is hashed is what stands there, and there is no style beside it.
      expect(/<style>([\s\S]*)<\/style>/.exec(body)?.[1]).toBe(STYLE);
      expect(body).not.toMatch(/ style=| on[a-z]+=|src=/);
    }
    expect(pages.map(({ statusCode }) => statusCode)).toEqual([200, 404, 500, 200]);
  });

  it('of a fault says so, and how to look again', () => {
    const { body } = faultPage('en');
    expect(headingOf(body)).toBe(TEXTS.en.fault[0]);
    expect(body).toContain('<a href="?">Look again</a>');
    expect(notFoundPage('en').body).not.toContain('<a ');
  });
});

describe('a page that waits', () => {
  it('looks again by itself, a number of times, and then leaves it to the customer', () => {
    const seconds: number[] = [];
    for (let looks = 0; ; ) {
      const body = shown(IN_STATUS.pending, looks);
      const [, again] = REFRESH.exec(body) ?? [];
      if (again === undefined) {
        expect(body).toContain('<a href="?">Look again</a>');
        expect(body).not.toContain(TEXTS.en.looksAgain);
        break;
      }
      expect(body).toContain(TEXTS.en.looksAgain);
      expect(body).not.toContain('<a ');
      const [, pause, look] = /^(\d+);url=\?look=(\d+)$/.exec(again) as unknown as [string, string, string];
      seconds.push(Number(pause));
      looks = looksSoFar(look);
      expect(looks).toBe(seconds.length);
    }
    expect(seconds).toEqual(PAUSES);
    expect(seconds).toEqual([...seconds].sort((one, other) => one - other));
    expect(shown(IN_STATUS.pending, 9999)).toBe(shown(IN_STATUS.pending, PAUSES.length));
  });

  it.each(STATUSES.filter((status) => customerStatus(IN_STATUS[status]) !== 'waiting'))(
    'is not one of a payment that is %s',
    (status) => {
      const body = shown(IN_STATUS[status]);
      expect(body).not.toMatch(REFRESH);
      expect(body).not.toContain('<a ');
    },
  );

  it.each([undefined, '', '-1', '1.5', '1e3', '1,2', ' 1', '12345', '0x1', '"><script>', 'NaN', '１'])(
    'takes %j for no look at all',
    (look) => {
      expect(looksSoFar(look)).toBe(0);
    },
  );
});

describe('the colours', () => {
  /** Relative luminance of `#rgb` or `#rrggbb`, as WCAG 2 defines it. */
  const luminance = (colour: string) => {
    const digits = colour.length === 4 ? colour.replace(/[0-9a-f]/g, '$&$&') : colour;
    const [red, green, blue] = [1, 3, 5]
      .map((at) => Number.parseInt(digits.slice(at, at + 2), 16) / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)) as [
      number,
      number,
      number,
    ];
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const palettes = STYLE.match(/:root [{][^}]*[}]/g) as string[];
  const colourIn = (palette: string, name: string) =>
    new RegExp(`--${name}: (#[0-9a-f]+);`).exec(palette)?.[1] as string;

  it('can be told apart by everybody, in the light and in the dark', () => {
    expect(palettes).toHaveLength(2);
    for (const palette of palettes) {
      const card = luminance(colourIn(palette, 'card'));
      for (const name of ['text', 'quiet', 'accent']) {
        const ink = luminance(colourIn(palette, name));
        const contrast = (Math.max(card, ink) + 0.05) / (Math.min(card, ink) + 0.05);
        expect(contrast).toBeGreaterThanOrEqual(4.5);
      }
    }
  });
});

describe('the payment of a page', () => {
  const payments = { load: jest.fn(async (_reference: string): Promise<Payment | null> => null) };
  const find = (id: string | undefined) => findReturned(id, { payments });
  beforeEach(() => payments.load.mockReset());

  it('is found by its reference and opened by its key, in one read', async () => {
    const payment = { ...IN_STATUS.paid, returnKey: KEY };
    payments.load.mockResolvedValue(payment);
    expect(await find(`R-1.${KEY}`)).toBe(payment);
    expect(payments.load.mock.calls).toEqual([['R-1']]);
  });

  it.each([
    ['another key', `R-1.${KEY.replace('A', 'B')}`, { ...IN_STATUS.paid, returnKey: KEY }],
    ['a payment without a page', `R-1.${KEY}`, IN_STATUS.paid],
    ['no such payment', `R-1.${KEY}`, null],
  ])('is not to be had with %s', async (_, id, stored) => {
    payments.load.mockResolvedValue(stored);
    expect(await find(id)).toBeNull();
  });

  it.each([undefined, '', 'R-1', `.${KEY}`])('is not even looked for under %j', async (id) => {
    expect(await find(id)).toBeNull();
    expect(payments.load).not.toHaveBeenCalled();
  });
});
