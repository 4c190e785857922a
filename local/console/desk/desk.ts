import { randomUUID } from 'node:crypto';
import type { Simulator } from '#local/simulator/simulator.ts';
import { type Html, html } from '#shared/http/html.ts';
import { quoted } from '../curl.ts';
import type { Desk } from '../desk-place.ts';
import { createKept } from '../outcomes.ts';
import { sendText, sendTo } from '../page.ts';
import { CALLS, GLOBAL_TROUBLES, TROUBLES, type Trouble, type TroubleGroup } from './troubles.ts';

export interface DeskParts {
  /** Where the console is served, without a slash at the end. */
  readonly url: string;
  readonly simulator: Simulator;
  /** Replaces the merchant's token, at Pockyt and in the secret. */
  rotate(): Promise<void>;
}

/** The simulator's desk: a button for each trouble. */
export function createDesk({ url, simulator, rotate }: DeskParts): Desk {
  const sentences = createKept<string>(randomUUID);
  const rotation: TroubleGroup = {
    legend: 'The token',
    troubles: [
      {
        id: 'rotate',
        label: 'Rotate the token',
        explains: 'A new token is put into the secret, Pockyt signs with it, and it becomes the current one.',
        async run() {
          await rotate();
          return 'The token was replaced. Functions that are refused read the secret again within 10 seconds.';
        },
      },
    ],
  };
  const global = [...GLOBAL_TROUBLES, rotation];
  const all = new Map(
    [...TROUBLES, ...global].flatMap(({ troubles }) =>
      troubles.map((trouble) => [trouble.id, trouble] as const),
    ),
  );

  return {
    section: (reference) => html`<h2>Trouble at Pockyt</h2>
      <p class="quiet">What the simulator of Pockyt does next. The timeline shows what the system makes of it.</p>
      <div class="groups">${TROUBLES.map((group) => fieldset(group, reference, url))}</div>`,
    overview: () => html`<h2>Trouble at Pockyt</h2>
      <p class="quiet">${simulator.noticesHeld ? 'Notices are held back now.' : 'Notices go out by themselves now.'}</p>
      <div class="groups">${global.map((group) => fieldset(group, '', url))}</div>`,
    said: (key) => sentences.get(key),
    async serve({ headers }, response, pathname, form) {
      const trouble = all.get(pathname.slice('/console/desk/'.length));
      const reference = form.get('reference') ?? '';
      const sentence = await outcome(trouble, simulator, reference, form);
      if (!headers.accept?.includes('text/html')) return sendText(response, 200, sentence);
      const key = sentences.keep(sentence);
      const page = reference === '' ? '/' : `/console/payments/${encodeURIComponent(reference)}`;
      sendTo(response, `${page}?said=${key}`);
    },
  };
}

/** What was done, or why nothing was: the simulator says so in words for whoever drives it. */
async function outcome(
  trouble: Trouble | undefined,
  simulator: Simulator,
  reference: string,
  form: URLSearchParams,
): Promise<string> {
  if (trouble === undefined) return 'Nothing was done: the desk has no such button.';
  try {
    return await trouble.run(simulator, newestOrder(simulator, reference) ?? reference, form);
  } catch (error) {
    return `Nothing was done: ${(error as Error).message}`;
  }
}

/** A payment whose order was replaced has further ones, with a number behind the reference. */
function newestOrder({ orders }: Simulator, reference: string): string | undefined {
  const isOwn = (name: string) =>
    name.startsWith(reference) && /^(--\d+)?$/.test(name.slice(reference.length));
  return orders.all.findLast((order) => isOwn(order.reference))?.transactionNo;
}

function fieldset(group: TroubleGroup, reference: string, url: string): Html {
  const { legend, choosesCall, troubles } = group;
  const first = `field-${troubles[0]?.id}`;
  const call = html`<label for="${first}">call</label>
    <select id="${first}" name="call">
      ${Object.entries(CALLS).map(([value, name]) => html`<option value="${value}">${name}</option>`)}
    </select>`;
  const form = (content: Html) => html`<form method="post">
    <input type="hidden" name="reference" value="${reference}">${content}
  </form>`;
  const shown = troubles.map(button);
  const forms = choosesCall ? form(html`${call}${shown}`) : html`${shown.map(form)}`;
  return html`<fieldset><legend>${legend}</legend>${forms}
    <details id="curl-${troubles[0]?.id}"><summary>As curl</summary><pre><code>${curlsOf(group, reference, url)}</code></pre></details>
  </fieldset>`;
}

/** The same without a browser; the answer is the sentence that the page would show. */
function curlsOf({ choosesCall, troubles }: TroubleGroup, reference: string, url: string): string {
  const commands = troubles.map(({ id, takesAmount }) => {
    const fields = [
      ...(reference ? [`reference=${reference}`] : []),
      ...(choosesCall ? ['call=cancel'] : []),
      ...(takesAmount ? ['amount=1.00'] : []),
    ];
    return [
      `curl -X POST ${quoted(`${url}/console/desk/${id}`)}`,
      ...fields.map((field) => `-d ${field}`),
    ].join(' ');
  });
  return commands.join('\n');
}

function button({ id, label, explains, takesAmount }: Trouble): Html {
  const amount = html`<label for="field-${id}">amount <span class="quiet">all that is left, if empty</span></label>
    <input id="field-${id}" name="amount" inputmode="decimal">`;
  return html`<div class="trouble">
    ${takesAmount ? amount : undefined}
    <button id="trouble-${id}" formaction="/console/desk/${id}" aria-describedby="explains-${id}">${label}</button>
    <p class="explains" id="explains-${id}">${explains}</p>
  </div>`;
}
