import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measure, type Sizes } from './budget.ts';
import { bundleFunctions } from './bundle.ts';

/**
 * Sets the budgets to the bundles of today, with room for a little more. Whoever reviews the change sees what it
 * costs.
 */
const folder = await mkdtemp(join(tmpdir(), 'budgets-'));
try {
  const { metafile } = await bundleFunctions({ outFolder: folder });
  const budgets: Record<string, Sizes[string]> = {};
  for (const [name, { raw, gzip, parts }] of Object.entries(await measure(folder, metafile))) {
    budgets[name] = { raw: withRoom(raw), gzip: withRoom(gzip), parts: sorted(parts) };
    console.log(`${name}: ${raw} bytes, ${gzip} gzip`);
  }
  const file = new URL('budgets.json', import.meta.url);
  await writeFile(file, `${JSON.stringify(budgets, null, 2)}\n`);
} finally {
  await rm(folder, { recursive: true });
}

/** The next thousand that leaves at least three in a hundred. */
function withRoom(bytes: number): number {
  return Math.ceil((bytes * 1.03) / 1000) * 1000;
}

function sorted(parts: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(parts).sort(([, a], [, b]) => b - a));
}
