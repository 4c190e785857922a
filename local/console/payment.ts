import { html } from '../html.ts';
import { REFUND_FIELDS } from './actions.ts';
import { HEADERS, sendPage, sendText, sendTo } from './page.ts';
import { paymentPage, paymentView } from './payment-page.ts';
import { paymentPath } from './payments-list.ts';
import type { Visit, Workings } from './visit.ts';

/** `GET /console/payments/{reference}`. */
export async function showPayment({ response, url, parts }: Visit, workings: Workings): Promise<void> {
  const { outcomes, payments, desk } = workings;
  const payment = await payments.load(parts[0]!);
  if (!payment) {
    const content = html`<h1>No such payment</h1>
      <p>Nothing is stored under this reference. <a href="/">All payments</a></p>`;
    return sendPage(response, 404, { title: 'No such payment', content }, workings);
  }
  // What Pockyt calls a payment that was made again has a number at its end; ours has not.
  const { reference } = payment;
  const key = url.searchParams.get('outcome');
  const outcome = outcomes.get(key);
  const content = paymentPage(
    reference,
    await paymentView(reference, workings, outcome),
    desk?.section(reference),
    outcome,
    desk?.said(url.searchParams.get('said') ?? ''),
  );
  const query = new URLSearchParams({ reference, ...(outcome && key && { outcome: key }) });
  sendPage(response, 200, { title: reference, content, live: `/console/live?${query}` }, workings);
}

/** `GET /console/payments/{reference}/qr-code`: the API's, which the browser has no key to get. */
export async function showQrCode({ response, parts }: Visit, { api }: Workings): Promise<void> {
  const { status, text } = await api.get(
    `/payment-links/${encodeURIComponent(parts[0]!)}/qr-code`,
    'image/svg+xml',
  );
  if (status !== 200) return sendText(response, status, 'There is no QR code now.');
  response.writeHead(200, { ...HEADERS, 'content-type': 'image/svg+xml' }).end(text);
}

/** `POST /console/payments/{reference}/{refresh|cancel|refund}`: does it by the API, and tells on the page what came of it. */
export async function act({ response, parts, form }: Visit, { api, outcomes }: Workings): Promise<void> {
  const [reference, name] = parts as [string, string];
  const path = `/payment-links/${encodeURIComponent(reference)}`;
  const refund = Object.fromEntries(
    REFUND_FIELDS.flatMap((field) => (form.get(field) ? [[field, form.get(field)]] : [])),
  );
  const key = outcomes.keep(
    name === 'refund'
      ? { action: 'Refunded', answer: await api.post(`${path}/refunds`, JSON.stringify(refund)), form }
      : name === 'cancel'
        ? { action: 'Cancelled', answer: await api.post(`${path}/cancel`) }
        : { action: 'Pockyt was asked', answer: await api.get(`${path}?refresh=true`) },
  );
  sendTo(response, `${paymentPath(reference)}?outcome=${key}`);
}
