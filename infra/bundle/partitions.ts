/**
 * Stands for the table of AWS's partitions in the bundles. Only the endpoint rules read it, and they are left out;
 * the user agent asks it for a prefix that nobody has set.
 */
export const getUserAgentPrefix = () => '';

export function partition(): never {
  throw new Error(
    'This bundle leaves out the partitions of AWS, whose addresses are given; see infra/bundle/partitions.ts.',
  );
}
export const setPartitionInfo = partition;
export const useDefaultPartitionInfo = partition;
