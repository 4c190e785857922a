import type { IncomingHttpHeaders } from 'node:http';

const OUR_HOST = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::(\d+))?$/i;
const HTTP_PORT = 80;

/**
 * Why a request is not answered; undefined for one that is.
 *
 * The console uses the API key for whoever asks. So it answers only under a name that always means this machine, or a
 * page elsewhere could reach it by a name of its own that it lets point here. And it takes a form only from a page of
 * its own. Programs that are no browser send neither of the two headers.
 *
 * @param port where we listen.
 */
export function whyRefused(
  method: string,
  headers: IncomingHttpHeaders,
  port: number | undefined,
): string | undefined {
  const { host = '', origin, 'sec-fetch-site': site } = headers;
  const match = OUR_HOST.exec(host);
  if (!match || Number(match[1] ?? HTTP_PORT) !== port) {
    return `The console answers at http://127.0.0.1:${port} only, not under another name.`;
  }
  if (method === 'GET' || method === 'HEAD') return undefined;
  const isOurs = origin === undefined || origin.toLowerCase() === `http://${host.toLowerCase()}`;
  const isSame = site === undefined || site === 'same-origin';
  return isOurs && isSame ? undefined : 'The console takes forms from its own pages only.';
}
