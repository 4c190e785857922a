import { Duration } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { ConfigError, DEFAULT_THROTTLE, ROUTES, type Settings } from '#infra/config.ts';
import { createConfig } from '#infra/create-config.ts';
import { ACCEPTED, NOT_TOGETHER, REFUSED, REFUSED_BY_THE_APP, TOGETHER } from './setting-samples.ts';

const SANDBOX = { environment: 'sandbox' } as const;
const create = (settings: object) => createConfig({ ...SANDBOX, ...settings });

describe('the settings of the construct', () => {
  it('have defaults, all but the environment', () => {
    expect(createConfig(SANDBOX)).toEqual({
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
    expect(() => createConfig({} as Settings)).toThrow(
      'Set environment to sandbox or production: it has no default.',
    );
  });

  it.each(ACCEPTED.filter(([name]) => name !== 'throttles'))('take %s = %j as it is', (name, value) => {
    expect(create({ [name]: value })).toHaveProperty(name, value);
  });

  it('take the limits of some routes, and the others keep theirs', () => {
    const { throttles } = createConfig({ ...SANDBOX, throttles: { ipn: { rate: 300, burst: 600 } } });
    expect(throttles).toMatchObject({ ipn: { rate: 300, burst: 600 }, create: DEFAULT_THROTTLE });
  });

  it.each([...REFUSED, ...REFUSED_BY_THE_APP])(
    'refuse %s = %j in one sentence that names it',
    (name, value) => {
      expect(() => create({ [name]: value })).toThrow(ConfigError);
      expect(() => create({ [name]: value })).toThrow(new RegExp(`^Set ${name} to [^\\n]*[.]$`));
    },
  );

  it.each(['a', 'shop-eu-1', 'a234567890123456'])('take the stage %s', (stage) => {
    expect(createConfig({ ...SANDBOX, stage })).toMatchObject({ stage });
  });

  it.each(['', 'Dev', '1st', 'my_stage', 'a2345678901234567'])('refuse the stage "%s"', (stage) => {
    expect(() => createConfig({ ...SANDBOX, stage })).toThrow(
      `Set stage to 1 to 16 lower-case letters, digits or -, beginning with a letter, not to "${stage}".`,
    );
  });

  it.each(TOGETHER)('take together what belongs together: %j', (settings) => {
    expect(create(settings)).toMatchObject(settings);
  });

  it.each(NOT_TOGETHER)('refuse what does not go together: %j', (settings, message) => {
    expect(() => create(settings)).toThrow(ConfigError);
    expect(() => create(settings)).toThrow(message);
  });

  it('send notices to the domain name, unless there is another public address', () => {
    const [, , domain] = TOGETHER;
    expect(create(domain as object)).toMatchObject({ publicUrl: 'https://pay.example.com' });
    const publicUrl = 'https://edge.example.com';
    expect(create({ ...domain, publicUrl })).toMatchObject({ publicUrl });
  });

  it('take what the CDK has for times', () => {
    const config = createConfig({
      ...SANDBOX,
      timeout: Duration.hours(2),
      checkDelays: [Duration.seconds(30), Duration.minutes(5), 900],
      paidChecks: [Duration.days(1), Duration.hours(48)],
      logDays: RetentionDays.ONE_YEAR,
    });
    expect(config).toMatchObject({
      timeout: 120,
      checkDelays: [30, 300, 900],
      paidChecks: [1, 2],
      logDays: 365,
    });
  });

  it.each([
    [
      { timeout: Duration.seconds(90) },
      'Set timeout to whole minutes from 1 to 1440, not to Duration.seconds(90).',
    ],
    [{ timeout: Duration.days(2) }, 'Set timeout to whole minutes from 1 to 1440, not to Duration.days(2).'],
    [{ paidChecks: [Duration.hours(12)] }, 'not to [Duration.hours(12)].'],
    [
      { reconcilers: Duration.days(1) },
      'Set reconcilers to a whole number from 1 to 32, not to Duration.days(1).',
    ],
  ])('refuse a time that is no whole number of the unit, or none: %#', (settings, message) => {
    expect(() => create(settings)).toThrow(message);
  });

  it('say each thing that cannot be used, and what could be', () => {
    const wrong = {
      checkDelays: [5, 2],
      jwtAudience: 'shop',
      throttles: { ipn: { rate: 0, burst: 1 } },
      reservedConcurrency: { refunds: 5 },
      callbackUrl: 'https://shop.example.com/?a=1&creditType=CIT',
      certificateArn: new Date(0),
    };
    const message = () => {
      try {
        create(wrong);
      } catch (error) {
        return (error as Error).message.split('\n');
      }
      return [];
    };
    expect(message()).toEqual([
      'Set checkDelays to at most 20 rising whole numbers of seconds from 1 to 604800, such as [60,300,900,3600], not to [5, 2].',
      'Set jwtAudience to a list of audiences without spaces in them, such as ["shop","app"], not to "shop".',
      expect.stringMatching(
        /^Set throttles to values for some of create, .*, such as {"create":{"rate":50,"burst":100}}, not to {"ipn":.*}: ipn must be a rate and a burst, each from 1 to 10000[.]$/,
      ),
      expect.stringMatching(/^Set reservedConcurrency .*, not to {"refunds":5}: there is no refunds[.]$/),
      'Set callbackUrl to an https:// address that a caller could give, not to "https://shop.example.com/?a=1&creditType=CIT": must not hold "&creditType=", which would sign like Pockyt\'s own parameter; rename it.',
      'Set certificateArn to the ARN of a certificate in ACM, arn:aws:acm:...:certificate/..., not to a Date.',
    ]);
  });

  it('refuse a name that there is not, which would otherwise do nothing', () => {
    expect(() => create({ enviroment: 'production' })).toThrow(
      'There is no setting "enviroment"; did you mean environment?',
    );
    expect(() => create({ callback_url: 'https://shop.example' })).toThrow('did you mean callbackUrl?');
    expect(() => create({ colour: 'red' })).toThrow(
      /^There is no setting "colour"; the settings are environment, stage, auth, .*[.]$/,
    );
  });

  it('leave out what is undefined, and come out the same when they are checked again', () => {
    const config = createConfig({ ...SANDBOX, callbackUrl: undefined, reconcilers: 8 });
    expect(config).not.toHaveProperty('callbackUrl');
    expect(createConfig(config)).toEqual(config);
  });
});
