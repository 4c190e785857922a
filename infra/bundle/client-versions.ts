import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

/** Leaves of the `package.json` of an AWS client its version: the client's name for itself, and all that it reads. */
export const clientVersions: Plugin = {
  name: 'client-versions',
  setup(build) {
    build.onLoad(
      { filter: /[\\/]node_modules[\\/]@aws-sdk[\\/]client-[^\\/]+[\\/]package\.json$/ },
      async ({ path }) => ({
        contents: JSON.stringify({ version: JSON.parse(await readFile(path, 'utf8')).version }),
        loader: 'json',
      }),
    );
  },
};
