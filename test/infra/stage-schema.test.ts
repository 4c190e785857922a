import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { SETTING_NAMES } from '#infra/settings.ts';
import { stageSchema } from '#infra/stage-schema.ts';
import { ACCEPTED, NOT_TOGETHER, REFUSED, REFUSED_BY_THE_APP, TOGETHER } from './setting-samples.ts';

const read = (name: string) => JSON.parse(readFileSync(join('stages', name), 'utf8'));
const schema = read('stage.schema.json');
const isValid = new Ajv({ allErrors: true, strict: true, strictRequired: false }).compile(schema);
const file = (settings: object) => ({ $schema: './stage.schema.json', environment: 'sandbox', ...settings });

describe('the schema of a stage’s file', () => {
  it('is what `node infra/stage-schema.ts` makes of the settings', () => {
    expect(schema).toEqual(stageSchema());
  });

  it('has every setting but the stage, each explained', () => {
    const { $schema, ...settings } = schema.properties;
    expect(Object.keys(settings)).toEqual(SETTING_NAMES.filter((name) => name !== 'stage'));
    for (const [name, { description }] of Object.entries<{ description: string }>(settings)) {
      expect([name, description]).toEqual([name, expect.stringMatching(/^[A-Z].*[.]$/)]);
    }
  });

  it.each(readdirSync('stages').filter((name) => !name.endsWith('.schema.json')))(
    'takes %s, which names it',
    (name) => {
      expect([read(name), isValid(read(name)), isValid.errors]).toEqual([
        expect.objectContaining({ $schema: './stage.schema.json' }),
        true,
        null,
      ]);
    },
  );

  it.each([...ACCEPTED, ...REFUSED_BY_THE_APP])('takes %s = %j', (name, value) => {
    expect(isValid(file({ [name]: value }))).toBe(true);
  });

  it.each(REFUSED)('refuses %s = %j', (name, value) => {
    expect(isValid(file({ [name]: value }))).toBe(false);
  });

  it.each(TOGETHER)('takes what goes together: %j', (settings) => {
    expect(isValid(file(settings))).toBe(true);
  });

  it.each(NOT_TOGETHER)('refuses what does not: %j', (settings) => {
    expect(isValid(file(settings))).toBe(false);
  });

  it('refuses a file without an environment, with a name that there is not, or with the stage in it', () => {
    expect(isValid({})).toBe(false);
    expect(isValid(file({ timout: 5 }))).toBe(false);
    expect(isValid(file({ stage: 'dev' }))).toBe(false);
  });
});
