/**
 * Stands for the clients' `endpoint/endpointResolver` in the bundles: a machine with tables of AWS's regions and
 * partitions, which makes an address. The clients are always given theirs, and for that the machine answers just this.
 */
export function defaultEndpointResolver({ Endpoint }: { Endpoint?: string }) {
  if (Endpoint === undefined) {
    throw new Error(
      'An AWS client was created without an endpoint, and the bundle leaves out the rules to make one. ' +
        'State it in shared/runtime/aws-clients.ts.',
    );
  }
  return { url: new URL(Endpoint), properties: {}, headers: {} };
}

/** What the machine computes with. */
export const awsEndpointFunctions = {};
