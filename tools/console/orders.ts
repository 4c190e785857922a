import { type Html, html } from '#shared/http/html.ts';
import type { Claim } from '#shared/payments/claim.ts';
import { isOf, isToBeClosed, type Order } from '#shared/payments/order.ts';
import type { Payment } from '#shared/payments/payment.ts';
import {
  isRefunded,
  otherRefunds,
  type RefundRequest,
  refundedHundredths,
} from '#shared/payments/refunds.ts';
import { orderDueAt } from '#shared/payments/schedule.ts';
import { toAmount } from '#shared/runtime/money.ts';
import { reasonInWords } from './reasons.ts';
import { stateBadge } from './status.ts';
import { type Clock, exact } from './times.ts';

const STATES: Readonly<Record<Exclude<Order['state'], 'unknown' | 'open' | 'paid'>, string>> = {
  sending: 'Our call is under way',
  refused: 'There is no such order',
  absent: 'There is no such order',
  expired: 'Its time is over, and Pockyt says that nobody has paid it',
  failed: 'The customer’s payment failed',
  closed: 'Nobody can pay it any more',
  reversed: 'Its money was taken back',
};

/** How an order stands: a sentence or two. */
export function stateInWords(order: Order, { orders }: Pick<Payment, 'orders'>): string {
  const { state, failure } = order;
  const why = failure ? `: ${reasonInWords(failure)}` : '';
  switch (state) {
    case 'unknown':
      return `Nobody knows whether there is an order${why}.${order.absence ? ' Pockyt knows of none so far.' : ''}`;
    case 'refused':
    case 'absent':
      return `${STATES[state]}${why}.`;
    case 'open':
      return openInWords(order, orders);
    case 'paid':
      return paidInWords(order);
    default:
      return `${STATES[state]}.`;
  }
}

function openInWords(order: Order, orders: readonly Order[]): string {
  if (order.confirming) return 'The customer has acted, and Pockyt waits for the confirmation.';
  if (!isToBeClosed(order, orders)) return 'It can be paid.';
  const why = order.link ? 'Another order has the money' : 'Its link was lost';
  return `${why}: it is to be closed, and can be paid until then.`;
}

function paidInWords(order: Order): string {
  if (!order.held) return 'It was paid, and its money had gone back when Pockyt first told of it.';
  if (isRefunded(order)) return 'It was paid, and all of it was refunded.';
  return order.goneSince
    ? 'It was paid. Pockyt says that the money is gone, and is asked again.'
    : 'It is paid.';
}

/** Every order of a payment, the newest first: what was sent to Pockyt, and what is known of it. */
export function ordersSection(payment: Payment, clock: Clock): Html {
  return html`<h2>Orders at Pockyt</h2>
    <ol class="orders" reversed>${payment.orders.map((order) => item(order, payment, clock)).reverse()}</ol>`;
}

function item(order: Order, payment: Payment, clock: Clock): Html {
  const { providerReference, state, found, silentSince, claims = [], refundRequests = [] } = order;
  const isOther = !isOf(order, payment.request);
  const others = otherRefunds(order);
  return html`<li>
    <h3><code>${providerReference}</code> ${stateBadge(state)}</h3>
    <p>${stateInWords(order, payment)}</p>
    ${found && html`<p>No call of ours made it: Pockyt has it under this reference.</p>`}
    ${isOther ? html`<p class="differs">It is of another amount than the payment, and never makes it paid.</p>` : undefined}
    ${silentSince && html`<p>Pockyt has not answered since ${exact(silentSince, clock)}.</p>`}
    ${factsOf(order, payment, clock)}
    ${claims.length > 0 ? html`<h4>Claims of notices</h4><ul>${claims.map((claim) => claimed(claim, clock))}</ul>` : undefined}
    ${
      refundRequests.length + others.length > 0
        ? html`<h4>Refunds</h4><ul>
            ${refundRequests.map(refundAskedFor)}
            ${others.map(
              ({ refundAmount, refundTransactionNo }) =>
                html`<li>${refundAmount ?? 'An amount that cannot be read'}, not asked for here${refundTransactionNo && html`, <code>${refundTransactionNo}</code>`}</li>`,
            )}
          </ul>`
        : undefined
    }
  </li>`;
}

function factsOf(order: Order, { orders }: Payment, clock: Clock): Html {
  const { transactionNo, amount, currency, storeNo, sentAt, askedAt, found } = order;
  const refunded = refundedHundredths(order);
  const dueAt = orderDueAt(order, orders);
  const facts: readonly [string, Html | string | undefined][] = [
    ['Number', transactionNo ?? 'not known'],
    ['Amount', `${amount} ${currency}`],
    ['Refunded', refunded > 0n ? `${toAmount(refunded)} ${currency}` : undefined],
    ['Store', storeNo],
    ['Sent', found ? undefined : exact(sentAt, clock)],
    ['Pockyt’s last answer', askedAt && exact(askedAt, clock)],
    ['Asked next', dueAt && exact(dueAt, clock)],
  ];
  return factList(facts);
}

/** Names and values, without those that have none. */
export function factList(facts: readonly (readonly [string, Html | string | undefined])[]): Html {
  return html`<dl class="facts">${facts
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

function claimed({ status, transactionNo, amount, currency, receivedAt, askAt }: Claim, clock: Clock): Html {
  return html`<li><q>${status}</q> of <code>${transactionNo}</code>${amount && `, ${amount} ${currency ?? ''}`},
    since ${exact(receivedAt, clock)}; asked about after ${exact(askAt, clock)}</li>`;
}

const MADE: Readonly<Record<RefundRequest['state'], string>> = {
  reserved: 'is being made',
  done: 'was made',
  refused: 'was not made',
  unknown: 'may have been made, and is not sent again',
};

function refundAskedFor({ refundAmount, refundReference, state, failure }: RefundRequest): Html {
  return html`<li>${refundAmount} as <code>${refundReference}</code> ${MADE[state]}${failure && `: ${reasonInWords(failure)}`}</li>`;
}
