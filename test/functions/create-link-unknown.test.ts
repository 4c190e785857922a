import type { CreateDeps } from '#functions/create-link/create-link.ts';
import { MINUTE } from '#tools/harness/clock.ts';
import type { Fault } from '#tools/simulator/faults.ts';
import { openWorld } from './support/world.ts';

const world = openWorld();
const REFUSED: Fault = { kind: 'refuse', code: '000023' };
const REFUSED_SIGNATURE: Fault = { kind: 'refuse', code: '000000', message: 'data error : verifySign' };

/** References of further orders, behind the payment's own. */
const numbered = (...suffixes: string[]) => suffixes.map((suffix) => `${world.reference}${suffix}`);

describe('a request whose order may exist', () => {
  /** Lets the first call get lost, with or without an order at Pockyt. */
  async function lose(accept: 'now' | 'never') {
    world.simulator.faults.next('secure-pay', { kind: 'cut', accept });
    expect(await world.create()).toMatchObject({ kind: 'failed', error: { reason: 'connection' } });
  }
  const endpoints = () => world.calls.map(({ endpoint }) => endpoint);

  it('is sent again only after Pockyt has said twice, a minute apart, that it knows of none, and under a new reference', async () => {
    await lose('never');
    // Our own call could still arrive: this answer does not count.
    world.pass(MINUTE - 1);
    expect(await world.create()).toEqual({ kind: 'unknown' });
    world.pass(1);
    expect(await world.create()).toEqual({ kind: 'unknown' });
    world.pass(MINUTE - 1);
    expect(await world.create()).toEqual({ kind: 'unknown' });
    world.pass(1);
    expect(await world.create()).toMatchObject({ kind: 'created', payment: { status: 'pending' } });
    expect(world.sent()).toEqual(numbered('', '--2'));
    expect((await world.stored()).orders).toMatchObject([
      { state: 'absent', failure: { reason: 'never-arrived' } },
      { state: 'open', providerReference: `${world.reference}--2` },
    ]);
    expect(await world.create()).toMatchObject({ kind: 'repeated' });
  });

  it('never goes back to a reference that Pockyt may have seen, when the next one was refused', async () => {
    await lose('never');
    for (const _ of [1, 2]) {
      world.pass(MINUTE);
      world.simulator.faults.next('secure-pay', REFUSED);
      await world.create();
    }
    world.simulator.faults.clear();
    expect(await world.create()).toMatchObject({ kind: 'created' });
    expect(world.sent()).toEqual(numbered('', '--2', '--3'));
  });

  it('is closed when its link was lost, asked about again, and made anew', async () => {
    await lose('now');
    expect(await world.create()).toMatchObject({ kind: 'created' });
    expect(endpoints()).toEqual(['secure-pay', 'tran-query', 'cancel', 'tran-query', 'secure-pay']);
    const [first, second] = [world.order(), world.order(2)];
    expect((await world.stored()).orders).toMatchObject([
      { state: 'closed', transactionNo: first.transactionNo },
      { state: 'open', transactionNo: second.transactionNo, link: { paymentUrl: second.cashierUrl } },
    ]);
  });

  it('is closed by the same request only', async () => {
    await lose('now');
    expect(await world.create({ amount: '14' })).toEqual({ kind: 'reused' });
    expect(endpoints()).toEqual(['secure-pay']);
  });

  it('is not made anew while Pockyt does not say that it is closed', async () => {
    await lose('now');
    world.simulator.faults.next('cancel', { kind: 'refuse', code: '000040' }, { kind: 'cut' });
    expect(await world.create()).toEqual({ kind: 'unknown' });
    expect(await world.create()).toEqual({ kind: 'unknown' });
    expect(world.sent()).toHaveLength(1);
    expect(await world.create()).toMatchObject({ kind: 'created' });
  });

  it('is closed and made anew when its time is over', async () => {
    await lose('now');
    world.simulator.faults.always('cancel', { kind: 'refuse', code: '000040' });
    await world.sweep(122 * MINUTE);
    expect((await world.stored()).orders).toMatchObject([{ state: 'expired' }]);
    world.simulator.faults.clear();
    expect(await world.create()).toMatchObject({ kind: 'created' });
    expect(world.order().status).toBe('closed');
  });

  it.each([
    ['its link was lost', 0],
    ['its link was lost and its time is over', 122 * MINUTE],
  ])('is noted before it is closed, to be asked about a minute later, when %s', async (_, after) => {
    await lose('now');
    world.simulator.faults.always('cancel', { kind: 'refuse', code: '000040' });
    await world.sweep(after);
    world.simulator.faults.clear();
    let noted: string | undefined;
    world.beforeCall = async ({ endpoint }) => {
      if (endpoint === 'cancel') noted = (await world.stored()).orders[0]?.askAgainAt;
    };
    expect(await world.create()).toMatchObject({ kind: 'created' });
    expect(noted).toBe(world.at(MINUTE));
  });

  it('is made anew when Pockyt, asked to close it, takes it back', async () => {
    await lose('now');
    world.afterCall = ({ endpoint }) => {
      if (endpoint === 'cancel') world.becomes('reversed');
    };
    expect(await world.create()).toMatchObject({ kind: 'created', payment: { status: 'pending' } });
    expect((await world.stored()).orders).toMatchObject([{ state: 'reversed' }, { state: 'open' }]);
  });

  it('is paid when Pockyt says so, and nothing is made or closed', async () => {
    await lose('now');
    world.becomes('success');
    expect(await world.create()).toMatchObject({ kind: 'repeated', payment: { status: 'paid' } });
    expect((await world.stored()).history.at(-1)).toMatchObject({ source: 'query', trigger: 'create' });
    expect(endpoints()).toEqual(['secure-pay', 'tran-query']);
  });

  it.each<[string, Fault]>([
    ['with another reference', { kind: 'altered', result: { reference: 'other', status: 'success' } }],
    ['with a word that nobody published', { kind: 'altered', result: { status: 'odd' } }],
    [
      'with a kind of transaction that nobody published',
      { kind: 'altered', result: { transactionType: 'odd', status: 'success' } },
    ],
    ['with a code that nobody published', { kind: 'refuse', code: '000099' }],
    ['that our signature is wrong', REFUSED_SIGNATURE],
    ['without what it must tell', { kind: 'altered', result: { amount: undefined } }],
  ])('stays unknown when Pockyt answers %s', async (_, fault) => {
    await lose('now');
    world.simulator.faults.always('tran-query', fault);
    for (const _again of [1, 2, 3]) {
      world.pass(MINUTE);
      expect(await world.create()).toEqual({ kind: 'unknown' });
    }
    expect(await world.stored()).toMatchObject({ status: 'unknown', orders: [{}] });
    expect(endpoints()).not.toContain('cancel');
  });

  it.each([
    ['amount', { amount: '1.00' }],
    ['currency', { currency: 'USD' }],
  ])(
    'is made anew when Pockyt says twice, a minute apart, that the reference is of another %s',
    async (_, result) => {
      await lose('now');
      world.simulator.faults.always('tran-query', { kind: 'altered', result });
      world.pass(MINUTE);
      expect(await world.create()).toEqual({ kind: 'unknown' });
      world.pass(MINUTE);
      expect(await world.create()).toMatchObject({ kind: 'created' });
      expect((await world.stored()).orders).toMatchObject([
        { state: 'absent', failure: { reason: 'reference-taken' } },
        { state: 'open' },
      ]);
      expect(endpoints()).not.toContain('cancel');
    },
  );

  describe('and asking about it takes time', () => {
    const asking = (milliseconds: number): Pick<CreateDeps, 'pockyt'> => ({
      pockyt: {
        post: (path, parameters, deadlineMs) => {
          if (path.endsWith('tran-query')) world.pass(milliseconds);
          return world.deps.pockyt.post(path, parameters, deadlineMs);
        },
      },
    });

    it('is left to the next repeat when less is left than making a link may need', async () => {
      await lose('now');
      expect(await world.create({}, asking(5_001))).toEqual({ kind: 'unknown' });
      expect(world.order().status).toBe('closed');
      expect(world.sent()).toHaveLength(1);
      expect(await world.create()).toMatchObject({ kind: 'created' });
    });

    it('is made anew when what is left is just enough for it', async () => {
      await lose('now');
      expect(await world.create({}, asking(5_000))).toMatchObject({ kind: 'created' });
    });

    it('nothing more is asked once the time of the request is over, and what was learnt is kept', async () => {
      await lose('now');
      expect(await world.create({}, asking(20_000))).toEqual({ kind: 'unknown' });
      expect(endpoints()).toEqual(['secure-pay', 'tran-query']);
      expect(await world.stored()).toMatchObject({ status: 'unknown', orders: [{ state: 'open' }] });
    });
  });

  it('is made anew once, however many ask at once', async () => {
    await lose('now');
    const results = await Promise.all(Array.from({ length: 10 }, () => world.create()));
    expect(results.filter(({ kind }) => kind === 'created')).toHaveLength(1);
    expect(world.sent()).toEqual(numbered('', '--2'));
  });

  it.each(['tran-query', 'cancel'])('lets a fault of ours at %s through as what it is', async (broken) => {
    await lose('now');
    world.beforeCall = ({ endpoint }) => {
      if (endpoint === broken) throw new TypeError('ours');
    };
    await expect(world.create()).rejects.toThrow(TypeError);
  });
});
