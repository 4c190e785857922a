import { fileURLToPath } from 'node:url';

/** Where a deployment takes its code from: one folder per function, with `index.mjs` and nothing else. */
export const BUNDLES_FOLDER = fileURLToPath(new URL('../../dist/bundles', import.meta.url));
