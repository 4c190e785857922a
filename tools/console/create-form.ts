import { type Html, html } from '#shared/http/html.ts';
import { knownVendors } from '#shared/pockyt/vendors.ts';
import type { FieldRule } from './field-rules.ts';
import { errorsOf, type Refused, refusedSection } from './problem.ts';

/** The fields that belong together; one that is in no group stands in the last. */
const GROUPS: readonly { title: string; fields: readonly string[] }[] = [
  { title: 'The customer’s way', fields: ['terminal', 'osType', 'timeout'] },
  { title: 'What is bought', fields: ['description', 'note', 'goodsInfo'] },
  { title: 'Cards and saved methods', fields: ['creditType', 'customerNo', 'vaultId'] },
  { title: 'Settlement and store', fields: ['settleCurrency', 'storeNo'] },
];
const FIRST = ['amount', 'currency', 'vendor', 'reference', 'callbackUrl'];
const WIDE = ['callbackUrl', 'goodsInfo'];

/** What the form is filled with, and what came of sending it. */
export interface CreateForm {
  readonly rules: readonly FieldRule[];
  readonly values: URLSearchParams;
  /** Why it was refused. */
  readonly refused?: Refused;
  /** The request as a command line. */
  readonly curl?: string;
  /** Said along with the refusal. */
  readonly more?: Html;
}

/** The form that makes a link, with every field of the request. */
export function createForm(form: CreateForm): Html {
  const { rules, refused, curl, more } = form;
  const names = rules.map(({ name }) => name);
  const grouped = [...FIRST, ...GROUPS.flatMap(({ fields }) => fields)];
  const groups = GROUPS.map((group, index) => {
    const others = index === GROUPS.length - 1 ? names.filter((name) => !grouped.includes(name)) : [];
    return { ...group, fields: [...group.fields, ...others] };
  });
  return html`
    <div class="heading">
      <div>
        <h1>Create a link</h1>
        <p>The fields of <code>POST /payment-links</code>. What is left empty is not sent.</p>
      </div>
    </div>
    <div class="stack">
      ${refused && refusedSection(refused, names, more)}
      <form class="card" method="post" action="/console/payments" novalidate aria-label="Payment link">
        <div class="fields">${FIRST.map((name) => fieldNamed(name, form))}</div>
        ${groups.map(({ title, fields }) => {
          const isOpen = fields.some((name) => form.values.get(name) || errorsOf(refused, name).length > 0);
          return html`<details class="group"${isOpen ? html` open` : undefined}>
            <summary>${title} <span>${fields.join(', ')}</span></summary>
            <div class="fields">${fields.map((name) => fieldNamed(name, form))}</div>
          </details>`;
        })}
        <datalist id="vendors">${knownVendors().map((vendor) => html`<option value="${vendor}">`)}</datalist>
        <p class="submit"><button class="primary">Create the link</button></p>
      </form>
      ${curl && html`<section class="card"><h2>What was sent</h2><pre><code>${curl}</code></pre></section>`}
    </div>`;
}

function fieldNamed(name: string, { rules, values, refused }: CreateForm): Html | undefined {
  const rule = rules.find((each) => each.name === name);
  if (!rule) return undefined;
  const errors = errorsOf(refused, name);
  const described = errors.length > 0 ? `error-${name} rule-${name}` : `rule-${name}`;
  const attributes = html`id="field-${name}" name="${name}" aria-describedby="${described}"${
    rule.required ? html` required` : undefined
  }${errors.length > 0 ? html` aria-invalid="true"` : undefined}`;
  return html`<div class="field${WIDE.includes(name) ? ' wide' : ''}">
    <label for="field-${name}">${name} <span>${needOf(rule)}</span></label>
    ${control(rule, values.get(name) ?? '', attributes)}
    ${errors.length > 0 ? html`<p class="error" id="error-${name}">${errors.join(' ')}</p>` : undefined}
    <p class="rule" id="rule-${name}">${withCode(rule.rule || `One of ${rule.values.join(', ')}.`)}</p>
  </div>`;
}

function needOf({ required, rule }: FieldRule): string {
  if (required) return 'required';
  return /\bRequired\b/.test(rule) ? 'not always required' : 'optional';
}

function control({ name, values, required, example }: FieldRule, value: string, attributes: Html): Html {
  if (values.length > 0) {
    // What was entered stays, though it be none of them: a form can be sent by anybody.
    const offered = value === '' || values.includes(value) ? values : [...values, value];
    const none = required ? undefined : html`<option value="">not sent</option>`;
    return html`<select ${attributes}>${none}${offered.map(
      (each) => html`<option${each === value ? html` selected` : undefined}>${each}</option>`,
    )}</select>`;
  }
  if (name === 'goodsInfo')
    return html`<textarea ${attributes} spellcheck="false">
${value}</textarea>`;
  const list = name === 'vendor' ? html` list="vendors"` : undefined;
  const keyboard = name === 'amount' ? html` inputmode="decimal"` : undefined;
  return html`<input ${attributes}${list}${keyboard} value="${value}" placeholder="${example}" autocomplete="off" spellcheck="false">`;
}

/** Text in which backticks stand around code. */
function withCode(text: string): Html[] {
  return text.split('`').map((part, index) => (index % 2 === 0 ? html`${part}` : html`<code>${part}</code>`));
}
