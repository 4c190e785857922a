import * as jsqr from 'jsqr';
import { PNG } from 'pngjs';
import { asking, type Promised } from '../case.ts';
import type { Answer } from '../client.ts';
import { inShort, problem, typeOf } from '../expect.ts';
import type { MadeLink, Workbench } from '../workbench.ts';

// Node and the bundlers disagree on how deep the default export of this CommonJS package lies.
const scan = (
  'default' in jsqr.default ? jsqr.default.default : jsqr.default
) as (typeof jsqr.default)['default'];

const get = (bench: Workbench, reference: string, accept: string): Promise<Answer> =>
  bench.client.send({ path: `/payment-links/${reference}/qr-code`, headers: { accept } });

/** What a phone reads from the picture; undefined when it reads nothing. */
function scanned(png: Buffer): string | undefined {
  const { data, width, height } = PNG.sync.read(png);
  return scan(new Uint8ClampedArray(data), width, height)?.data;
}

function faultOfPng(answer: Answer, { paymentUrl }: MadeLink): string | undefined {
  if (answer.status !== 200) return `answered ${answer.status}`;
  if (typeOf(answer) !== 'image/png') return `of type ${typeOf(answer)}`;
  return scanned(answer.body) === paymentUrl ? undefined : 'it does not scan to the link';
}

export const QR_CODE: Promised = {
  promise: 'A QR code is the link, and only while the link can be paid',
  cases: [
    {
      request: 'GET a QR code as PNG',
      expected: '200 image/png that scans to the link',
      async attempt(bench) {
        const link = await bench.link('plain');
        const answer = await get(bench, link.reference, 'image/png');
        return { got: inShort(answer), fault: faultOfPng(answer, link) };
      },
    },
    asking(
      'GET a QR code as SVG',
      {
        says: '200 image/svg+xml',
        fault: (answer) =>
          answer.status === 200 && typeOf(answer) === 'image/svg+xml' && answer.text.startsWith('<svg ')
            ? undefined
            : 'no SVG',
      },
      async (bench) => get(bench, (await bench.link('plain')).reference, 'image/svg+xml'),
    ),
    asking('GET a QR code as HTML', problem(406, 'not-acceptable'), async (bench) =>
      get(bench, (await bench.link('plain')).reference, 'text/html'),
    ),
    asking('GET a QR code of no link', problem(404, 'link-not-found'), (bench) =>
      get(bench, bench.reference(), '*/*'),
    ),
  ],
};
