import { createHash } from 'node:crypto';
import { receiveNotice } from '#functions/ipn-webhook/ipn-webhook.ts';
import { MINUTE } from '#tools/harness/clock.ts';
import { CREDENTIALS, openWorld } from './support/world.ts';

const world = openWorld();
const ACKNOWLEDGED = { kind: 'acknowledged' };
const FORM = 'application/x-www-form-urlencoded';
/** 茶杯 in GBK, and as the form of one who writes GBK. */
const GBK = Buffer.from([0xb2, 0xe8, 0xb1, 0xad]);
const ESCAPED = '%B2%E8%B1%AD';

beforeEach(async () => {
  await world.made();
  world.pass(MINUTE / 2);
  world.logged.length = 0;
});

/** A notice about the payment, or as told, with a note that is signed over these bytes. */
function notice(note: Buffer, change: Record<string, string> = {}, token = CREDENTIALS.token) {
  const { transactionNo } = world.order();
  const fields = {
    amount: '13.00',
    currency: 'PHP',
    reference: world.reference,
    transactionNo,
    status: 'success',
    ...change,
  };
  const all = [...Object.entries(fields), ['note', note] as const].sort(([one], [other]) =>
    one < other ? -1 : 1,
  );
  const signed = all.flatMap(([name, value]) => [Buffer.from(`${name}=`), Buffer.from(value as string), '&']);
  const text = Buffer.concat(signed.map((part) => Buffer.from(part as string)));
  const hashed = createHash('md5').update(token).digest('hex');
  const verifySign = createHash('md5').update(text).update(hashed).digest('hex');
  return new URLSearchParams({ ...fields, verifySign }).toString();
}

const receive = (body: string | Buffer, contentType = FORM) => {
  const encoded = { body: Buffer.from(body as string).toString('base64'), isBase64Encoded: true };
  return receiveNotice({ ...encoded, contentType, contentEncoding: undefined }, world.deps);
};
const kept = () => [...world.unmatched.kept.values()];

describe('a genuine notice whose note is in GBK', () => {
  it.each([
    ['escaped', (body: string) => `${body}&note=${ESCAPED}`],
    ['as it is', (body: string) => Buffer.concat([Buffer.from(`${body}&note=`), GBK])],
  ])('%s, is verified over its bytes, and pays its payment once Pockyt says so', async (_, written) => {
    world.becomes('success');
    expect(await receive(written(notice(GBK)), `${FORM}; charset=GBK`)).toEqual(ACKNOWLEDGED);
    expect(await world.stored()).toMatchObject({ status: 'paid' });
    expect(world.loggedEvents()).toEqual(['ipn.applied']);
  });

  it('and which belongs to no payment is kept with that note as it was sent', async () => {
    const stranger = { reference: 'stranger' };
    expect(await receive(`${notice(GBK, stranger)}&note=${ESCAPED}`)).toEqual(ACKNOWLEDGED);
    expect(kept()).toMatchObject([stranger]);
    expect(JSON.stringify(kept())).toContain(ESCAPED);
    expect(JSON.stringify(kept())).not.toContain('\ufffd');
  });
});

describe('a notice in GBK of which nobody can tell whether it is genuine', () => {
  it.each([
    ['signed as UTF-8', () => `${notice(Buffer.from('茶杯'))}&note=${ESCAPED}`, FORM],
    ['signed with another token', () => `${notice(GBK, {}, 'another')}&note=${ESCAPED}`, FORM],
    ['JSON', () => Buffer.from('{"note":"\xb2\xe8"}', 'latin1'), 'application/json'],
  ])('(%s) is refused by a reason of its own, and nothing of it is kept', async (_, body, type) => {
    const before = await world.stored();
    expect(await receive(body(), type)).toEqual({ kind: 'refused', reason: 'not-utf-8' });
    expect(world.logged).toEqual([['ipn.rejected', { reason: 'not-utf-8' }]]);
    expect(kept()).toEqual([]);
    expect(await world.stored()).toEqual(before);
  });
});

describe('a genuine notice is taken', () => {
  const utf8 = () => `${notice(Buffer.from('茶'))}&note=%E8%8C%B6`;

  it.each([
    ['whatever charset it claims', () => utf8(), `${FORM}; charset=gb2312`],
    ['with line breaks behind it', () => `${utf8()}\r\n`, FORM],
    ['with a byte order mark before it', () => `\ufeff${utf8()}`, FORM],
  ])('%s', async (_, body, type) => {
    world.becomes('success');
    expect(await receive(body(), type)).toEqual(ACKNOWLEDGED);
    expect(await world.stored()).toMatchObject({ status: 'paid' });
  });
});
