import type { IncomingMessage, ServerResponse } from 'node:http';
import QRCode from 'qrcode';
import { policyHash } from '#shared/http/policy-hash.ts';
import { readBody } from '../cdk-local/http-server.ts';
import { callbackAddress } from './callback.ts';
import { cashierPage, missingPage, resultPage } from './cashier-page.ts';
import { COUNTDOWN } from './countdown.ts';
import { isPayable, withStatus } from './orders.ts';
import type { World } from './world.ts';

/** The path of Pockyt's published cashierUrl, up to the transaction number. */
export const CASHIER_PATH = '/appTransaction/yuansfer-redirect-record/';

/** The buttons, and what each makes of the order. */
const OUTCOMES: Readonly<Record<string, string>> = { pay: 'success', fail: 'failed', close: 'closed' };
const MAX_FORM_BYTES = 1024;
/** How long the result is shown before the browser goes back to the merchant. */
const RETURN_AFTER_SECONDS = 10;

/**
 * The page where a shopper pays. A button's form changes the order and leads to the result, which says what happened
 * and then goes back to the merchant, as Pockyt's own page does; it waits, since a callbackUrl that cannot be
 * reached would leave the shopper with nothing to read.
 */
export async function serveCashier(
  request: IncomingMessage,
  response: ServerResponse,
  pathname: string,
  world: World,
): Promise<void> {
  const form = request.method === 'POST' ? await readForm(request) : undefined;
  const [transactionNo = '', step] = pathname.slice(CASHIER_PATH.length).split('/');
  const order = world.book.byTransactionNo(transactionNo);
  if (order?.cashierUrl === undefined || (step !== undefined && step !== 'result')) {
    return sendPage(response, 404, missingPage());
  }
  const page = `${CASHIER_PATH}${transactionNo}`;
  const code = await QRCode.toString(order.cashierUrl, { type: 'svg', margin: 2 });
  const payable = () => cashierPage(order, world.now(), code);
  if (form && step === undefined) {
    const outcome = form.get('outcome') ?? '';
    const status = Object.hasOwn(OUTCOMES, outcome) ? OUTCOMES[outcome] : undefined;
    if (status === undefined) return sendPage(response, 400, payable());
    if (!isPayable(order, world.now())) return sendPage(response, 409, payable());
    world.change(withStatus(order, status, world.now()));
    return redirect(response, `${page}/result`);
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return void response.writeHead(405, { allow: 'GET, HEAD, POST' }).end();
  }
  if (step === undefined) return sendPage(response, 200, payable());
  if (order.status === 'init') return redirect(response, page);
  const address = callbackAddress(order);
  // A header holds no characters beyond Latin-1, which the URL's normal form percent-encodes.
  const refresh = `${RETURN_AFTER_SECONDS}; url=${new URL(address).href}`;
  return sendPage(response, 200, resultPage(order, RETURN_AFTER_SECONDS), { refresh });
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  return new URLSearchParams((await readBody(request, MAX_FORM_BYTES))?.toString());
}

function redirect(response: ServerResponse, location: string): void {
  response.writeHead(303, { location }).end();
}

function sendPage(response: ServerResponse, status: number, html: string, headers = {}): void {
  response
    .writeHead(status, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy':
        `default-src 'none'; style-src 'unsafe-inline'; script-src ${policyHash(COUNTDOWN)}; form-action 'self'; ` +
        "frame-ancestors 'none'; base-uri 'none'",
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
      ...headers,
    })
    .end(html);
}
