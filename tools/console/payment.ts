import type { UnansweredReason } from '#functions/refresh-link/refresh-link.ts';
import { html } from '#shared/http/html.ts';
import type { Payment } from '#shared/payments/payment.ts';
import { REFUND_FIELDS } from './actions.ts';
import type { Context, Deps } from './context.ts';
import type { MerchantApi } from './merchant-api.ts';
import type { Outcome } from './outcomes.ts';
import { HEADERS, sendPage, sendText, sendTo } from './page.ts';
import { paymentPage, paymentView } from './payment-page.ts';
import { paymentPath } from './payments-list.ts';
import { sameRequest } from './same-request.ts';

/** `GET /console/payments/{reference}`. */
export async function showPayment({ response, url, parts }: Context, deps: Deps): Promise<void> {
  const { outcomes, payments, panel } = deps;
  const payment = await payments.load(parts[0]!);
  if (!payment) {
    const content = html`<h1>No such payment</h1>
      <p>Nothing is stored under this reference. <a href="/">All payments</a></p>`;
    return sendPage(response, 404, { title: 'No such payment', content }, deps);
  }
  const { reference } = payment;
  const key = url.searchParams.get('outcome');
  const outcome = outcomes.get(key);
  const content = paymentPage(
    reference,
    await paymentView(reference, deps, outcome),
    panel?.section(reference, url.searchParams.get('order') ?? undefined),
    outcome,
    panel?.said(url.searchParams.get('said') ?? ''),
  );
  const query = new URLSearchParams({ reference, ...(outcome && key && { outcome: key }) });
  sendPage(response, 200, { title: reference, content, live: `/console/live?${query}` }, deps);
}

/** `GET /console/payments/{reference}/qr-code`: the API's, which the browser has no key to get. */
export async function showQrCode({ response, parts }: Context, { api }: Deps): Promise<void> {
  const { status, text } = await api.get(
    `/payment-links/${encodeURIComponent(parts[0]!)}/qr-code`,
    'image/svg+xml',
  );
  if (status !== 200) return sendText(response, status, 'There is no QR code now.');
  response.writeHead(200, { ...HEADERS, 'content-type': 'image/svg+xml' }).end(text);
}

/** `POST /console/payments/{reference}/{action}`: does it by the API, and tells on the page what came of it. */
export async function act({ response, parts, form }: Context, deps: Deps): Promise<void> {
  const [reference, name] = parts as [string, string];
  const payment = await deps.payments.load(reference);
  const outcome = payment && (await ACTS[name]?.(payment, deps.api, form));
  if (!outcome) return sendText(response, 404, 'There is no such payment, or nothing to do with it.');
  sendTo(response, `${paymentPath(payment.reference)}?outcome=${deps.outcomes.keep(outcome)}`);
}

type Act = (payment: Payment, api: MerchantApi, form: URLSearchParams) => Promise<Outcome | undefined>;

const apiPath = ({ reference }: Payment) => `/payment-links/${encodeURIComponent(reference)}`;

const UNANSWERED: Readonly<Record<UnansweredReason, string>> = {
  'just-asked': 'Pockyt was asked a moment ago',
  'in-flight': 'The order is being made: there is nothing to ask about yet',
  'nothing-to-ask': 'There is nothing to ask Pockyt about',
  'pockyt-silent': 'Pockyt did not answer',
};

const ACTS: Readonly<Record<string, Act>> = {
  refresh: async (payment, api) => {
    const answer = await api.post(`${apiPath(payment)}/refresh`);
    const { reason } = (answer.document?.refresh ?? {}) as { readonly reason?: UnansweredReason };
    return { action: reason ? UNANSWERED[reason] : 'Pockyt was asked', answer };
  },
  again: async (payment, api) => {
    const body = sameRequest(payment);
    if (body === undefined) return undefined;
    return { action: 'The request was sent again', answer: await api.post('/payment-links', body) };
  },
  cancel: async (payment, api) => ({
    action: 'Cancelled',
    answer: await api.post(`${apiPath(payment)}/cancel`),
  }),
  refund: async (payment, api, form) => {
    const entered = REFUND_FIELDS.flatMap((name) => (form.get(name) ? [[name, form.get(name)]] : []));
    const body = JSON.stringify(Object.fromEntries(entered));
    return { action: 'Refunded', answer: await api.post(`${apiPath(payment)}/refunds`, body), form };
  },
};
