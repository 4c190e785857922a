import { html } from '#shared/http/html.ts';
import type { Context, Deps } from './context.ts';
import type { LiveView } from './live.ts';
import { sendPage } from './page.ts';
import { paymentsList } from './payments-list.ts';

/** `GET /`: every payment, and the way to a new one. */
export async function showOverview({ response, url }: Context, deps: Deps): Promise<void> {
  const { sections } = await overviewView(deps);
  const { panel } = deps;
  const said = panel?.said(url.searchParams.get('said') ?? '');
  const content = html`
    <div class="heading">
      <div>
        <h1>Payments</h1>
        <p>Create a link, pay it as a customer would, and watch what happens to it.</p>
      </div>
      <a class="button primary" href="/console/new">Create a link</a>
    </div>
    <div class="stack">
      ${said && html`<p class="card notice" role="status">${said}</p>`}
      <section id="payments" aria-label="Payments">${sections.payments}</section>
      ${panel && html`<section class="card panel" aria-label="Scenarios">${panel.overview()}</section>`}
    </div>`;
  sendPage(response, 200, { title: 'Payments', content, live: '/console/live' }, deps);
}

/** What of it changes. */
export async function overviewView({ payments, clock }: Deps): Promise<LiveView> {
  const all = await payments.all();
  return {
    sections: { payments: paymentsList(all, clock()) },
    statuses: new Map(all.map(({ reference, status }) => [reference, status])),
  };
}
