import { optionalSetting, setting } from '#shared/runtime/environment.ts';

const before = { ...process.env };

afterEach(() => {
  process.env = { ...before };
});

it('a setting is what the environment says', () => {
  process.env.PUBLIC_URL = 'value';
  expect([setting('PUBLIC_URL'), optionalSetting('PUBLIC_URL')]).toEqual(['value', 'value']);
});

it.each([undefined, ''])(
  'a setting that is %j is left out, which is said by name where it must not be',
  (value) => {
    delete process.env.PUBLIC_URL;
    if (value !== undefined) process.env.PUBLIC_URL = value;
    expect(optionalSetting('PUBLIC_URL')).toBeUndefined();
    expect(() => setting('PUBLIC_URL')).toThrow('The environment variable PUBLIC_URL is not set.');
  },
);

it('a variable that is misspelt does not compile, and is told all the same', () => {
  // @ts-expect-error: there is no such variable.
  expect(() => setting('PUBLIC_URI')).toThrow('PUBLIC_URI is not set');
});
