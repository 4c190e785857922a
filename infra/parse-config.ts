import { type Config, ConfigError, type Settings } from './config.ts';
import { PARSERS, type Text } from './settings.ts';

/**
 * The config that settings of code make: checked like those of the command line.
 *
 * @throws {ConfigError} for a value that is not allowed.
 */
export function configOf(settings: Settings): Config {
  return parseConfig(
    Object.fromEntries(
      Object.entries(settings).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, textOf(value)]],
      ),
    ),
  );
}

/** A value as it would stand on the command line. */
function textOf(value: Exclude<Settings[keyof Settings], undefined>): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  if (Array.isArray(value)) return value.join(',');
  if (typeof value !== 'object') return String(value);
  return Object.entries(value)
    .map(([key, each]) => `${key}:${typeof each === 'object' ? `${each.rate}/${each.burst}` : each}`)
    .join(',');
}

/**
 * Reads the settings from the CDK's context, where `-c key=value` leaves text and cdk.json may hold numbers.
 *
 * @throws {ConfigError} for a value that is not allowed, and for a name that looks like a setting and is none: a
 * misspelt `environment=production` must not quietly become the sandbox.
 */
export function parseConfig(context: Readonly<Record<string, unknown>>): Config {
  const names = Object.keys(PARSERS) as (keyof Config)[];
  const unknown = Object.keys(context).find(
    (key) => isPlainWord(key) && !(names as readonly string[]).includes(key),
  );
  if (unknown !== undefined) {
    throw new ConfigError(`There is no setting "${unknown}"; the settings are ${names.join(', ')}.`);
  }
  const entries = names.map((name) => [name, PARSERS[name](text(context, name))] as const);
  const config = Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as unknown as Config;
  checkTogether(config);
  return config.domainName === undefined || config.publicUrl !== undefined
    ? config
    : { ...config, publicUrl: `https://${config.domainName}` };
}

/** The CDK's own context keys hold `:`, `/` or `-`. */
function isPlainWord(key: string): boolean {
  return /^[A-Za-z0-9_]+$/.test(key);
}

function text(context: Readonly<Record<string, unknown>>, name: string): Text {
  const value = context[name];
  if (value === undefined) return undefined;
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  throw new ConfigError(`Set ${name} to text, not to ${JSON.stringify(value)}.`);
}

/** What is sound by itself and not in company. */
function checkTogether({
  auth,
  jwtIssuer,
  jwtAudience,
  jwtScopes,
  domainName,
  certificateArn,
}: Config): void {
  if (auth === 'jwt' && (jwtIssuer === undefined || jwtAudience === undefined)) {
    throw new ConfigError('Set jwtIssuer and jwtAudience as well: auth=jwt believes tokens of that issuer.');
  }
  if (auth !== 'jwt' && (jwtIssuer !== undefined || jwtAudience !== undefined || jwtScopes)) {
    throw new ConfigError(`Set auth to jwt, or leave out the jwt settings: auth is ${auth}.`);
  }
  if ((domainName === undefined) !== (certificateArn === undefined)) {
    throw new ConfigError(
      'Set both domainName and certificateArn, or neither: a domain needs its certificate.',
    );
  }
}
