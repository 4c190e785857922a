/**
 * Stands for `loadConfig` of `@smithy/core/config` in the bundles: the search for a setting in the environment and
 * in the files of `~/.aws`. Every setting is given to the clients, so nothing is ever searched.
 */
export function loadConfig(): () => Promise<never> {
  return async () => {
    throw new Error(
      'An AWS client asked for a setting that it was not given, and the bundle leaves out the search for it. ' +
        'State the setting in shared/aws/clients.ts.',
    );
  };
}
