import { type Html, html } from '#shared/http/html.ts';
import { paymentLink } from '#shared/http/payment-link.ts';
import { decisiveOrder, type Payment } from '#shared/payments/payment.ts';
import { actions, REFUND_FIELDS } from './actions.ts';
import type { Deps } from './context.ts';
import type { LiveView } from './live.ts';
import { whatHappensNext } from './next.ts';
import { factList, ordersSection } from './orders.ts';
import type { Outcome } from './outcomes.ts';
import { paymentPath } from './payments-list.ts';
import { refusedBy, refusedSection } from './problem.ts';
import { statusBadge } from './status.ts';
import { timeline } from './timeline.ts';
import { type Clock, exact } from './times.ts';
import { wireSection } from './wire.ts';

/** What of a payment's page changes. A reference without a payment has nothing. */
export async function paymentView(reference: string, deps: Deps, outcome?: Outcome): Promise<LiveView> {
  const payment = await deps.payments.load(reference);
  if (!payment) return { sections: {}, statuses: new Map() };
  const clock = deps.clock();
  return {
    sections: {
      standing: standing(payment, clock),
      links: links(payment, deps.url),
      actions: actions(payment, deps.api, outcome),
      orders: ordersSection(payment, clock),
      timeline: timeline(payment, clock),
      wire: wireSection(deps.wire, payment, clock),
    },
    statuses: new Map([[reference, payment.status]]),
  };
}

/** The page of a payment: how it stands, what can be done, and how it came to that. */
export function paymentPage(
  reference: string,
  { sections }: LiveView,
  panel: Html | undefined,
  outcome: Outcome | undefined,
  said: string | undefined,
): Html {
  const { standing, links, actions, orders, timeline, wire } = sections;
  return html`
    <p class="back"><a href="/">All payments</a></p>
    <div class="stack">
      ${outcome && outcomeSection(outcome)}
      ${said && html`<p class="card notice" role="status">${said}</p>`}
      <section class="card" id="standing" aria-label="How it stands">${standing}</section>
      <div class="payment">
        <div class="side stack">
          <section class="card" id="links" aria-label="Links">${links}</section>
          <section class="card" id="actions" aria-label="Actions">${actions}</section>
        </div>
        <div class="stack">
          <section class="card" id="orders" aria-label="Orders">${orders}</section>
          <section class="card" id="timeline" aria-label="Timeline">${timeline}</section>
          <section class="card wire" id="wire" aria-label="On the wire">${wire}</section>
        </div>
      </div>
      ${panel && html`<section class="card panel" aria-label="Scenarios of ${reference}">${panel}</section>`}
    </div>`;
}

function standing(payment: Payment, clock: Clock): Html {
  const { reference, status, request, createdAt, expiresAt, paidAt, paidAfterClose } = payment;
  const facts: readonly [string, Html | string | undefined][] = [
    ['Method', `${request.vendor}, settles in ${request.settleCurrency}`],
    ['Transaction', decisiveOrder(payment).transactionNo],
    ['Created', exact(createdAt, clock)],
    ['Link expires', exact(expiresAt, clock)],
    [paidAfterClose ? 'Paid after it had been given up' : 'Paid', paidAt && exact(paidAt, clock)],
  ];
  return html`<div class="standing">
      <h1>${reference} ${statusBadge(status)}</h1>
      <p class="sum">${request.amount} <span>${request.currency}</span></p>
    </div>
    <p>${whatHappensNext(payment, clock)}</p>
    ${factList(facts)}`;
}

/** The link, while it can be paid. */
function links(payment: Payment, publicUrl: string): Html {
  const { reference } = payment;
  const link = paymentLink(payment, publicUrl);
  const { returnPage } = link.links as { readonly returnPage?: string };
  return html`<h2>The customer’s link</h2>
    ${
      'paymentUrl' in link
        ? html`<a class="button primary" id="payment-url" href="${link.paymentUrl}">Open the payment page</a>
            <img class="qr" src="${paymentPath(reference)}/qr-code" width="176" height="176" alt="QR code of the payment page’s address">`
        : html`<p class="quiet">${'clientToken' in link ? 'A YIP payment is paid in a form on your own page, with its clientToken.' : 'A link is shown only while the payment is pending.'}</p>`
    }
    ${
      returnPage &&
      html`<p><a id="return-page" href="${returnPage}">The page to which the customer comes back</a></p>`
    }`;
}

function outcomeSection({ action, answer, form }: Outcome): Html {
  const sent = html`<details><summary>The request and its answer</summary>
    <pre><code>${answer.curl}</code></pre>
    <pre><code>${answer.document ? JSON.stringify(answer.document, null, 2) : answer.text}</code></pre>
  </details>`;
  if (answer.status >= 300) return refusedSection(refusedBy(answer), form ? REFUND_FIELDS : [], sent);
  const warnings = answer.document?.warnings;
  return html`<section class="card notice" role="status" aria-label="${action}">
    <h2>${action}</h2>
    ${Array.isArray(warnings) ? warnings.map((warning) => html`<p>${String(warning)}</p>`) : undefined}
    ${sent}
  </section>`;
}
