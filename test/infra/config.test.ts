import { ConfigError, parseConfig } from '#infra/config.ts';

describe('the settings', () => {
  it('has defaults that make a sandbox', () => {
    expect(parseConfig({})).toEqual({
      stage: 'dev',
      environment: 'sandbox',
      timeout: 120,
      checkDelays: [60, 300, 900, 3600],
      confirmNotices: true,
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
    ['confirmNotices', 'on', true],
    ['confirmNotices', 'off', false],
    ['callbackUrl', 'https://shop.example.com/back', 'https://shop.example.com/back'],
    [
      'callbackUrl',
      'https://shop.example.com/{reference}?s={status}',
      'https://shop.example.com/{reference}?s={status}',
    ],
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
    ['confirmNotices', 'no'],
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

  it('refuses a misspelt setting, which would otherwise do nothing', () => {
    expect(() => parseConfig({ environmnt: 'production' })).toThrow(
      'There is no setting "environmnt"; the settings are stage, environment, callbackUrl, timeout, checkDelays, confirmNotices, publicUrl, alarmEmail.',
    );
  });
});
