import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { deflateRawSync } from 'node:zlib';

/** Bytes that a zip file has for each file besides its content and, twice, its name; and at its end. */
const PER_FILE = 30 + 46;
const END = 22;

/** The size of a zip file of some files and folders, as it is uploaded to Lambda. */
export async function zipBytes(paths: readonly string[]): Promise<number> {
  let bytes = END;
  for (const path of paths) {
    for (const file of await filesIn(path)) {
      const name = relative(dirname(path), file);
      bytes += PER_FILE + 2 * Buffer.byteLength(name) + deflateRawSync(await readFile(file)).length;
    }
  }
  return bytes;
}

async function filesIn(path: string): Promise<string[]> {
  if ((await stat(path)).isFile()) return [path];
  const entries = await readdir(path, { withFileTypes: true, recursive: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}
