import { type Html, html } from '#shared/http/html.ts';
import type { Payment } from '#shared/payments/payment.ts';
import type { WireExchange } from '../simulator/wire-record.ts';
import { type Clock, exact } from './times.ts';

/** Where exchanges are recorded: the simulator. */
export interface Wire {
  readonly exchanges?: readonly WireExchange[];
}

const MOST_SHOWN = 30;

/** What was exchanged with Pockyt about a payment, the newest first. */
export function wireSection(wire: Wire | undefined, payment: Payment, clock: Clock): Html {
  if (!wire?.exchanges) {
    return html`<h2>On the wire</h2>
      <p class="quiet">Only the simulator records what is exchanged with it. Pockyt itself does not, and the functions log no parameters.</p>`;
  }
  const own = wire.exchanges.filter((exchange) => isAbout(exchange, payment));
  const shown = own.slice(-MOST_SHOWN).reverse();
  return html`<h2>On the wire</h2>
    <p class="quiet">Requests to Pockyt and its answers, the newest first. Signatures and the token are masked.</p>
    ${shown.length === 0 ? html`<p>Nothing was sent yet, or the record of it has gone.</p>` : undefined}
    ${shown.map((exchange, index) => exchangeShown(exchange, own.length - index, clock))}`;
}

function isAbout({ reference, transactionNo }: WireExchange, { orders }: Payment): boolean {
  return orders.some(
    (order) =>
      (reference !== undefined && order.providerReference === reference) ||
      (transactionNo !== undefined && order.transactionNo === transactionNo),
  );
}

function exchangeShown(exchange: WireExchange, number: number, clock: Clock): Html {
  const { at, endpoint, sent, canonical, answer, failedAs } = exchange;
  const outcome = answer ? `answered ${answer.httpStatus}` : 'no answer';
  const parameters = Object.entries(sent.parameters).map(([name, value]) => `${name} = ${value}`);
  return html`<details id="exchange-${String(number)}">
    <summary>${exact(at.toISOString(), clock)} <strong>${endpoint}</strong> ${outcome}${failedAs && `, planted fault: ${failedAs}`}</summary>
    <h4>Sent</h4>
    <pre><code>${parameters.join('\n')}</code></pre>
    ${canonical && html`<h4>Signed text</h4><pre><code>${canonical}</code></pre>`}
    <h4>Answer</h4>
    ${answer ? html`<pre><code>${indented(answer.text)}</code></pre>` : html`<p>None came.</p>`}
  </details>`;
}

/** JSON with line breaks; other text as it is. */
function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
