import { join } from 'node:path';
import { runNpm } from './npm.ts';

/** Packs a package into `<outFolder>/<name>-<version>.tgz`, where an earlier one is replaced, and gives the path. */
export function packTarball(folder: string, outFolder: string): string {
  const said = runNpm(folder, ['pack', '--json', '--pack-destination', outFolder]);
  const [packed] = JSON.parse(said) as { filename: string }[];
  if (packed === undefined) throw new Error(`npm packed nothing: ${said}`);
  return join(outFolder, packed.filename);
}
