import { randomUUID } from 'node:crypto';

/**
 * Exports of modules that are left out and that are used all the same, in a case in which hardly anything is to do.
 * Each has the name of the export for which it stands.
 */

/** The address of a service. The rules that make one from a region are left out. */
export function defaultEndpointResolver({ Endpoint }: { Endpoint?: string }) {
  if (Endpoint !== undefined) return { url: new URL(Endpoint), properties: {}, headers: {} };
  throw new Error(
    'An AWS client was created without an endpoint, and the bundle leaves out the rules to make one. ' +
      'State it in shared/runtime/aws-clients.ts.',
  );
}

/** The regional endpoint of DynamoDB is the right one for every table. */
export const resolveEndpointDiscoveryConfig = <Config>(config: Config): Config => config;

/** A client asks for its own request handler in the form that a client needs. */
export const NodeHttpHandler = {
  create<Given extends object>(given: Given): Given {
    if ('handle' in given) return given;
    throw new Error(
      'An AWS client was created without a requestHandler, and the bundle leaves out the usual one. ' +
        'State it in shared/runtime/aws-clients.ts.',
    );
  },
};

/** AWS's JSON protocols write a moment as seconds since 1970. */
export function parseEpochTimestamp(seconds: unknown): Date {
  if (typeof seconds === 'number') return new Date(Math.round(seconds * 1000));
  throw new TypeError('AWS sent a moment that is no number of seconds.');
}

/** Every call asks whether its operation puts something before the host name. None of theirs does. */
export const getHttpOperationBindings = () => [];

/** Each call has an id, which its repetitions keep. */
export const bindV4 = () => randomUUID;

/** Every signer makes one, and uses it to sign a stream of events. */
export class HeaderFormatter {
  format(): never {
    throw new Error('This bundle leaves out the signing of streams; see infra/bundle/left-out-modules.ts.');
  }
}

/** Every client adds this to its steps. */
export const getRecursionDetectionPlugin = () => ({ applyToStack() {} });

/** A function has no such files. What nobody states keeps the SDK's default. */
export const loadSharedConfigFiles = async () => ({ configFile: {}, credentialsFile: {} });
