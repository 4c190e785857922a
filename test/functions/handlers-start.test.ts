import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { sign } from '#shared/pockyt/signature.ts';
import { CREDENTIALS } from '#tools/simulator/test-merchant.ts';
import { startFunctions } from './support/start-functions.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const LINK = JSON.stringify({
  amount: '13',
  currency: 'PHP',
  vendor: 'alipay',
  callbackUrl: 'https://shop.example/back',
  reference: 'start-1',
});
const CLAIM = { reference: 'start-1', transactionNo: 'T-1', status: 'success' };
const NOTICE = new URLSearchParams({ ...CLAIM, verifySign: sign(CLAIM, CREDENTIALS.token) }).toString();

it.each(['create-link', 'ipn-webhook', 'authorize'] as const)(
  '%s reads its secret at its start',
  async (name) => {
    const fresh = await startFunctions();
    try {
      await fresh.init(name);
      expect(fresh.secretsManager.calls('GetSecretValue')).toBe(1);
    } finally {
      await fresh.stop();
    }
  },
);

it.each([
  ['create-link', 3],
  ['ipn-webhook', 3],
  ['cancel-link', 3],
  ['refund', 3],
  ['refresh-link', 3],
  ['resolution', 3],
  ['get-link', 1],
  ['qr-code', 1],
  ['return-page', 1],
] as const)(
  '%s makes its %i connections at its start, and its first request makes none',
  async (name, most) => {
    const fresh = await startFunctions();
    let connections = 0;
    const count = () => connections++;
    subscribe('net.client.socket', count);
    try {
      await fresh.init(name);
      expect(connections).toBe(most);
      const looking = {
        method: 'GET',
        pathParameters: { reference: 'nothing', id: `nothing.${'k'.repeat(22)}` },
      };
      const making = { headers: JSON_TYPE, body: LINK };
      const telling = { path: '/ipn', headers: FORM, body: NOTICE };
      const first = { 'create-link': making, 'ipn-webhook': telling }[name as string] ?? looking;
      await fresh.call(name, first);
      expect(connections).toBe(most);
    } finally {
      unsubscribe('net.client.socket', count);
      await fresh.stop();
    }
  },
);

describe('without credentials', () => {
  it.each([
    ['no value', ''],
    ['nonsense', 'canary'],
  ])('(%s) nothing is made and nothing is acknowledged', async (_, credentials) => {
    const closed = await startFunctions({ credentials });
    try {
      const created = await closed.call('create-link', {
        headers: JSON_TYPE,
        body: LINK,
      });
      const told = await closed.call('ipn-webhook', { path: '/ipn', headers: FORM, body: NOTICE });
      expect([created.statusCode, told.statusCode]).toEqual([503, 503]);
      expect(JSON.parse(created.body)).toMatchObject({
        type: expect.stringMatching(/credentials-not-configured$/),
      });
      expect(created.headers['retry-after']).toBe('30');
      expect(told.body).toBe('try again');
      expect(closed.simulator.requests).toHaveLength(0);
      expect(created.body + closed.output.join()).not.toContain('canary');
    } finally {
      await closed.stop();
    }
  });
});

describe('a deployment that lacks a setting', () => {
  it.each(['PAYMENTS_TABLE', 'UNMATCHED_TABLE', 'DUE_INDEX', 'CHECK_DELAYS', 'PAID_CHECKS'])(
    'such as %s does not start, and says which',
    async (name) => {
      await expect(startFunctions({ environment: { [name]: '' } })).rejects.toThrow(name);
    },
  );

  it('reaches AWS in its own region, China included', async () => {
    const { AWS_REGION } = process.env;
    const environment = {
      AWS_REGION: 'cn-north-1',
      AWS_ENDPOINT_URL_DYNAMODB: '',
      AWS_ENDPOINT_URL_SECRETS_MANAGER: '',
    };
    const elsewhere = await startFunctions({ environment });
    await elsewhere.stop();
    expect(process.env.AWS_REGION).toBe(AWS_REGION);
  });
});
