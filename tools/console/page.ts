import type { ServerResponse } from 'node:http';
import { type Html, html } from '#shared/http/html.ts';
import { policyHash } from '#shared/http/policy-hash.ts';
import { LIVE_SCRIPT } from './live-script.ts';
import { STYLE } from './style.ts';

/** What a page is made of. */
export interface Page {
  readonly title: string;
  readonly content: Html;
  /** Where the changes of its sections are told, if they are. */
  readonly live?: string;
}

/** What every page says of the stack. */
export interface Surroundings {
  /** Where the API is served. */
  readonly url: string;
  /** The provider's base address. */
  readonly pockytBaseUrl: string;
  /** Whether the provider is the simulator, where no money moves. */
  readonly isSimulated: boolean;
}

const POLICY = [
  "default-src 'none'",
  `style-src ${policyHash(STYLE)}`,
  `script-src ${policyHash(LIVE_SCRIPT)}`,
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The headers of everything that the console answers. */
export const HEADERS = {
  'content-security-policy': POLICY,
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  // With less, a browser would not say either that a form comes from a page of ours.
  'referrer-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
};

export function sendPage(response: ServerResponse, status: number, page: Page, around: Surroundings): void {
  const body = frame(page, around);
  response
    .writeHead(status, {
      ...HEADERS,
      'content-type': 'text/html; charset=utf-8',
      'content-length': Buffer.byteLength(body),
    })
    .end(body);
}

/** Sends the browser on to another page, by GET. */
export function sendTo(response: ServerResponse, location: string): void {
  response.writeHead(303, { ...HEADERS, location }).end();
}

export function sendText(
  response: ServerResponse,
  status: number,
  text: string,
  headers: Record<string, string> = {},
): void {
  response
    .writeHead(status, { ...HEADERS, 'content-type': 'text/plain; charset=utf-8', ...headers })
    .end(`${text}\n`);
}

function frame({ title, content, live }: Page, { url, pockytBaseUrl, isSimulated }: Surroundings): string {
  return html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <link rel="icon" href="/console/icon.svg" type="image/svg+xml">
    <title>${title} · Payment links</title>
    <style>${{ html: STYLE }}</style>
  </head>
  <body${live ? html` data-live="${live}"` : undefined}>
    <a class="skip" href="#main">Skip to the content</a>
    <header class="top">
      <p class="brand"><a href="/">Payment links</a> <span>local console</span></p>
      <nav aria-label="Console">
        <a href="/">Payments</a>
        <a href="/console/new">New link</a>
      </nav>
      ${live ? html`<p class="live" id="live">Reload to see changes</p>` : undefined}
    </header>
    <main id="main" tabindex="-1">${content}</main>
    <p id="said" class="unseen" role="status" aria-live="polite"></p>
    <footer>
      <p>API at <code>${url}</code>. ${
        isSimulated
          ? html`Pockyt is a simulator at <code>${pockytBaseUrl}</code>: no money moves.`
          : html`Pockyt is <code>${pockytBaseUrl}</code>, no simulator.`
      }</p>
    </footer>
    ${live ? html`<script type="module">${{ html: LIVE_SCRIPT }}</script>` : undefined}
  </body>
</html>
`.html;
}
