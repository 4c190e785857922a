import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'esbuild';

const own = (name: string) => fileURLToPath(new URL(`${name}.ts`, import.meta.url));
/** The form of a module that the SDK itself ships for other platforms, where it does nothing. */
const sibling = (suffix: string) => (path: string) => path.replace(/\.js$/, `${suffix}.js`);

const CORE = '@smithy/core/dist-es/submodules';
const AWS_CORE = '@aws-sdk/core/dist-es/submodules';

/**
 * Modules of the AWS SDK that are loaded at every start and never used here, by their paths in `node_modules`, and what
 * stands for each: another file, or one made from the module's own path.
 *
 * The paths are the SDK's internals, so a change of its version can move them. Then the module is back in the bundle,
 * or its stand-in lacks an export and the build fails; that the clients still do what they should, the tests of the
 * bundles find out by calling them.
 */
export const STAND_INS: Readonly<Record<string, string | ((path: string) => string)>> = {
  '@aws-sdk/client-dynamodb/dist-es/endpoint/endpointResolver.js': own('endpoint-resolver'),
  '@aws-sdk/client-secrets-manager/dist-es/endpoint/endpointResolver.js': own('endpoint-resolver'),
  [`${AWS_CORE}/client/util-endpoints/aws.js`]: own('endpoint-resolver'),
  [`${AWS_CORE}/client/util-endpoints/lib/aws/partition.js`]: own('partitions'),
  [`${CORE}/endpoints/middleware-endpoint/service-customizations/index.js`]: own('s3-endpoints'),
  // The search of the environment and of ~/.aws, which the clients' explicit settings make needless.
  [`${CORE}/config/node-config-provider/configLoader.js`]: own('config-search'),
  [`${CORE}/config/config-resolver/regionConfig/getInstanceMetadataRegion.js`]: own('config-search'),
  [`${CORE}/endpoints/middleware-endpoint/adaptors/getEndpointFromConfig.js`]: sibling('.browser'),
  [`${AWS_CORE}/httpAuthSchemes/aws_sdk/clock-skew-defaults.js`]: sibling('.browser'),
  // It may ask the metadata server of a virtual machine for the region. The other form takes the mode that is given.
  [`${CORE}/config/defaults-mode/resolveDefaultsModeConfig.js`]: sibling('.native'),
  // It hands the trace on to services that start functions. The two that are called here start none.
  [`${AWS_CORE}/client/middleware-recursion-detection/getRecursionDetectionPlugin.js`]: sibling('.browser'),
  [`${CORE}/retry/util-retry/AdaptiveRetryStrategy.js`]: own('adaptive-retries'),
  [`${CORE}/checksum/sha256/Sha256Js.js`]: own('javascript-sha256'),
  [`${CORE}/protocols/HttpBindingNormalizedSchema.js`]: own('http-bindings'),
  [`${CORE}/serde/date-utils.js`]: own('dates'),
  // Node loads its web streams, blobs and web crypto when somebody mentions them: more work than our own start.
  [`${CORE}/retry/middleware-retry/isStreamingPayload/isStreamingPayload.js`]: own('web-streams'),
  [`${CORE}/serde/util-stream/stream-type-check.js`]: own('web-streams'),
  [`${CORE}/serde/uuid/v4.js`]: own('random-ids'),
  '@smithy/signature-v4/dist-es/HeaderFormatter.js': own('event-headers'),
};

/** Puts the stand-ins in place, and leaves of a client's `package.json` the version, which is all that it reads. */
export const standIns: Plugin = {
  name: 'stand-ins',
  setup(build) {
    const paths = Object.keys(STAND_INS).map((path) => path.replaceAll('.', '\\.'));
    build.onLoad({ filter: new RegExp(`/node_modules/(${paths.join('|')})$`) }, ({ path }) => {
      const standIn = STAND_INS[path.split('/node_modules/').at(-1) ?? ''];
      const from = typeof standIn === 'function' ? standIn(path) : standIn;
      return { contents: `export * from ${JSON.stringify(from)};` };
    });
    build.onLoad({ filter: /\/node_modules\/@aws-sdk\/client-[^/]+\/package\.json$/ }, async ({ path }) => ({
      contents: JSON.stringify({ version: JSON.parse(await readFile(path, 'utf8')).version }),
      loader: 'json',
    }));
  },
};
