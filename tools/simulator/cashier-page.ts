import { type Html, html } from '#shared/http/html.ts';
import { callbackAddress } from './callback.ts';
import { CASHIER_STYLE } from './cashier-style.ts';
import { COUNTDOWN } from './countdown.ts';
import { amountText } from './money.ts';
import { isExpired, isPayable, type Order } from './orders.ts';

const CONFIRMING = {
  heading: 'Waiting for the confirmation',
  text: 'The payment method has not said yet whether the payment went through. Do not pay again.',
  tone: 'plain',
} as const;

/** What a shopper is told, by the order's status: a heading, a sentence, and whether it is good news. */
const TOLD: Readonly<Record<string, { heading: string; text: string; tone: 'good' | 'bad' | 'plain' }>> = {
  pending: CONFIRMING,
  dealing: CONFIRMING,
  success: { heading: 'Payment successful', text: 'The merchant has been told.', tone: 'good' },
  failed: { heading: 'Payment failed', text: 'Nothing was charged.', tone: 'bad' },
  closed: {
    heading: 'Payment closed',
    text: 'Nothing was charged, and this link cannot be paid any more.',
    tone: 'plain',
  },
  reversed: { heading: 'Payment reversed', text: 'What was charged has been given back.', tone: 'plain' },
  expired: {
    heading: 'This link has expired',
    text: 'Nothing was charged. Ask the merchant for a new link.',
    tone: 'plain',
  },
};

/**
 * The page at `cashierUrl`: the order with buttons to pay, fail or close it, or why it cannot be paid.
 *
 * @param code the page's own address as a QR code, in SVG.
 */
export function cashierPage(order: Order, now: Date, code: string): string {
  if (!isPayable(order, now))
    return resultPage(isExpired(order, now) ? { ...order, status: 'expired' } : order);
  return page(
    `Pay ${money(order)}`,
    html`<p class="eyebrow">Payment to merchant ${order.parameters.merchantNo}</p>
      <h1 class="amount">${amountText(order.amount)} <span>${order.currency}</span></h1>
      <p class="left">Time left <time id="left" role="timer" datetime="${order.expiresAt.toISOString()}">until ${moment(order.expiresAt)}</time></p>
      ${facts(order)}
      <form method="post">
        <button class="primary" name="outcome" value="pay">Pay ${money(order)}</button>
        <p class="hint" id="instead">Instead of paying, in the simulator only:</p>
        <div class="pair" role="group" aria-labelledby="instead">
          <button name="outcome" value="fail">Fail</button>
          <button name="outcome" value="close">Close</button>
        </div>
      </form>
      <details class="code">
        <summary>Pay with another device</summary>
        <div role="img" aria-label="This page's address as a QR code">${{ html: code }}</div>
      </details>
      <script>${{ html: COUNTDOWN }}</script>`,
  );
}

/** What became of the order, with the way back to the merchant. `seconds` says when the browser takes it by itself. */
export function resultPage(order: Order, seconds?: number): string {
  const { heading, text, tone } = TOLD[order.status] ?? {
    heading: `The payment is ${order.status}`,
    text: 'It cannot be paid here.',
    tone: 'plain',
  };
  const back = order.status === 'expired' ? undefined : callbackAddress(order);
  return page(
    heading,
    html`<p class="eyebrow">${money(order)} to merchant ${order.parameters.merchantNo}</p>
      <h1 class="${tone}">${heading}</h1>
      <p>${text}</p>
      ${facts(order)}
      ${back && html`<a class="button primary" href="${back}">Return to the merchant</a>`}
      ${
        seconds === undefined
          ? undefined
          : html`<p class="hint">This page returns there in ${String(seconds)} seconds.
              <a href="${order.cashierUrl}">Stay here</a></p>`
      }`,
  );
}

/** For a link that belongs to no order. */
export function missingPage(): string {
  return page(
    'No such payment',
    html`<h1>No such payment</h1>
      <p>This address belongs to no order that can be paid here. The simulator forgets its orders when it stops: create a new link.</p>`,
  );
}

function facts(order: Order): Html {
  const { parameters, reference, vendor, expiresAt, transactionNo } = order;
  const rows: [string, string | Html | undefined][] = [
    ['Description', parameters.description],
    ['Reference', reference],
    ['Method', vendor],
    ['Store', parameters.storeNo],
    ['Transaction', transactionNo],
    [
      order.status === 'init' ? 'Pay before' : 'Valid until',
      html`<time datetime="${expiresAt.toISOString()}">${moment(expiresAt)}</time>`,
    ],
  ];
  const shown = rows.filter(([, value]) => value !== undefined);
  return html`<dl>${shown.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

function money({ amount, currency }: Order): string {
  return `${amountText(amount)} ${currency}`;
}

const MOMENT = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' });

function moment(date: Date): string {
  return `${MOMENT.format(date)} UTC`;
}

function page(title: string, content: Html): string {
  return html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>${title} · Pockyt simulator</title>
    <style>${{ html: CASHIER_STYLE }}</style>
  </head>
  <body>
    <header><strong>Pockyt simulator</strong> No money moves on this page.</header>
    <main>${content}</main>
  </body>
</html>
`.html;
}
