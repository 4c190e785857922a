import { decide, type Evidence } from '#shared/payments/decide.ts';
import type { Attempt, Payment } from '#shared/payments/payment.ts';
import {
  CREATING,
  DEMAND,
  given,
  IN_STATUS,
  LINK,
  NOW,
  OWNER,
  REFUSED,
  UNKNOWN,
} from '#test/support/payments.ts';

const AT = NOW.toISOString();
const { rejected, creating } = IN_STATUS;
const IN_ROTATION: Evidence = {
  kind: 'refused-in-rotation',
  owner: OWNER,
  failure: { code: '000000', reason: 'credentials-refused' },
};

describe('the outcome of a call', () => {
  it.each<[Evidence, Partial<Payment>, Attempt['state'], object]>([
    [LINK, { status: 'pending' }, 'open', {}],
    [
      REFUSED,
      { status: 'rejected', failure: { code: '000023', reason: 'refused-by-pockyt' } },
      'refused',
      { code: '000023', reason: 'refused-by-pockyt' },
    ],
    [
      IN_ROTATION,
      { status: 'unknown', failure: { code: '000000', reason: 'credentials-refused' } },
      'refused',
      { code: '000000', reason: 'credentials-refused' },
    ],
    [UNKNOWN, { status: 'unknown', failure: { reason: 'deadline' } }, 'unknown', { reason: 'deadline' }],
  ])('$kind is written down as it is', (evidence, change, state, reason) => {
    const payment = given(CREATING, evidence);
    expect(payment).toMatchObject({ ...change, attempts: [{ state }] });
    expect(payment.history.at(-1)).toEqual({
      at: AT,
      source: 'create',
      event: evidence.kind,
      from: 'creating',
      to: change.status,
      ...reason,
    });
    expect(payment).not.toHaveProperty('lock');
    expect('link' in payment).toBe(evidence === LINK);
    expect('failure' in payment).toBe(evidence !== LINK);
  });
});

describe('a demand for a payment that led nowhere', () => {
  const again = (change: Partial<Attempt>): Evidence => ({
    kind: 'requested',
    demand: { ...DEMAND, attempt: { ...DEMAND.attempt, ...change } },
  });

  it('leaves its line in the history', () => {
    expect(given(rejected, again({})).history.at(-1)).toEqual({
      at: AT,
      source: 'create',
      event: 'requested',
      from: 'rejected',
      to: 'creating',
    });
  });

  it.each([
    ['stays as it was', 'first', 'second', 'first'],
    ['comes with the demand', undefined, 'second', 'second'],
    ['stays without one in the demand', 'first', undefined, 'first'],
  ])('has a key for the page of its payment that %s', (_, had, drawn, expected) => {
    const demand = { ...DEMAND, ...(drawn && { returnKey: drawn }) };
    const before = { ...rejected, ...(had && { returnKey: had }) };
    expect(given(before, { kind: 'requested', demand }).returnKey).toBe(expected);
  });

  it('has no key where there was none and none is drawn', () => {
    expect(given(rejected, again({}))).not.toHaveProperty('returnKey');
  });

  it('takes the place of an attempt that was refused and just like it', () => {
    expect(given(rejected, again({})).attempts).toEqual([{ ...DEMAND.attempt, state: 'sending' }]);
  });

  it.each(['providerReference', 'storeNo', 'ipnUrl'] as const)('keeps an attempt with another %s', (name) => {
    const [refused] = rejected.attempts as [Attempt];
    expect(given(rejected, again({ [name]: 'other' })).attempts).toEqual([
      refused,
      { ...DEMAND.attempt, [name]: 'other', state: 'sending' },
    ]);
  });
});

describe('a lease that has run out', () => {
  const until = creating.lock?.until as string;
  const lapse = (payment: Payment, now: Date) => decide(payment, { kind: 'lapsed' }, now);

  it('leaves a line in the history, and its owner nothing to finish', () => {
    const decision = lapse(creating, new Date(until)) as { payment: Payment };
    expect(decision.payment).toMatchObject({ status: 'unknown', attempts: [{ state: 'unknown' }] });
    expect(decision.payment.history.at(-1)).toEqual({
      at: until,
      source: 'create',
      event: 'lapsed',
      reason: 'abandoned',
      from: 'creating',
      to: 'unknown',
    });
  });

  it.each<[string, Payment, number]>([
    ['not yet run out', creating, -1],
    ['of what is not being created', { ...IN_STATUS.pending, lock: creating.lock }, 0],
    ['that is missing', { ...creating, lock: undefined }, 0],
  ])('is none when it is %s', (_, payment, ms) => {
    expect(lapse(payment, new Date(Date.parse(until) + ms))).toEqual({
      verdict: 'ignored',
      reason: 'not-a-move',
    });
  });
});
