/**
 * Stands for `@aws-sdk/core/account-id-endpoint` in the bundles: the addresses of AWS services are given to the
 * clients, never made from an account number.
 */
export const NODE_ACCOUNT_ID_ENDPOINT_MODE_CONFIG_OPTIONS = {
  environmentVariableSelector: () => 'disabled',
  configFileSelector: () => 'disabled',
  default: 'disabled',
};

export function resolveAccountIdEndpointModeConfig<Config extends object>(config: Config) {
  return Object.assign(config, { accountIdEndpointMode: async () => 'disabled' });
}
