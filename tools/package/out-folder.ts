import { existsSync } from 'node:fs';
import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../command-line/failure.ts';

/** Says that a folder is one of ours to write into. */
export const MARKER = '.made-by-npm-run-package';

const TEXT = 'npm run package writes its tarballs into this folder.\n';

/**
 * Makes a folder ready to be written into. Nothing in it is touched.
 *
 * @throws {Failure} when it holds something and was not made here
 */
export async function prepareOutFolder(folder: string): Promise<void> {
  if (existsSync(folder) && !(await stat(folder)).isDirectory()) {
    throw new Failure(`${folder} is a file. Name a folder with --out.`, 2);
  }
  await mkdir(folder, { recursive: true });
  const content = await readdir(folder);
  if (content.length > 0 && !content.includes(MARKER)) {
    throw new Failure(
      `${folder} is not empty, and "npm run package" did not make it. Name another folder with --out. Nothing was changed.`,
      2,
    );
  }
  await writeFile(join(folder, MARKER), TEXT);
}
