/**
 * Stands for the search for settings in the bundles: in the environment and the files of `~/.aws`, and for the region
 * at the metadata server of a virtual machine. Every setting is given to the clients, so nothing is ever searched.
 */
export function loadConfig() {
  return getInstanceMetadataRegion;
}

export async function getInstanceMetadataRegion(): Promise<never> {
  throw new Error(
    'An AWS client asked for a setting that it was not given, and the bundle leaves out the search for it. ' +
      'State the setting in shared/runtime/aws-clients.ts.',
  );
}
