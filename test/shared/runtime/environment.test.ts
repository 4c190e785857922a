import { optionalSetting, setting } from '#shared/runtime/environment.ts';

const before = { ...process.env };

afterEach(() => {
  process.env = { ...before };
});

it('a setting is what the environment says', () => {
  process.env.ANY_SETTING = 'value';
  expect([setting('ANY_SETTING'), optionalSetting('ANY_SETTING')]).toEqual(['value', 'value']);
});

it.each([undefined, ''])(
  'a setting that is %j is left out, which is said by name where it must not be',
  (value) => {
    delete process.env.ANY_SETTING;
    if (value !== undefined) process.env.ANY_SETTING = value;
    expect(optionalSetting('ANY_SETTING')).toBeUndefined();
    expect(() => setting('ANY_SETTING')).toThrow('The environment variable ANY_SETTING is not set.');
  },
);
