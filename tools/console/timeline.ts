import { type Html, html } from '#shared/http/html.ts';
import type { Discrepancy, HistoryEntry, Trigger } from '#shared/payments/history.ts';
import { orderId } from '#shared/payments/order.ts';
import type { Payment } from '#shared/payments/payment.ts';
import { sameAmount } from '#shared/runtime/money.ts';
import { reasonInWords } from './reasons.ts';
import { statusBadge } from './status.ts';
import { type Clock, exact } from './times.ts';

const TRIGGERS: Readonly<Record<Trigger, string>> = {
  create: 'since the request came again',
  reconciliation: 'by reconciliation',
  refresh: 'by a refresh',
  cancel: 'for a cancellation',
  refund: 'for a refund',
  resolution: 'since a person resolved it',
  notice: 'since a notice came',
};

const EVENTS: Readonly<Record<HistoryEntry['event'], string>> = {
  requested: 'A link was asked for',
  link: 'Pockyt gave a link',
  refused: 'No order was made',
  'unknown-outcome': 'Nobody knows what became of the request',
  'lease-expired': 'The request did not come to its end in time',
  claim: 'A notice came',
  'claim-unconfirmed': 'Pockyt did not confirm a notice, when it was asked',
  answer: 'Pockyt was asked',
  found: 'Another payment was found under the reference, when Pockyt was asked',
  'refund-requested': 'A refund was asked for',
  'refund-done': 'Pockyt made a refund',
  'refund-refused': 'A refund was not made',
  'refund-unknown': 'Nobody knows whether a refund was made',
  resolved: 'A person said what they saw at Pockyt',
};

const DISCREPANCIES: Readonly<Record<Discrepancy, string>> = {
  'amount-mismatch': 'the amount is another',
  'currency-mismatch': 'the currency is another',
  'transaction-mismatch': 'the transaction number is another',
  'reference-mismatch': 'the reference is another',
  'unknown-status-word': 'the status word is not known',
  'not-a-payment': 'it is no payment, and not our order',
  'reference-taken': 'Pockyt gives the reference to another transaction',
  'too-many-finds': 'more payments were found under the reference than are kept',
};

/** A part of what Pockyt said, beside what was asked for. */
export interface Comparison {
  readonly what: 'amount' | 'currency' | 'transactionNo';
  readonly said: string;
  readonly expected: string;
  readonly verdict: 'equal' | 'different' | 'not known before';
}

/** What was compared in an entry, which is about one of the orders; nothing where there was nothing to compare. */
export function comparisons(entry: HistoryEntry, { orders }: Pick<Payment, 'orders'>): Comparison[] {
  const { claim } = entry;
  // What was asked for of an order never changes.
  const expected = entry.expected ?? orders.find((order) => !order.found && orderId(order) === entry.order);
  if (!claim || !expected) return [];
  return (['amount', 'currency', 'transactionNo'] as const).flatMap((what) => {
    const [said, wanted] = [claim[what], expected[what]];
    if (said === undefined) return [];
    const same = what === 'amount' ? sameAmount(said, wanted ?? '') : said === wanted;
    const verdict = wanted === undefined ? 'not known before' : same ? 'equal' : 'different';
    return { what, said, expected: wanted ?? '', verdict };
  });
}

/** Who said it: a sentence without a stop. */
export function sourceOf({ event, trigger, credentials }: HistoryEntry): string {
  const by = trigger ? ` ${TRIGGERS[trigger]}` : '';
  return `${EVENTS[event]}${by}${credentials ? `, signed with the ${credentials} credentials` : ''}`;
}

/** Why an entry did not change the status; undefined for one that did. */
export function whyUnchanged({ event, from, to, discrepancy }: HistoryEntry): string | undefined {
  if (from !== to) return undefined;
  if (event === 'requested') return 'The payment begins.';
  const why = discrepancy ? `: ${DISCREPANCIES[discrepancy]}` : '';
  return event === 'claim' ? `A notice changes nothing by itself${why}.` : `The status stays ${to}${why}.`;
}

/** What was ever learnt about a payment, the newest first. */
export function timeline(payment: Payment, clock: Clock): Html {
  const { history, historyDropped } = payment;
  return html`<h2>Timeline</h2>
    <ol class="timeline" reversed>${history.map((entry, index) => item(entry, index, payment, clock)).reverse()}</ol>
    ${
      historyDropped > 0
        ? html`<p class="quiet">${String(historyDropped)} entries that changed nothing were left out to keep it short.</p>`
        : undefined
    }`;
}

function item(entry: HistoryEntry, index: number, payment: Payment, clock: Clock): Html {
  const { at, from, to, order, claim, refund, refunded, code, reason, transactionType, times, lastAt } =
    entry;
  const isOneOfMany = order !== undefined && payment.orders.length > 1;
  const moved = from !== to;
  return html`<li${moved ? html` class="moved"` : undefined}>
    <p class="when">${exact(at, clock)}${lastAt && html`, ${String(times)} times, last at ${exact(lastAt, clock)}`}${isOneOfMany ? html`, order <code>${order}</code>` : undefined}</p>
    <h3>${sourceOf(entry)}</h3>
    ${claim && html`<p>It says <q>${claim.status}</q>${transactionType && html` (${transactionType})`}.</p>`}
    ${refund && html`<p>${refund.refundAmount} as <code>${refund.refundReference}</code>.</p>`}
    ${refunded && html`<p>Refunded of this order in all: ${refunded}.</p>`}
    ${reason && html`<p>${sentence(reasonInWords({ reason, code }))}</p>`}
    ${comparedTable(comparisons(entry, payment), `compared-${index}`)}
    <p class="effect">${moved ? html`${statusBadge(from)} → ${statusBadge(to)}` : html`<span class="quiet">${whyUnchanged(entry)}</span>`}</p>
  </li>`;
}

function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}

/** Open where something differs: that is what anybody looks for. */
function comparedTable(compared: readonly Comparison[], id: string): Html | undefined {
  if (compared.length === 0) return undefined;
  const different = compared.filter(({ verdict }) => verdict === 'different').map(({ what }) => what);
  const differs = different.length > 0;
  return html`<details class="compared" id="${id}"${differs ? html` open` : undefined}>
    <summary>Compared with what was asked for: ${
      differs ? html`<strong class="differs">${different.join(', ')} different</strong>` : 'nothing differs'
    }</summary>
    <table>
      <thead><tr><td></td>${['said', 'asked for', 'verdict'].map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
      <tbody>${compared.map(
        ({ what, said, expected, verdict }) => html`<tr>
          <th scope="row">${what}</th><td>${said}</td><td>${expected}</td>
          <td${verdict === 'different' ? html` class="differs"` : undefined}>${verdict}</td>
        </tr>`,
      )}</tbody>
    </table>
  </details>`;
}
