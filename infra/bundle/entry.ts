import { dirname } from 'node:path';
import type { Plugin } from 'esbuild';

const PREFIX = 'entry:';

/** What esbuild takes in for the bundle of a function, given its `handler.ts`. */
export const entryOf = (file: string) => `${PREFIX}${file}`;

/**
 * Makes a bundle's entry: the module's `handler`, which Lambda calls, and a start that is over when the module's
 * `init`, if it has one, is.
 */
export const entry: Plugin = {
  name: 'entry',
  setup(build) {
    // A function without `init` is no mistake.
    build.initialOptions.logOverride = {
      ...build.initialOptions.logOverride,
      'import-is-undefined': 'silent',
    };
    build.onResolve({ filter: new RegExp(`^${PREFIX}`) }, ({ path }) => ({
      path: path.slice(PREFIX.length),
      namespace: 'entry',
    }));
    build.onLoad({ filter: /.*/, namespace: 'entry' }, ({ path }) => ({
      contents: `
        import * as module from ${JSON.stringify(path)};
        export { handler } from ${JSON.stringify(path)};
        await module.init?.();`,
      resolveDir: dirname(path),
    }));
  },
};
