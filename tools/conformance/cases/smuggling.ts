import type { Case, Promised } from '../case.ts';
import { FORM, form, signedWith } from '../notices/notice.ts';
import { paidClaim } from '../notices/paid-claim.ts';
import type { RawAnswers } from '../raw-http.ts';
import { IDLE_HEADERS, IPN_PATHS, LINK_PATHS, NO_LENGTHS, OTHER_METHODS, TORN_HEADERS } from '../smuggled.ts';
import type { Workbench } from '../workbench.ts';

interface Shape {
  readonly line?: string;
  readonly headers?: readonly string[];
  readonly hasLength?: boolean;
  /** What follows right behind the body. */
  readonly behind?: string;
}

/** A notice with a wrong signature, byte for byte. */
async function sendNotice(bench: Workbench, shape: Shape): Promise<RawAnswers> {
  const { line = 'POST /ipn HTTP/1.1', headers = [], hasLength = true, behind = '' } = shape;
  const body = String(form(signedWith('wrong', paidClaim(await bench.link('forged')))).body);
  const head = [
    line,
    `Host: ${new URL(bench.client.url).host}`,
    `Content-Type: ${FORM}`,
    `Connection: ${behind === '' ? 'close' : 'keep-alive'}`,
    ...headers.map((header) => header.replace('{key}', bench.apiKey)),
    ...(hasLength ? [`Content-Length: ${body.length}`] : []),
  ];
  return bench.client.raw(`${head.join('\r\n')}\r\n\r\n${body}${behind}`);
}

/**
 * What comes first on the way, a load balancer or the gateway, refuses in its own words. What matters is that it does,
 * and that nothing is told.
 */
const refusing = (request: string, send: (bench: Workbench) => Promise<RawAnswers>): Case => ({
  request,
  expected: 'refused, 4xx',
  async attempt(bench) {
    const { statuses, text } = await send(bench);
    const { transactionNo } = await bench.link('forged');
    const got = statuses.join(', ') || 'hung up';
    const taken = statuses.find((status) => status < 400 || status > 499);
    if (taken !== undefined) return { got, fault: `answered ${taken}` };
    return { got, fault: text.includes(transactionNo) ? 'it tells of the payment' : undefined };
  },
});

const getBare = async (bench: Workbench, path: string) => {
  const target = path.replace('{}', (await bench.link('forged')).reference);
  const host = new URL(bench.client.url).host;
  return bench.client.raw(`GET ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
};

async function sendHidden(bench: Workbench): Promise<RawAnswers> {
  const { reference } = await bench.link('forged');
  const host = new URL(bench.client.url).host;
  const behind = `GET /payment-links/${reference} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;
  return sendNotice(bench, { behind });
}

export const SMUGGLING: Promised = {
  promise: 'A request that hides another one gains nothing',
  cases: [
    // Without it, a way on which no bytes get through at all would pass for one that refuses everything.
    {
      request: 'POST /ipn, byte for byte, nothing hidden',
      expected: '401',
      async attempt(bench) {
        const { statuses } = await sendNotice(bench, {});
        const got = statuses.join(', ') || 'hung up';
        return { got, fault: got === '401' ? undefined : 'no bytes get through' };
      },
    },
    ...[...IDLE_HEADERS, ...TORN_HEADERS].map(([what, headers]) =>
      refusing(`POST /ipn, ${what}`, (bench) => sendNotice(bench, { headers })),
    ),
    ...NO_LENGTHS.map(([what, header]) =>
      refusing(`POST /ipn, ${what}`, (bench) => sendNotice(bench, { headers: [header], hasLength: false })),
    ),
    ...IPN_PATHS.map(([path]) =>
      refusing(`POST ${path}`, (bench) => sendNotice(bench, { line: `POST ${path} HTTP/1.1` })),
    ),
    ...OTHER_METHODS.map((method) =>
      refusing(`${method} /ipn`, (bench) =>
        sendNotice(bench, {
          line: `${method} /ipn HTTP/1.1`,
          headers: ['X-HTTP-Method-Override: POST'],
        }),
      ),
    ),
    ...LINK_PATHS.map((path) =>
      refusing(`GET ${path.replace('{}', 'a-link')}, no key`, (bench) => getBare(bench, path)),
    ),
    refusing('GET a link, hidden behind a notice, no key', sendHidden),
  ],
};
