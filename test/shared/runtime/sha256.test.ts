import { createHash, createHmac } from 'node:crypto';
import { Sha256 } from '#shared/runtime/sha256.ts';

const DATA = new TextEncoder().encode('what is signed');
const KEY = new Uint8Array([1, 2, 3]);

async function digestOf(secret?: string | Uint8Array): Promise<string> {
  const sha256 = new Sha256(secret);
  sha256.update(DATA);
  return Buffer.from(await sha256.digest()).toString('hex');
}

it('is the SHA-256 of what it is given', async () => {
  expect(await digestOf()).toBe(createHash('sha256').update(DATA).digest('hex'));
});

it('goes on where it is given more', async () => {
  const sha256 = new Sha256();
  sha256.update(DATA.subarray(0, 4));
  sha256.update(DATA.subarray(4));
  const whole = createHash('sha256').update(DATA).digest('hex');
  expect(Buffer.from(await sha256.digest()).toString('hex')).toBe(whole);
});

it('starts anew when it is told to', async () => {
  const sha256 = new Sha256();
  sha256.update(DATA);
  sha256.reset();
  expect(Buffer.from(await sha256.digest()).toString('hex')).toBe(createHash('sha256').digest('hex'));
});

it.each(['a secret', KEY, KEY, new Uint8Array([3, 2, 1])])(
  'with a secret is the HMAC, %#',
  async (secret) => {
    expect(await digestOf(secret)).toBe(createHmac('sha256', secret).update(DATA).digest('hex'));
  },
);
