import { callerOf, identityOf } from '#shared/http/caller.ts';
import { apiEvent } from '#tools/harness/gateway.ts';

const ACCOUNT = '123456789012';

function eventFrom(authorizer: object | undefined) {
  const event = apiEvent();
  const requestContext = { ...event.requestContext, authorizer } as typeof event.requestContext;
  return { ...event, requestContext };
}

describe('a caller', () => {
  it.each([
    ['nobody', undefined, undefined],
    ['without a name', {}, undefined],
    ['with an API key', { lambda: { keyName: 'backend' } }, 'backend'],
    ['with a token', { jwt: { claims: { sub: 'client-1', scope: 'x' } } }, 'client-1'],
    ['with a token whose subject is no text', { jwt: { claims: { sub: 7 } } }, undefined],
  ])('%s is known by that name', (_, authorizer, expected) => {
    expect(identityOf(eventFrom(authorizer))).toBe(expected);
    expect(callerOf(eventFrom(authorizer))).toBe(expected);
  });

  it.each([
    ['a user', `arn:aws:iam::${ACCOUNT}:user/shop`, 'shop'],
    ['a user with a path', `arn:aws:iam::${ACCOUNT}:user/shops/eu/shop`, 'shop'],
    ['a session of a role', `arn:aws:sts::${ACCOUNT}:assumed-role/backend/i-0abc`, 'backend/i-0abc'],
    ['a federated user', `arn:aws-cn:sts::${ACCOUNT}:federated-user/anna`, 'anna'],
    [
      'a role of one region',
      `arn:aws:sts:eu-west-1:${ACCOUNT}:assumed-role/backend/i-0abc`,
      'backend/i-0abc',
    ],
    ['the root user', `arn:aws-us-gov:iam::${ACCOUNT}:root`, 'root'],
    ['a user of whom no account is named', 'arn:aws:iam:::user/shop', 'shop'],
    ['a name that holds the account', `arn:aws:iam::${ACCOUNT}:user/deploy-${ACCOUNT}`, 'deploy-*'],
  ])('who signs as %s is known without ARN and account', (_, userArn, expected) => {
    const event = eventFrom({ iam: { userArn, accountId: ACCOUNT } });
    expect(callerOf(event)).toBe(expected);
    expect(identityOf(event)).toBe(userArn);
  });

  it('whose token names a role by its ARN is known by that role', () => {
    const sub = `arn:aws:iam::${ACCOUNT}:role/team/backend`;
    const event = eventFrom({ jwt: { claims: { sub } } });
    expect([callerOf(event), identityOf(event)]).toEqual(['backend', sub]);
  });

  it('whose name has an ARN within it is known by what is left', () => {
    const event = eventFrom({ lambda: { keyName: `of arn:aws:iam::${ACCOUNT}:role/backend` } });
    expect(callerOf(event)).toBe('of backend');
  });

  it.each([
    ['the longest name of a role and its session', `${'r'.repeat(64)}/${'s'.repeat(64)}`],
    ['a name of foreign letters', '茶'.repeat(43)],
  ])('keeps %s, and of a longer one the beginning', (_, name) => {
    const of = (keyName: string) => callerOf(eventFrom({ lambda: { keyName } }));
    expect(Buffer.byteLength(name)).toBe(129);
    expect(of(name)).toBe(name);
    expect(of(`${name}x`)).toBe(name);
  });
});
