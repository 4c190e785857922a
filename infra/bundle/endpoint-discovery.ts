/**
 * Stands for `@aws-sdk/middleware-endpoint-discovery` in the bundles: a feature that DynamoDB's ordinary regional
 * endpoint does not need, with a cache of its own.
 */
export const NODE_ENDPOINT_DISCOVERY_CONFIG_OPTIONS = {
  environmentVariableSelector: () => false,
  configFileSelector: () => false,
  default: false,
};

export function resolveEndpointDiscoveryConfig<Config extends object>(config: Config): Config {
  return config;
}
