import { randomUUID } from 'node:crypto';
import { type Html, html } from '#shared/http/html.ts';
import { paymentReference } from '#shared/payments/order.ts';
import type { Order } from '#tools/simulator/orders.ts';
import type { Simulator } from '#tools/simulator/simulator.ts';
import { quoted } from '../curl.ts';
import { createKept } from '../outcomes.ts';
import { sendText, sendTo } from '../page.ts';
import type { Panel } from '../panel-place.ts';
import { paymentPath } from '../payments-list.ts';
import { CALLS, GLOBAL_SCENARIOS, SCENARIOS, type Scenario, type ScenarioGroup } from './scenarios.ts';

export interface PanelParts {
  /** Where the console is served, without a slash at the end. */
  readonly url: string;
  readonly simulator: Simulator;
  /** Replaces the merchant's token, at Pockyt and in the secret. */
  rotate(): Promise<void>;
}

/** The simulator's panel: a button for each scenario. */
export function createPanel({ url, simulator, rotate }: PanelParts): Panel {
  const sentences = createKept<string>(randomUUID);
  const rotation: ScenarioGroup = {
    legend: 'The token',
    scenarios: [
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
  const global = [...GLOBAL_SCENARIOS, rotation];
  const all = new Map(
    [...SCENARIOS, ...global].flatMap(({ scenarios }) =>
      scenarios.map((scenario) => [scenario.id, scenario] as const),
    ),
  );

  return {
    section(reference, wanted) {
      const orders = ordersOf(simulator, reference);
      const order = orders.find(({ transactionNo }) => transactionNo === wanted);
      const subject = { reference, ...(order && { order: order.transactionNo }) };
      return html`<h2>Scenarios at Pockyt</h2>
        <p class="quiet">What the simulator of Pockyt does next. The timeline shows what the system makes of it.</p>
        ${orders.length > 1 ? choice(orders, order ?? orders.at(-1), reference) : undefined}
        <div class="groups">${SCENARIOS.map((group) => fieldset(group, subject, url))}</div>`;
    },
    overview: () => html`<h2>Scenarios at Pockyt</h2>
      <p class="quiet">${simulator.noticesHeld ? 'Notices are held back now.' : 'Notices go out by themselves now.'}</p>
      <div class="groups">${global.map((group) => fieldset(group, {}, url))}</div>`,
    said: (key) => sentences.get(key),
    async serve({ headers }, response, pathname, form) {
      const scenario = all.get(pathname.slice('/console/panel/'.length));
      const sentence = await outcome(scenario, simulator, form);
      if (!headers.accept?.includes('text/html')) return sendText(response, 200, sentence);
      const [reference, order] = [form.get('reference'), form.get('order')];
      const query = new URLSearchParams({ said: sentences.keep(sentence), ...(order && { order }) });
      sendTo(response, `${reference ? paymentPath(paymentReference(reference)) : '/'}?${query}`);
    },
  };
}

/** What was done, or why nothing was: the simulator says so in words for whoever drives it. */
async function outcome(
  scenario: Scenario | undefined,
  simulator: Simulator,
  form: URLSearchParams,
): Promise<string> {
  if (scenario === undefined) return 'Nothing was done: the panel has no such button.';
  const reference = form.get('reference') ?? '';
  const order = form.get('order') ?? ordersOf(simulator, reference).at(-1)?.transactionNo ?? reference;
  try {
    return await scenario.run(simulator, order, form);
  } catch (error) {
    return `Nothing was done: ${(error as Error).message}`;
  }
}

/** The orders under a reference, the newest last: a payment whose order was given up has further ones. */
function ordersOf({ orders }: Simulator, wanted: string): Order[] {
  return orders.all.filter(({ reference }) => [reference, paymentReference(reference)].includes(wanted));
}

/** Which order the buttons are about, with a way to each other one. */
function choice(orders: readonly Order[], chosen: Order | undefined, reference: string): Html {
  const items = orders.map((order) => {
    const { transactionNo, status } = order;
    const name = html`<code>${order.reference}</code>, ${transactionNo}, ${status}`;
    const query = new URLSearchParams({ order: transactionNo });
    return order === chosen
      ? html`<strong>${name}</strong>`
      : html`<a href="${paymentPath(reference)}?${String(query)}">${name}</a>`;
  });
  return html`<ul class="choice">${items.map((item) => html`<li>${item}</li>`)}</ul>`;
}

/** What the buttons are about: one order of a payment, or its newest; or everything. */
type Subject = Readonly<Partial<Record<'reference' | 'order', string>>>;

function fieldset(group: ScenarioGroup, subject: Subject, url: string): Html {
  const { legend, choosesCall, scenarios } = group;
  const first = `field-${scenarios[0]?.id}`;
  const call = html`<label for="${first}">call</label>
    <select id="${first}" name="call">
      ${Object.entries(CALLS).map(([value, name]) => html`<option value="${value}">${name}</option>`)}
    </select>`;
  const form = (content: Html) => html`<form method="post">
    ${Object.entries(subject).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}${content}
  </form>`;
  const shown = scenarios.map(button);
  const forms = choosesCall ? form(html`${call}${shown}`) : html`${shown.map(form)}`;
  return html`<fieldset><legend>${legend}</legend>${forms}
    <details id="curl-${scenarios[0]?.id}"><summary>As curl</summary><pre><code>${curlsOf(group, subject, url)}</code></pre></details>
  </fieldset>`;
}

/** The same without a browser; the answer is the sentence that the page would show. */
function curlsOf({ choosesCall, scenarios }: ScenarioGroup, subject: Subject, url: string): string {
  const commands = scenarios.map(({ id, takesAmount }) => {
    const fields = [
      ...Object.entries(subject).map((field) => field.join('=')),
      ...(choosesCall ? ['call=cancel'] : []),
      ...(takesAmount ? ['amount=1.00'] : []),
    ];
    return [
      `curl -X POST ${quoted(`${url}/console/panel/${id}`)}`,
      ...fields.map((field) => `-d ${field}`),
    ].join(' ');
  });
  return commands.join('\n');
}

function button({ id, label, explains, takesAmount }: Scenario): Html {
  const amount = html`<label for="field-${id}">amount <span class="quiet">all that is left, if empty</span></label>
    <input id="field-${id}" name="amount" inputmode="decimal">`;
  return html`<div class="scenario">
    ${takesAmount ? amount : undefined}
    <button id="scenario-${id}" formaction="/console/panel/${id}" aria-describedby="explains-${id}">${label}</button>
    <p class="explains" id="explains-${id}">${explains}</p>
  </div>`;
}
