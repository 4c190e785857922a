import { readFile } from 'node:fs/promises';
import { SourceMap } from 'node:module';
import { join } from 'node:path';

/** A place in a bundle, as stack traces and our log lines write it: `index.mjs:12:3456`, line and column from 1. */
const PLACE = /(?:file:\/\/)?[\w./-]*index\.mjs:(\d+):(\d+)/g;

/** A stack trace from a bundle, with places in the sources instead; what is in no map stays as it is. */
export function symbolise(trace: string, map: SourceMap): string {
  return trace.replace(PLACE, (place, line, column) => {
    const origin = map.findEntry(Number(line) - 1, Number(column) - 1);
    if (!('originalSource' in origin)) return place;
    const source = origin.originalSource.replace(/^(\.\.\/)+/, '');
    return `${source}:${origin.originalLine + 1}:${origin.originalColumn + 1}`;
  });
}

/** The map of a function's bundle, from the build whose bundles are in the folder. */
export async function mapOf(name: string, bundlesFolder: string): Promise<SourceMap> {
  return new SourceMap(JSON.parse(await readFile(join(bundlesFolder, 'maps', `${name}.mjs.map`), 'utf8')));
}
