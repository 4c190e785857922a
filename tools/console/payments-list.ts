import { type Html, html } from '#shared/http/html.ts';
import type { Payment } from '#shared/payments/payment.ts';
import { whatHappensNext } from './next.ts';
import { statusBadge } from './status.ts';
import { age, type Clock } from './times.ts';

/** More than anybody reads; a load test makes far more. */
const MOST_SHOWN = 100;

/** The address of a payment's page. */
export function paymentPath(reference: string): string {
  return `/console/payments/${encodeURIComponent(reference)}`;
}

/** The table of payments, the newest first, or what to do when there is none. */
export function paymentsList(payments: readonly Payment[], clock: Clock): Html {
  if (payments.length === 0) {
    return html`<div class="empty">
      <p><strong>No payments yet.</strong></p>
      <p>Create a link, open its payment page, and pay: each step shows here by itself.</p>
    </div>`;
  }
  const shown = payments.slice(0, MOST_SHOWN);
  const hidden = payments.length - shown.length;
  // The roles are those of the elements, which lose them where the style makes cards of the rows.
  return html`<table role="table">
      <caption>${counted(payments.length)}, the newest first</caption>
      <thead role="rowgroup">
        <tr role="row">
          ${['Reference', 'Status', 'Amount', 'Age', 'What happens next'].map(
            (name) => html`<th role="columnheader" scope="col">${name}</th>`,
          )}
        </tr>
      </thead>
      <tbody role="rowgroup">${shown.map((payment) => row(payment, clock))}</tbody>
    </table>
    ${hidden > 0 ? html`<p class="quiet">${String(hidden)} older ones are not shown.</p>` : undefined}`;
}

function row(payment: Payment, clock: Clock): Html {
  const { reference, status, request, createdAt } = payment;
  return html`<tr role="row">
    <th role="rowheader" scope="row">
      <a href="${paymentPath(reference)}" id="payment-${reference}">${reference}</a>
    </th>
    <td role="cell">${statusBadge(status)}</td>
    <td role="cell" class="number">${request.amount} ${request.currency}</td>
    <td role="cell" class="age"><time datetime="${createdAt}">${age(createdAt, clock)}</time></td>
    <td role="cell" class="next">${whatHappensNext(payment, clock)}</td>
  </tr>`;
}

function counted(number: number): string {
  return number === 1 ? '1 payment' : `${number} payments`;
}
