import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Metafile } from 'esbuild';

/** A bundle's size in bytes, and how much of it is from where: a package, or a folder of ours. */
export interface Size {
  readonly raw: number;
  readonly gzip: number;
  readonly parts: Readonly<Record<string, number>>;
}

/** Sizes by the functions' names. As a budget: what may not be exceeded, with the parts when it was set. */
export type Sizes = Readonly<Record<string, Size>>;

/** How large the bundles in a folder are. */
export async function measure(outFolder: string, metafile: Metafile): Promise<Sizes> {
  const bundles = Object.entries(metafile.outputs).filter(([path]) => path.endsWith('.mjs'));
  const sizes = bundles.map(async ([path, { inputs }]) => {
    const name = basename(dirname(path));
    const content = await readFile(join(outFolder, name, 'index.mjs'));
    const parts: Record<string, number> = {};
    for (const [input, { bytesInOutput }] of Object.entries(inputs)) {
      if (bytesInOutput > 0) parts[partOf(input)] = (parts[partOf(input)] ?? 0) + bytesInOutput;
    }
    return [name, { raw: content.length, gzip: gzipSync(content, { level: 9 }).length, parts }] as const;
  });
  return Object.fromEntries((await Promise.all(sizes)).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What is wrong with a size, with the parts that grew most, or null. */
export function excess(size: Size, budget: Size): string | null {
  const over = (['raw', 'gzip'] as const).filter((kind) => size[kind] > budget[kind]);
  if (over.length === 0) return null;
  const growth = Object.entries(size.parts)
    .map(([part, bytes]) => ({ part, by: bytes - (budget.parts[part] ?? 0) }))
    .filter(({ by }) => by > 0)
    .sort((a, b) => b.by - a.by)
    .slice(0, 5);
  return [
    ...over.map((kind) => `${size[kind]} bytes ${kind}, ${size[kind] - budget[kind]} more than its budget.`),
    'What grew most since the budget was set:',
    ...growth.map(({ part, by }) => `  +${by}  ${part}`),
    'Make it smaller; or, if it is worth its price at every start, set new budgets with "npm run build -- --set-budgets".',
  ].join('\n');
}

function partOf(input: string): string {
  const [, inPackage] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input) ?? [];
  return inPackage ?? (input.startsWith('builtin:') || input.startsWith('entry:') ? 'glue' : dirname(input));
}
