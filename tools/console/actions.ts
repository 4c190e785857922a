import { type Html, html } from '#shared/http/html.ts';
import { refundRequestsOf } from '#shared/payments/apply-refund.ts';
import { decisiveOrder, ordersWithMoney, type Payment } from '#shared/payments/payment.ts';
import { refundableHundredths } from '#shared/payments/refunds.ts';
import { WITHOUT_DECIMALS } from '#shared/pockyt/fields.ts';
import { toAmount } from '#shared/runtime/money.ts';
import type { MerchantApi } from './merchant-api.ts';
import type { Outcome } from './outcomes.ts';
import { paymentPath } from './payments-list.ts';
import { errorsOf, refusedBy } from './problem.ts';
import { sameRequest } from './same-request.ts';

/** The fields of a refund. */
export const REFUND_FIELDS = ['refundAmount', 'refundReference', 'transactionNo'] as const;
type RefundField = (typeof REFUND_FIELDS)[number];
const MAX_REFERENCE = 60;

/** What a merchant can do with a payment: each a form, with the request that it sends. */
export function actions(payment: Payment, api: MerchantApi, outcome: Outcome | undefined): Html {
  const { reference } = payment;
  const path = `/payment-links/${encodeURIComponent(reference)}`;
  const refund = refundValues(payment, outcome);
  const again = sameRequest(payment);
  const all: readonly (Action | undefined)[] = [
    {
      name: 'refresh',
      label: 'Ask Pockyt now',
      explains: 'Asks Pockyt how the payment stands, and stores the answer.',
      curl: api.curl('POST', `${path}/refresh`),
    },
    again === undefined
      ? undefined
      : {
          name: 'again',
          label: 'Send the request again',
          explains:
            'Never makes a second link. While the outcome is unknown Pockyt is asked, and a link is made once it is sure that there is no other.',
          curl: api.curl('POST', '/payment-links', again),
        },
    {
      name: 'cancel',
      label: 'Cancel the link',
      explains: 'Closes the link at Pockyt, so that nobody can pay by it. Only while it is pending.',
      curl: api.curl('POST', `${path}/cancel`),
    },
    {
      name: 'refund',
      label: 'Refund',
      explains:
        'Gives money back, all or a part. Only once it is paid. The same reference is the same refund.',
      curl: api.curl('POST', `${path}/refunds`, JSON.stringify(refund)),
      fields: refundFields(payment, refund, outcome),
    },
  ];
  return html`<h2>Actions</h2>
    ${all.flatMap((action) => (action ? [actionForm(reference, action)] : []))}`;
}

interface Action {
  /** The last part of the path that it is posted to. */
  readonly name: string;
  readonly label: string;
  readonly explains: string;
  readonly curl: string;
  readonly fields?: Html;
}

function actionForm(reference: string, { name, label, explains, curl, fields }: Action): Html {
  return html`<form class="action" method="post" action="${paymentPath(reference)}/${name}" novalidate>
    ${fields}
    <button id="action-${name}" aria-describedby="explains-${name}">${label}</button>
    <p class="explains" id="explains-${name}">${explains}</p>
    <details id="curl-${name}"><summary>As curl</summary><pre><code>${curl}</code></pre></details>
  </form>`;
}

/** What a refund holds: the order's number only where more than one has money. */
type RefundValues = Readonly<Partial<Record<RefundField, string>>>;

function refundFields(payment: Payment, values: RefundValues, outcome: Outcome | undefined): Html {
  const shown = REFUND_FIELDS.filter((name) => values[name] !== undefined);
  const numbers = ordersWithMoney(payment).map(
    ({ transactionNo }) => html`<option value="${transactionNo}">`,
  );
  return html`<div class="fields">${shown.map((name) => refundField(name, values[name]!, outcome))}</div>
    ${shown.includes('transactionNo') ? html`<datalist id="paid-orders">${numbers}</datalist>` : undefined}`;
}

function refundField(name: RefundField, value: string, outcome: Outcome | undefined): Html {
  const refused = outcome?.form && outcome.answer.status >= 400 ? refusedBy(outcome.answer) : undefined;
  const errors = errorsOf(refused, name);
  const invalid = errors.length > 0 ? html` aria-invalid="true" aria-describedby="error-${name}"` : undefined;
  const list = name === 'transactionNo' ? html` list="paid-orders"` : undefined;
  return html`<div class="field">
    <label for="field-${name}">${name} <span>required</span></label>
    <input id="field-${name}" name="${name}" value="${value}" required autocomplete="off" spellcheck="false"${list}${invalid}>
    ${errors.length > 0 ? html`<p class="error" id="error-${name}">${errors.join(' ')}</p>` : undefined}
  </div>`;
}

/** What was entered and refused; otherwise all that is left, under a name that is free. */
function refundValues(payment: Payment, outcome: Outcome | undefined): RefundValues {
  const { reference, request } = payment;
  const entered = outcome && outcome.answer.status >= 400 ? outcome.form : undefined;
  const paid = ordersWithMoney(payment);
  const { amount, currency } = request;
  const left = toAmount(refundableHundredths(paid[0] ?? decisiveOrder(payment)));
  const rest = WITHOUT_DECIMALS.includes(currency) ? left.replace('.00', '') : left;
  const ending = `-refund-${refundRequestsOf(payment).length + 1}`;
  return {
    refundAmount: entered?.get('refundAmount') ?? (paid.length > 0 ? rest : amount),
    refundReference:
      entered?.get('refundReference') ?? `${reference.slice(0, MAX_REFERENCE - ending.length)}${ending}`,
    ...(paid.length > 1 && { transactionNo: entered?.get('transactionNo') ?? '' }),
  };
}
