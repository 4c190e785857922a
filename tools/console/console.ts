import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody } from '../cdk-local/http-server.ts';
import type { Context, Deps } from './context.ts';
import { createPayment, showForm } from './create.ts';
import { whyRefused } from './guard.ts';
import { showIcon } from './icon.ts';
import { createLive } from './live.ts';
import { createMerchantApi } from './merchant-api.ts';
import { createKept } from './outcomes.ts';
import { overviewView, showOverview } from './overview.ts';
import { type Surroundings, sendText, sendTo } from './page.ts';
import type { Panel } from './panel-place.ts';
import { act, showPayment, showQrCode } from './payment.ts';
import { paymentView } from './payment-page.ts';
import type { StoredPayments } from './stored-payments.ts';
import type { Clock } from './times.ts';
import type { Wire } from './wire.ts';

/** What the console shows, and by what it acts. */
export interface ConsoleParts extends Surroundings {
  /** The bearer key of the API. */
  readonly apiKey: string;
  readonly payments: StoredPayments;
  /** Absent with a real provider. */
  readonly panel?: Panel;
  /** Absent with a real provider. */
  readonly wire?: Wire;
  readonly clock?: () => Clock;
  /** Milliseconds after which pages that are open are told their ages anew. */
  readonly agesMs?: number;
  readonly randomId?: () => string;
}

/** A console in the browser, for whoever runs the stack on this machine. */
export interface Console {
  /** Answers a request if it is for the console; false if it is for somebody else. */
  serve(request: IncomingMessage, response: ServerResponse): boolean;
  /** Says that a payment was written, so that pages that show it follow. */
  changed(reference: string | undefined): void;
  stop(): void;
}

/** Longer than the longest request that the API takes, in a form's encoding. */
const MAX_FORM_BYTES = 256 * 1024;

type Handler = (context: Context, deps: Deps) => Promise<void>;

const ROUTES: readonly [method: string, path: RegExp, handler: Handler][] = [
  ['GET', /^\/$/, showOverview],
  ['GET', /^\/console\/?$/, async ({ response }) => sendTo(response, '/')],
  ['GET', /^\/console\/icon\.svg$/, showIcon],
  ['GET', /^\/console\/live$/, openLive],
  ['GET', /^\/console\/new$/, showForm],
  ['POST', /^\/console\/payments$/, createPayment],
  ['GET', /^\/console\/payments\/([^/]+)$/, showPayment],
  ['GET', /^\/console\/payments\/([^/]+)\/qr-code$/, showQrCode],
  ['POST', /^\/console\/payments\/([^/]+)\/(refresh|again|cancel|refund)$/, act],
  ['POST', /^\/console\/panel\/.+$/, servePanel],
];

export function createConsole(parts: ConsoleParts): Console {
  const { url, apiKey, agesMs, clock = () => ({ now: new Date() }), randomId = randomUUID } = parts;
  const deps: Deps = {
    ...parts,
    clock,
    api: createMerchantApi(url, apiKey),
    outcomes: createKept(randomId),
    live: createLive(agesMs),
  };
  return {
    serve(request, response) {
      const address = addressOf(request);
      if (!address || !isOurs(request, address)) return false;
      answer(request, response, address, deps).catch((error: Error) => {
        if (response.headersSent) response.destroy();
        else sendText(response, 500, `The console failed: ${error.message}`);
      });
      return true;
    },
    changed: (reference) => deps.live.changed(reference),
    stop: () => parts.payments.stop(),
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  deps: Deps,
): Promise<void> {
  const { headers, method = '' } = request;
  const refusal = whyRefused(method, headers, request.socket.localPort);
  if (refusal !== undefined) return sendText(response, 403, refusal);
  const routes = ROUTES.filter(([, path]) => path.test(url.pathname));
  if (routes.length === 0) return sendText(response, 404, 'The console has no such page.');
  const wanted = method === 'HEAD' ? 'GET' : method;
  const route = routes.find(([served]) => served === wanted);
  if (!route) {
    const allow = routes.map(([served]) => served).join(', ');
    return sendText(response, 405, 'This page is not served by that method.', { allow });
  }
  const parts = decoded(route[1].exec(url.pathname)!.slice(1));
  if (!parts) return sendText(response, 400, 'The path holds a % that encodes nothing.');
  const body = await readBody(request, MAX_FORM_BYTES);
  if (!body) return sendText(response, 413, 'The form is too large.');
  await route[2]({ request, response, url, parts, form: new URLSearchParams(body.toString()) }, deps);
}

async function openLive({ request, response, url }: Context, deps: Deps): Promise<void> {
  const reference = url.searchParams.get('reference') ?? undefined;
  const outcome = deps.outcomes.get(url.searchParams.get('outcome'));
  const render = async () =>
    reference === undefined ? overviewView(deps) : paymentView(reference, deps, outcome);
  deps.live.open(request, response, render, reference);
}

async function servePanel({ request, response, url, form }: Context, { panel }: Deps): Promise<void> {
  if (!panel) return sendText(response, 404, 'There is no panel: Pockyt is no simulator here.');
  await panel.serve(request, response, url.pathname, form);
}

/** The root is the console's for browsers alone: to a program the API looks as it does where it is deployed. */
function isOurs({ method, headers }: IncomingMessage, { pathname }: URL): boolean {
  if (pathname !== '/') return /^\/console(?:\/|$)/.test(pathname);
  return (method === 'GET' || method === 'HEAD') && (headers.accept ?? '').includes('text/html');
}

function addressOf({ url = '/' }: IncomingMessage): URL | undefined {
  // What begins with two slashes would be read as another host.
  return url.startsWith('/') && !url.startsWith('//') ? new URL(`http://console${url}`) : undefined;
}

function decoded(parts: readonly string[]): string[] | undefined {
  try {
    return parts.map((part) => decodeURIComponent(part));
  } catch {
    return undefined;
  }
}
