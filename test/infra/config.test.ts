import { ConfigError, DEFAULT_THROTTLE, ROUTES } from '#infra/config.ts';
import { configOf, parseConfig } from '#infra/parse-config.ts';

describe('the settings', () => {
  it('has defaults that make a sandbox', () => {
    expect(parseConfig({})).toEqual({
      stage: 'dev',
      environment: 'sandbox',
      auth: 'keys',
      jwtScopes: false,
      returnPage: false,
      timeout: 120,
      checkDelays: [60, 300, 900, 3600],
      paidChecks: [1, 7, 30, 90],
      reconcilers: 1,
      confirmNotices: true,
      throttles: Object.fromEntries(ROUTES.map((route) => [route, { rate: 100, burst: 200 }])),
      reservedConcurrency: {},
      tracing: true,
      fixedEgress: false,
    });
  });

  it('passes over the CDK’s own context', () => {
    const context = { '@aws-cdk/core:checkSecretUsage': true, 'cli-telemetry': false, 'aws:cdk:x': [] };
    expect(parseConfig(context)).toEqual(parseConfig({}));
  });

  it.each([
    ['stage', 'a', 'a'],
    ['stage', 'shop-eu-1', 'shop-eu-1'],
    ['stage', 'a234567890123456', 'a234567890123456'],
    ['environment', 'sandbox', 'sandbox'],
    ['environment', 'production', 'production'],
    ['timeout', '1', 1],
    ['timeout', '1440', 1440],
    ['timeout', 30, 30],
    ['checkDelays', '2', [2]],
    ['checkDelays', '1,604800', [1, 604_800]],
    ['paidChecks', '2', [2]],
    ['paidChecks', 2, [2]],
    ['paidChecks', '1,365', [1, 365]],
    ['paidChecks', '1,2,3,4,5,6,7,8,9,10', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]],
    ['reconcilers', '1', 1],
    ['reconcilers', '32', 32],
    ['reconcilers', 4, 4],
    ['confirmNotices', 'on', true],
    ['confirmNotices', 'off', false],
    ['tracing', 'off', false],
    ['returnPage', 'on', true],
    ['returnPage', 'off', false],
    ['callbackUrl', 'https://shop.example.com/back', 'https://shop.example.com/back'],
    [
      'callbackUrl',
      'https://shop.example.com/{reference}?s={status}',
      'https://shop.example.com/{reference}?s={status}',
    ],
    ['auth', 'keys', 'keys'],
    ['auth', 'iam', 'iam'],
    [
      'throttles',
      'ipn:300/600',
      expect.objectContaining({ ipn: { rate: 300, burst: 600 }, create: DEFAULT_THROTTLE }),
    ],
    ['reservedConcurrency', 'create-link:50,refund:5', { 'create-link': 50, refund: 5 }],
    ['fixedEgress', 'on', true],
    ['removal', 'keep', 'keep'],
    ['removal', 'delete', 'delete'],
    ['logDays', '365', 365],
    ['publicUrl', 'https://pay.example.com', 'https://pay.example.com'],
    ['publicUrl', 'https://example.com:8443/pay', 'https://example.com:8443/pay'],
    ['alarmEmail', 'payments+night@shop.example.com', 'payments+night@shop.example.com'],
  ])('accepts %s = %s', (name, value, parsed) => {
    expect(parseConfig({ [name]: value })).toHaveProperty(name, parsed);
  });

  it.each([
    ['stage', ''],
    ['stage', 'Dev'],
    ['stage', '1st'],
    ['stage', 'my_stage'],
    ['stage', 'a2345678901234567'],
    ['environment', ''],
    ['environment', 'live'],
    ['environment', 'Production'],
    ['timeout', ''],
    ['timeout', '0'],
    ['timeout', '1441'],
    ['timeout', '1.5'],
    ['timeout', '1e2'],
    ['timeout', '-5'],
    ['timeout', true],
    ['timeout', 10.5],
    ['checkDelays', ''],
    ['checkDelays', '0'],
    ['checkDelays', '60,60'],
    ['checkDelays', '300,60'],
    ['checkDelays', '60, 300'],
    ['checkDelays', '604801'],
    ['checkDelays', Array.from({ length: 21 }, (_, index) => index + 1).join()],
    ['paidChecks', ''],
    ['paidChecks', '0'],
    ['paidChecks', '7,7'],
    ['paidChecks', '7,1'],
    ['paidChecks', '1, 7'],
    ['paidChecks', '1,,7'],
    ['paidChecks', '0.5'],
    ['paidChecks', '366'],
    ['paidChecks', '1,2,3,4,5,6,7,8,9,10,11'],
    ['reconcilers', ''],
    ['reconcilers', '0'],
    ['reconcilers', '33'],
    ['reconcilers', '1.5'],
    ['reconcilers', '01'],
    ['reconcilers', 'many'],
    ['confirmNotices', 'no'],
    ['auth', 'none'],
    ['auth', ''],
    ['jwtIssuer', 'http://id.example.com'],
    ['jwtAudience', ''],
    ['jwtAudience', 'a,,b'],
    ['jwtAudience', 'a, b'],
    ['jwtScopes', 'yes'],
    ['throttles', 'create'],
    ['throttles', 'create:50'],
    ['throttles', 'create:0/1'],
    ['throttles', 'create:10001/1'],
    ['throttles', 'create:1/10001'],
    ['throttles', 'delete:1/1'],
    ['throttles', 'create:1/1,create:2/2'],
    ['throttles', 'create:1/1, ipn:2/2'],
    ['reservedConcurrency', 'create-link'],
    ['reservedConcurrency', 'create-link:0'],
    ['reservedConcurrency', 'authorize:5'],
    ['reservedConcurrency', 'refund:5,refund:6'],
    ['fixedEgress', 'true'],
    ['removal', 'retain'],
    ['logDays', '2'],
    ['logDays', '9999'],
    ['domainName', 'https://pay.example.com'],
    ['domainName', 'Pay.example.com'],
    ['domainName', 'pay'],
    ['certificateArn', 'arn:aws:acm:eu-west-1:1:certificate/x'],
    ['callbackUrl', ''],
    ['callbackUrl', '/back'],
    ['callbackUrl', 'http://shop.example.com/back'],
    ['callbackUrl', 'https://shop.example.com/{orderId}'],
    ['callbackUrl', 'https://shop.example.com/?a=1&creditType=CIT'],
    ['publicUrl', ''],
    ['publicUrl', 'http://pay.example.com'],
    ['publicUrl', 'https://pay.example.com/'],
    ['publicUrl', 'https://pay.example.com?x=1'],
    ['publicUrl', 'https://pay.example.com#x'],
    ['publicUrl', 'https://me:secret@pay.example.com'],
    ['publicUrl', 'https://pay.example.com/a b'],
    ['publicUrl', 'pay.example.com'],
    ['publicUrl', { url: 'https://pay.example.com' }],
    ['alarmEmail', ''],
    ['alarmEmail', 'payments'],
    ['alarmEmail', 'payments@localhost'],
    ['alarmEmail', 'a@example.com,b@example.com'],
    ['alarmEmail', 'Ann <ann@example.com>'],
    ['alarmEmail', `${'a'.repeat(65)}@example.com`],
    ['alarmEmail', 'mailto:ann@example.com'],
  ])('refuses %s = %p in one sentence that names the setting', (name, value) => {
    const parse = () => parseConfig({ [name]: value });
    expect(parse).toThrow(ConfigError);
    expect(parse).toThrow(new RegExp(`^(Set|Change) ${name}.*[.]$`));
  });

  it('says what lists of times may hold', () => {
    expect(() => parseConfig({ checkDelays: '5,2' })).toThrow(
      'Set checkDelays to at most 20 rising whole numbers of seconds from 1 to 604800, such as 60,300,900,3600, not to "5,2".',
    );
    expect(() => parseConfig({ paidChecks: '1,400' })).toThrow(
      'Set paidChecks to at most 10 rising whole numbers of days from 1 to 365, such as 1,7,30,90, not to "1,400".',
    );
  });

  it('refuses a misspelt setting, which would otherwise do nothing', () => {
    const parse = () => parseConfig({ environmnt: 'production' });
    expect(parse).toThrow(/^There is no setting "environmnt"; the settings are stage, environment, auth, /);
    expect(parse).toThrow(ConfigError);
  });

  const CERTIFICATE = 'arn:aws:acm:eu-west-1:123456789012:certificate/12345678-1234-1234-1234-123456789012';

  it('takes together what belongs together', () => {
    const jwt = {
      auth: 'jwt',
      jwtIssuer: 'https://id.example.com/',
      jwtAudience: 'shop,app',
      jwtScopes: 'on',
    };
    expect(parseConfig(jwt)).toMatchObject({ ...jwt, jwtAudience: ['shop', 'app'], jwtScopes: true });
    const domain = { domainName: 'pay.example.com', certificateArn: CERTIFICATE };
    expect(parseConfig(domain)).toMatchObject({ ...domain, publicUrl: 'https://pay.example.com' });
    const publicUrl = 'https://edge.example.com';
    expect(parseConfig({ ...domain, publicUrl })).toMatchObject({ publicUrl });
  });

  it.each([
    [{ auth: 'jwt' }, 'Set jwtIssuer and jwtAudience'],
    [{ auth: 'jwt', jwtIssuer: 'https://id.example.com' }, 'Set jwtIssuer and jwtAudience'],
    [{ auth: 'jwt', jwtAudience: 'shop' }, 'Set jwtIssuer and jwtAudience'],
    [{ jwtIssuer: 'https://id.example.com' }, 'Set auth to jwt'],
    [{ auth: 'iam', jwtAudience: 'shop' }, 'Set auth to jwt'],
    [{ jwtScopes: 'on' }, 'Set auth to jwt'],
    [{ domainName: 'pay.example.com' }, 'Set both domainName and certificateArn'],
    [{ certificateArn: CERTIFICATE }, 'Set both domainName and certificateArn'],
  ])('refuses what does not go together: %j', (context, message) => {
    expect(() => parseConfig(context)).toThrow(message);
  });

  it('is the same from code and from the command line', () => {
    expect(configOf({})).toEqual(parseConfig({}));
    const settings = {
      stage: 'shop',
      auth: 'jwt',
      jwtIssuer: 'https://id.example.com',
      jwtAudience: ['a', 'b'],
      jwtScopes: true,
      checkDelays: [5, 10],
      paidChecks: [3, 60],
      reconcilers: 8,
      timeout: 30,
      throttles: { ipn: { rate: 1, burst: 2 } },
      reservedConcurrency: { refund: 3 },
      callbackUrl: undefined,
    } as const;
    const config = configOf(settings);
    const { callbackUrl, ...given } = settings;
    expect(config).toMatchObject(given);
    expect(config).not.toHaveProperty('callbackUrl');
    expect(configOf(config)).toEqual(config);
    expect(() => configOf({ stage: 'Shop' })).toThrow(ConfigError);
  });
});
