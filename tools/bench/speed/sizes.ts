import { fileURLToPath } from 'node:url';
import type { Sizes } from '#infra/bundle/budget.ts';
import { BUNDLES_FOLDER } from '#infra/bundle/bundles-folder.ts';
import type { Measure } from './measures.ts';
import { exactly } from './statistics.ts';
import { zipBytes } from './zip.ts';

const PEER = fileURLToPath(new URL('../peer/', import.meta.url));

/** How large the bundles are, beside what the peer uploads. */
export async function sizes(bundles: Sizes): Promise<Measure[]> {
  const peer = await zipBytes(['index.mjs', 'package.json', 'node_modules'].map((name) => PEER + name));
  const ours = await zipBytes([`${BUNDLES_FOLDER}/create-link/index.mjs`]);
  const lines = ['create-link', 'ipn-webhook'].flatMap((name) => {
    const { raw = 0, gzip = 0 } = bundles[name] ?? {};
    return [
      { name: `bundle of ${name}, kB`, value: exactly(raw / 1000) },
      { name: `bundle of ${name}, kB gzip`, value: exactly(gzip / 1000) },
    ];
  });
  const zip = { value: exactly(ours / peer), ours: kilo(ours), peer: kilo(peer) };
  return [...lines, { name: 'zip of create-link / peer', ...zip }];
}

const kilo = (bytes: number) => `${(bytes / 1000).toFixed(0)} kB`;
