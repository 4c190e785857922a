/**
 * Stands for `@smithy/node-http-handler` in the bundles: the SDK's way to HTTP for bodies of any length. The clients
 * are always given their own, which holds a body whole.
 */
export const NodeHttpHandler = {
  create<Handler>(given: Handler | undefined): Handler {
    if (given) return given;
    throw new Error('This AWS client was created without a requestHandler, and the bundle has no other.');
  },
};

/** Only asked for bodies that are streams. */
export function streamCollector(): never {
  throw new Error('This bundle reads no streams; see infra/bundle/stream-http-handler.ts.');
}
