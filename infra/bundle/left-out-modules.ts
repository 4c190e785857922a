const SMITHY = '@smithy/core/dist-es/submodules';
const AWS = '@aws-sdk/core/dist-es/submodules';

/**
 * Modules of the AWS SDK that would be compiled at every start and never be used here, by their paths in
 * `node_modules`. What they export throws when it is used, except what has a stand-in in `stand-ins.ts`. What each line
 * is worth is in docs/performance.md.
 */
export const LEFT_OUT: readonly string[] = [
  // Credentials from profiles, SSO, other processes and metadata servers. Lambda gives them in the environment.
  '@aws-sdk/credential-provider-node/dist-es/defaultProvider.js',
  // The rules that make an address. The clients are given theirs.
  '@aws-sdk/client-dynamodb/dist-es/endpoint/endpointResolver.js',
  '@aws-sdk/client-secrets-manager/dist-es/endpoint/endpointResolver.js',
  `${AWS}/client/util-endpoints/aws.js`,
  // The search for an address for each table.
  '@aws-sdk/middleware-endpoint-discovery/dist-es/resolveEndpointDiscoveryConfig.js',
  // Operations that stream events. Neither service has one.
  `${SMITHY}/event-streams/index.js`,
  '@smithy/signature-v4/dist-es/HeaderFormatter.js',
  // HTTP for bodies of any length. The clients are given a handler that holds a body whole.
  '@smithy/node-http-handler/dist-es/node-http-handler.js',
  // Dates as XML and headers have them, and what travels in paths, queries and headers. All is in a JSON body.
  `${SMITHY}/serde/date-utils.js`,
  `${SMITHY}/protocols/HttpBindingNormalizedSchema.js`,
  // The hash of a body. The clients are given theirs.
  `${SMITHY}/checksum/sha256/Sha256Node.js`,
  // Random ids, by way of the web's `crypto`. Node loads that when somebody mentions it.
  `${SMITHY}/serde/uuid/v4.js`,
  // A limiter of rates. The clients' `retryMode` is `standard`.
  `${SMITHY}/retry/util-retry/AdaptiveRetryStrategy.js`,
  // The trace for services that start functions. These two start none.
  `${AWS}/client/middleware-recursion-detection/getRecursionDetectionPlugin.js`,
  // Settings in the files of `~/.aws`, and the region that a virtual machine is told.
  `${SMITHY}/config/shared-ini-file-loader/loadSharedConfigFiles.js`,
  `${SMITHY}/config/config-resolver/regionConfig/getInstanceMetadataRegion.js`,
];
