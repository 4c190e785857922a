import { type Html, html } from '#shared/http/html.ts';
import type { FieldError } from '#shared/http/problem.ts';
import type { ApiAnswer } from './merchant-api.ts';

/** What an answer that is no success says. One of the gateway's own has a title alone. */
export interface Refused {
  readonly status: number;
  readonly title: string;
  readonly type?: string;
  readonly detail?: string;
  readonly errors: readonly FieldError[];
  /** Everything else that it says, such as Pockyt's code. */
  readonly members: readonly (readonly [string, string])[];
}

const OF_THEIR_OWN = ['type', 'title', 'status', 'detail', 'errors'];

/** Reads an answer that is no success: a problem document, or `{"message"}` of the gateway's. */
export function refusedBy({ status, document = {}, text }: ApiAnswer): Refused {
  const { type, title, detail, errors } = document as Partial<Record<string, unknown>>;
  return {
    status,
    title: textOf(title) ?? textOf(document.message) ?? (text.slice(0, 200) || 'An empty answer'),
    type: textOf(type),
    detail: textOf(detail),
    errors: Array.isArray(errors) ? (errors as FieldError[]) : [],
    members: Object.entries(document)
      .filter(([name]) => !OF_THEIR_OWN.includes(name) && name !== 'message')
      .map(([name, value]) => [name, String(value)] as const),
  };
}

/** The field of a form that an error is about: the first part of its JSON pointer. */
export function fieldOf({ pointer }: FieldError): string {
  return decodeURIComponent(pointer.replace(/^#?\/?/, '').split('/')[0] as string)
    .replaceAll('~1', '/')
    .replaceAll('~0', '~');
}

/** The errors of a field, each a sentence. */
export function errorsOf(refused: Refused | undefined, field: string): string[] {
  return (refused?.errors ?? []).filter((error) => fieldOf(error) === field).map(({ detail }) => detail);
}

/**
 * All that a problem says, with a way to each field that it names.
 *
 * @param fields the names of the fields that the page has, whose ids are `field-` and the name.
 */
export function refusedSection(refused: Refused, fields: readonly string[], more?: Html): Html {
  const { status, title, type, detail, errors, members } = refused;
  return html`<section class="card notice bad" id="problem" tabindex="-1" autofocus role="alert" aria-labelledby="problem-title">
    <h2 id="problem-title">${title}</h2>
    ${detail === undefined || errors.length > 0 ? undefined : html`<p>${detail}</p>`}
    ${
      errors.length > 0
        ? html`<ul>${errors.map((error) => {
            const field = fieldOf(error);
            const name = fields.includes(field)
              ? html`<a href="#field-${field}">${field}</a>`
              : html`<strong>${field}</strong>`;
            return html`<li>${name}: ${error.detail}</li>`;
          })}</ul>`
        : undefined
    }
    ${more}
    <p class="quiet">Status ${String(status)}${type && html`, <code>${type}</code>`}${members.map(
      ([name, value]) => html`, ${name} <code>${value}</code>`,
    )}</p>
  </section>`;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
