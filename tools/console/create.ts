import { html } from '#shared/http/html.ts';
import type { Context, Deps } from './context.ts';
import { createForm } from './create-form.ts';
import { readFieldRules } from './field-rules.ts';
import { sendPage, sendTo } from './page.ts';
import { paymentPath } from './payments-list.ts';
import { refusedBy } from './problem.ts';

const PATH = '/payment-links';

/** `GET /console/new`: the form, filled with what makes a link at once. */
export async function showForm({ response }: Context, deps: Deps): Promise<void> {
  const rules = readFieldRules();
  const values = new URLSearchParams({
    amount: '10.00',
    currency: 'USD',
    vendor: 'alipay',
    reference: freshReference(deps.clock().now),
  });
  sendPage(response, 200, { title: 'Create a link', content: createForm({ rules, values }) }, deps);
}

/** `POST /console/payments`: sends the form to the API, and the browser to the payment. */
export async function createPayment({ response, form }: Context, deps: Deps): Promise<void> {
  const { api, outcomes, payments } = deps;
  const body = JSON.stringify(Object.fromEntries([...form].filter(([, value]) => value !== '')));
  const answer = await api.post(PATH, body);
  const reference = form.get('reference') ?? '';
  if (answer.status < 300) {
    const key = outcomes.keep({ action: answer.status === 201 ? 'Created' : 'There already', answer });
    return sendTo(response, `${paymentPath(reference)}?outcome=${key}`);
  }
  const isKept = reference !== '' && (await payments.load(reference)) !== null;
  const content = createForm({
    rules: readFieldRules(),
    values: form,
    refused: refusedBy(answer),
    curl: answer.curl,
    more: isKept
      ? html`<p><a href="${paymentPath(reference)}">See what is stored under ${reference}</a></p>`
      : undefined,
  });
  sendPage(response, answer.status, { title: 'Not created', content }, deps);
}

/** Such as `order-20261123-041105`: the time in UTC, to the second. */
function freshReference(now: Date): string {
  return `order-${now.toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')}`;
}
