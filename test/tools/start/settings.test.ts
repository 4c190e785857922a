import { DEFAULT_SETTINGS, readSettings, SettingsError } from '#tools/start/settings.ts';

describe('the settings', () => {
  it('have defaults', () => {
    expect(readSettings({})).toEqual({
      port: 3000,
      merchantNo: '200043',
      storeNo: '300014',
      token: '5cbfb079f15b150122261c8537086d77a',
      apiKey: 'local-development-key',
    });
  });

  it('come from the environment', () => {
    expect(
      readSettings({
        PORT: '0',
        POCKYT_BASE_URL: 'http://127.0.0.1:4000/',
        POCKYT_TOKEN: 'token',
        POCKYT_MERCHANT_NO: '1',
        POCKYT_STORE_NO: '2',
        API_KEY: 'key',
        DATA_DIR: 'data',
        RECONCILE_SECONDS: '0.5',
        CHECK_DELAYS: '2,5',
        PAID_CHECKS: '10,31536000',
      }),
    ).toEqual({
      port: 0,
      pockytBaseUrl: 'http://127.0.0.1:4000',
      token: 'token',
      merchantNo: '1',
      storeNo: '2',
      apiKey: 'key',
      dataDir: 'data',
      reconcileSeconds: 0.5,
      checkDelays: '2,5',
      paidChecks: '10,31536000',
    });
  });

  it('count as not set when they are empty', () => {
    expect(readSettings({ PORT: '', POCKYT_BASE_URL: '', DATA_DIR: '', API_KEY: '' })).toEqual(
      DEFAULT_SETTINGS,
    );
  });

  it('let Pockyt itself be the provider', () => {
    const POCKYT_BASE_URL = 'https://mapi.yuansferdev.com';
    expect(readSettings({ POCKYT_BASE_URL })).toMatchObject({ pockytBaseUrl: POCKYT_BASE_URL });
  });

  it.each([
    ['PORT', 'http'],
    ['PORT', '-1'],
    ['PORT', '65536'],
    ['PORT', '80.5'],
    ['RECONCILE_SECONDS', '0'],
    ['RECONCILE_SECONDS', 'often'],
    ['CHECK_DELAYS', '5,2'],
    ['PAID_CHECKS', '5,2'],
    ['PAID_CHECKS', '0'],
    ['PAID_CHECKS', '0.5'],
    ['PAID_CHECKS', '1, 2'],
    ['PAID_CHECKS', '31536001'],
    ['PAID_CHECKS', '1,2,3,4,5,6,7,8,9,10,11'],
    ['POCKYT_MERCHANT_NO', '20 43'],
    ['POCKYT_STORE_NO', 'store'],
    ['EVENTS_URL', '127.0.0.1:4000'],
    ['EVENTS_URL', 'ftp://127.0.0.1/events'],
    ['POCKYT_BASE_URL', '127.0.0.1:4000'],
    ['POCKYT_BASE_URL', 'ftp://127.0.0.1'],
    ['POCKYT_BASE_URL', 'http://127.0.0.1:4000?x'],
    ['POCKYT_BASE_URL', 'https://pay.example'],
  ])('refuse %s="%s" in one line', (name, value) => {
    const read = () => readSettings({ [name]: value });
    expect(read).toThrow(SettingsError);
    expect(read).toThrow(new RegExp(`^${name} is "${value.replace('?', '\\?')}"; it must be .*[^\\n]$`));
  });

  it.each(['POCKYT_TOKEN', 'API_KEY'])('refuse %s with a space in it, without showing it', (name) => {
    const read = () => readSettings({ [name]: 'my secret' });
    expect(read).toThrow(`${name} holds a space`);
    expect(read).not.toThrow(/secret/);
  });
});
