import { asking, type Promised } from '../case.ts';
import { gateway } from '../expect.ts';

const NO_ROUTE = gateway(404, 'Not Found');
const TOO_LARGE = gateway(413, 'Request Entity Too Large');
const ELEVEN_MEGABYTES = 11 * 1024 * 1024;

export const GATEWAY: Promised = {
  promise: 'What the gateway refuses by itself tells nothing of what is behind it',
  cases: [
    asking('GET /', NO_ROUTE, (bench) => bench.client.send({ path: '/', withKey: false })),
    asking('GET a path that nobody serves', NO_ROUTE, (bench) => bench.client.send({ path: '/admin' })),
    asking('GET /.env', NO_ROUTE, (bench) => bench.client.send({ path: '/.env', withKey: false })),
    asking('POST another path below a link', NO_ROUTE, async (bench) => {
      const { reference } = await bench.link('plain');
      return bench.client.send({ path: `/payment-links/${reference}/pay`, body: {} });
    }),
    asking('OPTIONS, as a browser would', NO_ROUTE, (bench) =>
      bench.client.send({
        method: 'OPTIONS',
        path: '/payment-links',
        withKey: false,
        headers: { origin: 'https://thief.example', 'access-control-request-method': 'POST' },
      }),
    ),
    asking(
      'POST /ipn of eleven megabytes',
      {
        says: `${TOO_LARGE.says}, or hung up`,
        fault: (answer) => (answer.status === 0 ? undefined : TOO_LARGE.fault(answer)),
      },
      (bench) =>
        bench.client.notify({
          type: 'application/x-www-form-urlencoded',
          body: `status=success${'&'.repeat(ELEVEN_MEGABYTES)}`,
        }),
    ),
  ],
};
