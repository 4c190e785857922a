import {
  type Callers,
  type Config,
  ConfigError,
  type Domain,
  type PlainSettings,
  type Settings,
} from './config.ts';
import { DEFAULTS } from './settings.ts';
import { takeSettings } from './take-settings.ts';

/**
 * The config that settings make: each is checked, the CDK's tokens passed over, and what nobody set has its default.
 *
 * @throws {ConfigError} with a sentence for each setting that is not allowed.
 */
export function createConfig(given: Settings): Config {
  const { settings, problems } = takeSettings(
    Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : { name, value })),
  );
  if (problems.length > 0) throw new ConfigError(problems);
  const { environment, auth, jwtScopes, jwtIssuer, jwtAudience, domainName, certificateArn, ...others } =
    settings;
  if (environment === undefined) throw new ConfigError([NO_ENVIRONMENT]);
  const domain = domainOf({ domainName, certificateArn });
  const publicUrl = others.publicUrl ?? (domain.domainName && `https://${domain.domainName}`);
  return {
    ...DEFAULTS,
    ...others,
    environment,
    throttles: { ...DEFAULTS.throttles, ...others.throttles },
    ...callersOf({ auth, jwtScopes, jwtIssuer, jwtAudience }),
    ...domain,
    ...(publicUrl && { publicUrl }),
  };
}

export const NO_ENVIRONMENT = 'Set environment to sandbox or production: it has no default.';

function callersOf({
  auth = DEFAULTS.auth,
  jwtScopes = DEFAULTS.jwtScopes,
  jwtIssuer,
  jwtAudience,
}: Pick<PlainSettings, 'auth' | 'jwtScopes' | 'jwtIssuer' | 'jwtAudience'>): Callers {
  if (auth === 'jwt') {
    if (jwtIssuer !== undefined && jwtAudience !== undefined)
      return { auth, jwtIssuer, jwtAudience, jwtScopes };
    throw new ConfigError([
      'Set jwtIssuer and jwtAudience as well: with auth jwt, tokens of that issuer are believed.',
    ]);
  }
  if (jwtIssuer === undefined && jwtAudience === undefined && !jwtScopes) return { auth, jwtScopes };
  throw new ConfigError([`Set auth to jwt, or leave out the jwt settings: auth is ${auth}.`]);
}

function domainOf({
  domainName,
  certificateArn,
}: Pick<PlainSettings, 'domainName' | 'certificateArn'>): Domain {
  if (domainName !== undefined && certificateArn !== undefined) return { domainName, certificateArn };
  if (domainName === undefined && certificateArn === undefined) return {};
  throw new ConfigError([
    'Set both domainName and certificateArn, or neither: a domain needs its certificate.',
  ]);
}
