/**
 * Stands for the SDK's questions in the bundles whether a body is a stream or a blob of the web's. What the two
 * clients send are bytes, and what Node's HTTP gives them is a stream of Node's.
 */
export const isStreamingPayload = () => false;
export const isReadableStream = () => false;
export const isBlob = () => false;
