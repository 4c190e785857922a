import { type Html, html } from '#shared/http/html.ts';
import { sameAmount } from '#shared/money.ts';
import type { HistoryEntry, Refusal } from '#shared/payments/history.ts';
import type { Payment } from '#shared/payments/payment.ts';
import { type Clock, exact } from './moments.ts';
import { reasonInWords } from './reasons.ts';
import { statusBadge } from './status.ts';

const ASKERS: Readonly<Record<string, string>> = {
  create: 'since the request came again',
  reconciliation: 'by reconciliation',
  refresh: 'by a refresh',
  cancel: 'for a cancellation',
  refund: 'for a refund',
};

const EVENTS: Readonly<Record<HistoryEntry['event'], string>> = {
  requested: 'A link was asked for',
  link: 'Pockyt gave a link',
  refused: 'Pockyt refused',
  'refused-in-rotation': 'Pockyt refused the credentials while a new token is on its way',
  'unknown-outcome': 'Nobody knows what became of the request',
  lapsed: 'The request did not come to its end in time',
  notice: 'Pockyt sent a notice',
  query: 'Pockyt was asked',
  'refund-requested': 'A refund was asked for',
  'refund-done': 'Pockyt made a refund',
  'refund-refused': 'Pockyt refused a refund',
  'refund-unknown': 'Nobody knows whether a refund was made',
};

const REFUSALS: Readonly<Record<Refusal, string>> = {
  'amount-mismatch': 'the amount is another',
  'currency-mismatch': 'the currency is another',
  'transaction-mismatch': 'the transaction number is another',
  'unknown-status-word': 'the status word is not known',
  'not-a-move': 'there is no way from this status to that one',
  superseded: 'another order has taken the place of this one',
  'second-payment': 'another order of this payment was paid before',
  contradicted: 'Pockyt was asked, and did not say the same',
  unconfirmed: 'Pockyt could not be asked, or has not decided',
  'unknown-order': 'Pockyt knows no such order',
};

/** A part of what Pockyt said, beside what was asked for. */
export interface Comparison {
  readonly what: 'amount' | 'currency' | 'transactionNo';
  readonly said: string;
  readonly expected: string;
  readonly verdict: 'equal' | 'different' | 'not known before';
}

/** What was compared in an entry; nothing where there was nothing to compare. */
export function comparisons({ claim, expected }: HistoryEntry): Comparison[] {
  if (!claim || !expected) return [];
  return (['amount', 'currency', 'transactionNo'] as const).map((what) => {
    const [said, wanted] = [claim[what], expected[what]];
    const same = what === 'amount' ? sameAmount(said, wanted ?? '') : said === wanted;
    const verdict = wanted === undefined ? 'not known before' : same ? 'equal' : 'different';
    return { what, said, expected: wanted ?? '', verdict };
  });
}

/** Who said it: a sentence without a stop. */
export function sourceOf({ event, asker, credentials, confirmed }: HistoryEntry): string {
  const by = asker && event === 'query' ? ` ${ASKERS[asker] ?? asker}` : '';
  const signed = credentials ? `, signed with the ${credentials} credentials` : '';
  const checked =
    confirmed === 'query' ? ', confirmed by asking' : confirmed === 'off' ? ', taken without asking' : '';
  return `${EVENTS[event]}${by}${signed}${checked}`;
}

/** Why an entry did not move the status; undefined for one that did. */
export function whyUnmoved({ event, from, to, refusal }: HistoryEntry): string | undefined {
  if (from !== to) return undefined;
  if (event === 'requested') return 'The payment begins.';
  if (refusal) return `Changed nothing: ${REFUSALS[refusal]}.`;
  if (event === 'notice' || event === 'query') return `Changed nothing: it is ${to} already.`;
  return `The status stays ${to}.`;
}

/** What was ever learnt about a payment, the newest first. */
export function timeline({ history, historyDropped }: Payment, clock: Clock): Html {
  return html`<h2>Timeline</h2>
    <ol class="timeline" reversed>${history.map((entry, index) => item(entry, index, clock)).reverse()}</ol>
    ${
      historyDropped > 0
        ? html`<p class="quiet">${String(historyDropped)} entries that changed nothing were left out to keep it short.</p>`
        : undefined
    }`;
}

function item(entry: HistoryEntry, index: number, clock: Clock): Html {
  const { at, from, to, claim, refund, refunded, code, reason, transactionType, times, lastAt } = entry;
  const moved = from !== to;
  return html`<li${moved ? html` class="moved"` : undefined}>
    <p class="when">${exact(at, clock)}${lastAt && html`, ${String(times)} times, last at ${exact(lastAt, clock)}`}</p>
    <h3>${sourceOf(entry)}</h3>
    ${claim && html`<p>It says <q>${claim.status}</q>${transactionType && html` (${transactionType})`}.</p>`}
    ${refund && html`<p>${refund.refundAmount} as <code>${refund.refundReference}</code>.</p>`}
    ${refunded && html`<p>Given back in all: ${refunded}.</p>`}
    ${reason && html`<p>Because ${reasonInWords({ reason, code })}.</p>`}
    ${comparedTable(comparisons(entry), `compared-${index}`)}
    <p class="effect">${moved ? html`${statusBadge(from)} → ${statusBadge(to)}` : html`<span class="quiet">${whyUnmoved(entry)}</span>`}</p>
  </li>`;
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
