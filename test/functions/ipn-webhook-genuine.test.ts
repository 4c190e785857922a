import { type NoticeDeps, receiveNotice } from '#functions/ipn-webhook/ipn-webhook.ts';
import { sign } from '#shared/pockyt/signature.ts';
import type { Version } from '#shared/runtime/pockyt-credentials.ts';
import { DAY, MINUTE } from '#tools/harness/clock.ts';
import { CREDENTIALS, openWorld } from './support/world.ts';

const world = openWorld();
const ACKNOWLEDGED = { kind: 'acknowledged' };

/** A body as API Gateway hands it over where Pockyt sends none of the headers. */
const plain = (body: string) => ({
  body,
  isBase64Encoded: false,
  contentType: undefined,
  contentEncoding: undefined,
});

beforeEach(async () => {
  await world.made();
  world.pass(MINUTE / 2);
  world.logged.length = 0;
});

describe('while the token is rotated', () => {
  afterEach(() => world.simulator.setTokens([CREDENTIALS.token]));
  const signer = (token: string) => ({ ...CREDENTIALS, token });
  /** The secret as it is known, and as it is read once that was forgotten. */
  const rotating = (current: readonly string[], others: readonly (readonly [Version, string])[]) => {
    let reads = 0;
    return {
      get: async () => signer(current[Math.min(reads, current.length - 1)] as string),
      forget: () => void reads++,
      others: async () => others.map(([name, token]) => [name, signer(token)] as const),
    };
  };

  it.each([
    ['pending', ['now'], [['pending', 'next']], 'next'],
    ['previous', ['next'], [['previous', 'now']], 'now'],
    ['current', ['old', 'new'], [], 'new'],
  ] as const)(
    'a notice that the %s version signed is genuine, and the evidence and the log say which',
    async (version, current, others, token) => {
      world.becomes('success');
      world.simulator.setTokens(['now', 'next', 'old', 'new']);
      const credentials = rotating(current, others);
      expect(await world.tell({ token }, { credentials })).toEqual(ACKNOWLEDGED);
      const { status, history } = await world.stored();
      expect(status).toBe('paid');
      expect(history).toContainEqual(expect.objectContaining({ event: 'claim', credentials: version }));
      expect(world.logged[0]).toEqual(['ipn.applied', expect.objectContaining({ credentials: version })]);
    },
  );

  it('a notice that the known version signed is no reason to read it again', async () => {
    const credentials = { ...rotating([CREDENTIALS.token], []), forget: jest.fn(), others: jest.fn() };
    expect(await world.tell({}, { credentials })).toEqual(ACKNOWLEDGED);
    expect(credentials.forget).not.toHaveBeenCalled();
    expect(credentials.others).not.toHaveBeenCalled();
  });

  it('a notice that a removed version signed is not genuine', async () => {
    const credentials = rotating(['new'], [['previous', 'newer']]);
    expect(await world.tell({}, { credentials })).toMatchObject({ kind: 'refused' });
  });
});

describe('a notice that is not genuine', () => {
  it('changes nothing, and nothing is looked up or asked for it', async () => {
    const load = jest.fn();
    const payments = { ...world.store, load };
    const receipt = await world.tell({ token: 'forged' }, { payments });
    expect(receipt).toEqual({ kind: 'refused', reason: 'signature' });
    expect(load).not.toHaveBeenCalled();
    expect(world.asked('tran-query')).toEqual([]);
    expect(world.unmatched.kept.size).toBe(0);
    expect(world.logged).toEqual([['ipn.rejected', { reason: 'signature' }]]);
  });

  it('is not even checked when it is no notice', async () => {
    const get = jest.fn();
    const credentials = { ...world.deps.credentials, get };
    const receipt = await receiveNotice(plain('a[b]=1'), { ...world.deps, credentials });
    expect(receipt).toEqual({ kind: 'refused', reason: 'nested-key' });
    expect(get).not.toHaveBeenCalled();
    expect(world.logged).toEqual([['ipn.rejected', { reason: 'nested-key' }]]);
  });
});

it('a fault of ours is no refusal: Pockyt must send the notice again', async () => {
  const broken = plain(undefined as never);
  await expect(receiveNotice(broken, world.deps)).rejects.toMatchObject({ name: 'TypeError' });
});

it('a signed notice of a known reference is a claim on its payment, though it says neither amount nor currency', async () => {
  const { transactionNo } = world.order();
  world.simulator.faults.next('tran-query', { kind: 'server-error' });
  expect(await world.tell({ status: 'success', fields: { amount: undefined, currency: undefined } })).toEqual(
    ACKNOWLEDGED,
  );
  expect(world.unmatched.kept.size).toBe(0);
  expect(world.loggedEvents()).not.toContain('ipn.unmatched');
  expect(await world.stored()).toMatchObject({
    orders: [{ claims: [{ transactionNo, status: 'success' }] }],
  });
  world.becomes('success');
  await world.sweep(MINUTE);
  expect(await world.stored()).toMatchObject({ status: 'paid' });
});

describe('a signed notice for nothing that we know', () => {
  /** Takes any parameters, signed. */
  const receive = (parameters: Readonly<Record<string, string>>, change: Partial<NoticeDeps> = {}) => {
    const signed = { ...parameters, verifySign: sign(parameters, CREDENTIALS.token) };
    return receiveNotice(plain(new URLSearchParams(signed).toString()), { ...world.deps, ...change });
  };
  const claim = { transactionNo: 'T-1', status: 'success', amount: '13.00', currency: 'PHP' };
  const kept = () => [...world.unmatched.kept.values()];
  /** As it is kept: no name of a list is anything but text. */
  const listed = (parameters: object) => Object.entries(parameters);

  it('is kept once for 90 days with all that it said, reported and acknowledged', async () => {
    const parameters = { ...claim, reference: 'stranger', note: 'a&b', ['__proto__']: 'kept' };
    for (const _ of [1, 2]) expect(await receive(parameters)).toEqual(ACKNOWLEDGED);
    expect(kept()).toEqual([
      {
        reference: 'stranger',
        noticeId: expect.stringMatching(/^[0-9a-f]{64}$/),
        receivedAt: world.at(0),
        expiresAt: Math.floor(Date.parse(world.at(90 * DAY)) / 1000),
        credentials: 'current',
        parameters: listed(parameters),
      },
    ]);
    expect(world.logged[0]).toEqual([
      'ipn.unmatched',
      { reference: 'stranger', transactionNo: 'T-1', status: 'success', credentials: 'current' },
    ]);
    expect(world.asked('tran-query')).toEqual([]);
  });

  it('may be about something else altogether', async () => {
    const parameters = { autoDebitNo: '1', note: 'auto-debit' };
    expect(await receive(parameters)).toEqual(ACKNOWLEDGED);
    expect(kept()).toMatchObject([{ reference: '-', parameters: listed(parameters) }]);
    const unknown = { reference: '', transactionNo: undefined, status: undefined, credentials: 'current' };
    expect(world.logged).toEqual([['ipn.unmatched', unknown]]);
  });

  it.each(['reference', 'transactionNo', 'status'])('because it has no %s, is kept as well', async (name) => {
    const before = await world.stored();
    expect(await receive({ ...claim, reference: world.reference, [name]: '' })).toEqual(ACKNOWLEDGED);
    expect(kept()).toMatchObject([{ reference: name === 'reference' ? '-' : world.reference }]);
    expect(await world.stored()).toEqual(before);
  });

  it.each(['-2', '--2', '--02', '--2--2', '-'])(
    'is not about a payment to whose reference it adds %s, and which has no such order',
    async (suffix) => {
      const before = await world.stored();
      const reference = `${world.reference}${suffix}`;
      expect(await receive({ ...claim, reference })).toEqual(ACKNOWLEDGED);
      expect(kept()).toMatchObject([{ reference }]);
      expect(await world.stored()).toEqual(before);
    },
  );

  it('is not acknowledged when it could not be kept', async () => {
    const unmatched = { ...world.unmatched, keep: () => Promise.reject(new Error('no database')) };
    await expect(receive({ ...claim, reference: 'stranger' }, { unmatched })).rejects.toThrow('no database');
  });
});
