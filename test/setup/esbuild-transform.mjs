import { createHash } from 'node:crypto';
import { transformSync } from 'esbuild';

// ts-jest does not run with TypeScript 7, and type errors are `npm run typecheck`'s job: strip types and emit
// CommonJS, with a source map so that coverage and stack traces name the lines of the source.
export default {
  process(source, filename) {
    const { code, map } = transformSync(source, {
      loader: filename.endsWith('.ts') ? 'ts' : 'js',
      format: 'cjs',
      target: 'node22',
      sourcemap: 'external',
      sourcefile: filename,
      // jest's CommonJS modules know no dynamic import; this makes it a require.
      supported: { 'dynamic-import': false },
      // Keeps the `@preserve` comments, by which a line says why it is left out of the coverage.
      legalComments: 'inline',
      define: { 'import.meta.url': '__importMetaUrl' },
      banner: 'const __importMetaUrl = require("node:url").pathToFileURL(__filename).href;',
    });
    return { code, map: JSON.parse(map) };
  },
  getCacheKey(source, filename, { instrument }) {
    return createHash('sha256').update(`5\0${instrument}\0${filename}\0${source}`).digest('hex');
  },
};
