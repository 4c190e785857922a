import { callUnderLease, failedOutcome, LEASE_MS, newLease, reportFailed } from '#shared/payments/lease.ts';
import { DEADLINE_MS } from '#shared/pockyt/client.ts';
import { CredentialsRefusedError, RequestRefusedError, UnknownOutcomeError } from '#shared/pockyt/errors.ts';
import type { LogFields } from '#shared/runtime/log.ts';
import { later, NOW } from '#tools/harness/payments.ts';

const lost = new UnknownOutcomeError('deadline', 'Pockyt did not answer.', '000080');
const refused = new RequestRefusedError('000023', ['amount']);
const denied = new CredentialsRefusedError('000000');

describe('a call under a lease', () => {
  const lease = newLease('owner', NOW);

  it('has an owner and a minute', () => {
    expect(lease).toEqual({ owner: 'owner', until: later(60_000).toISOString() });
  });

  it('is made while it ends before its lease, whatever Pockyt does', async () => {
    const call = jest.fn(async () => 'made');
    const lastMoment = later(LEASE_MS - DEADLINE_MS - 1);
    expect(await callUnderLease(lease, lastMoment, call)).toBe('made');
    expect(await callUnderLease(lease, NOW, () => Promise.reject(lost))).toBe(lost);
    await expect(callUnderLease(lease, NOW, () => Promise.reject(new TypeError('ours')))).rejects.toThrow(
      'ours',
    );
  });

  it('is not made where it could outlive its lease', async () => {
    const call = jest.fn(async () => 'made');
    expect(await callUnderLease(lease, later(LEASE_MS - DEADLINE_MS), call)).toBeNull();
    expect(call).not.toHaveBeenCalled();
  });
});

describe('a call that brought nothing', () => {
  it.each([
    ['was not made', null, { kind: 'refused', failure: { reason: 'not-sent' } }],
    ['may have been carried out', lost, { kind: 'unknown', failure: { code: '000080', reason: 'deadline' } }],
    ['was refused', refused, { kind: 'refused', failure: { code: '000023', reason: 'refused-by-pockyt' } }],
    [
      'was refused our signature',
      denied,
      { kind: 'refused', failure: { code: '000000', reason: 'credentials-refused' } },
    ],
  ])('%s', (_name, error, outcome) => {
    expect(failedOutcome(error)).toEqual(outcome);
  });

  it.each([
    [lost, ['link.unknown', { reference: 'R', code: '000080', reason: 'deadline' }], 0],
    [refused, ['link.rejected', { reference: 'R', code: '000023', fields: ['amount'] }], 0],
    [denied, ['pockyt.credentials_refused', { reference: 'R', code: '000000' }], 1],
  ] as const)('is told an operator: %s', (error, line, forgets) => {
    const logged: [string, LogFields | undefined][] = [];
    let forgotten = 0;
    const credentials = { get: async () => undefined, forget: () => forgotten++ };
    const log = (event: string, fields?: LogFields) => logged.push([event, fields]);
    reportFailed(
      error,
      { unknown: 'link.unknown', refused: 'link.rejected' },
      { reference: 'R' },
      { credentials, log },
    );
    expect([logged, forgotten]).toEqual([[line], forgets]);
  });
});
