import { type Html, html } from '#shared/http/html.ts';
import { policyHash } from '#shared/http/policy-hash.ts';
import type { HttpResponse } from '#shared/http/problem.ts';
import type { Payment } from '#shared/payments/payment.ts';
import { PAUSES } from './auto-refresh.ts';
import { type CustomerStatus, customerStatus } from './customer-status.ts';
import { directionOf, type Language } from './languages.ts';
import { STYLE } from './style.ts';
import { TEXTS } from './texts.ts';

/** What a page is about has a heading and a text in every language, and a sign beside them. */
type Topic = CustomerStatus | 'notFound' | 'fault';

// The last character of the arrow asks for its plain form instead of a picture of it.
const SIGNS: Readonly<Record<Topic, string>> = {
  received: '✓',
  waiting: '…',
  notPaid: '×',
  givenBack: '↩\uFE0E',
  notFound: '?',
  fault: '!',
};

/** Nothing is loaded, run, framed or sent from the page: its own style is all that counts. */
const CONTENT_POLICY = [
  "default-src 'none'",
  `style-src ${policyHash(STYLE)}`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * The page for the customer who comes back: how the payment stands, its amount and its reference, and nothing else.
 *
 * @param looks how often the page has looked again by itself.
 */
export function paymentPage(payment: Payment, looks: number, language: Language): HttpResponse {
  const { amount: amountLabel, reference: referenceLabel, looksAgain } = TEXTS[language];
  const { reference, request } = payment;
  const told = customerStatus(payment);
  const facts = html`<dl>
<div><dt>${amountLabel}</dt><dd><bdi>${request.amount} ${request.currency}</bdi></dd></div>
<div><dt>${referenceLabel}</dt><dd><bdi>${reference}</bdi></dd></div>
</dl>`;
  if (told !== 'waiting') return page(200, told, language, facts);
  const pause = PAUSES[looks];
  if (pause === undefined) return page(200, told, language, [facts, lookAgain(language)]);
  const later = html`<p class="quiet">${looksAgain}</p>`;
  const refresh = html`<meta http-equiv="refresh" content="${String(pause)};url=?look=${String(looks + 1)}">
`;
  return page(200, told, language, [later, facts], refresh);
}

/** One and the same for every id that opens no page. */
export function notFoundPage(language: Language): HttpResponse {
  return page(404, 'notFound', language);
}

/** For a fault of ours. */
export function faultPage(language: Language): HttpResponse {
  return page(500, 'fault', language, lookAgain(language));
}

function lookAgain(language: Language): Html {
  return html`<a href="?">${TEXTS[language].lookAgain}</a>`;
}

function page(
  statusCode: number,
  topic: Topic,
  language: Language,
  more?: Html | readonly Html[],
  head?: Html,
): HttpResponse {
  const [heading, text] = TEXTS[language][topic];
  const document = html`<!doctype html>
<html lang="${language}" dir="${directionOf(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
${head}<title>${heading}</title>
<style>${{ html: STYLE }}</style>
</head>
<body>
<main>
<p class="mark" aria-hidden="true">${SIGNS[topic]}</p>
<h1>${heading}</h1>
<p>${text}</p>
${more}
</main>
</body>
</html>
`;
  return { statusCode, headers: headersFor(language), body: document.html };
}

function headersFor(language: Language): Readonly<Record<string, string>> {
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-language': language,
    vary: 'Accept-Language',
    'cache-control': 'no-store',
    'content-security-policy': CONTENT_POLICY,
    // The address opens the page, so it is told to nobody and found by no search.
    'referrer-policy': 'no-referrer',
    'x-robots-tag': 'noindex',
    'x-content-type-options': 'nosniff',
  };
}
