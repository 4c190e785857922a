import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MARKER, prepareOutFolder } from '#tools/package/out-folder.ts';
import { packTarball } from '#tools/package/tarball.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

let folder: string;
let outFolder: string;
beforeEach(() => {
  folder = temporaryFolder('out-folder-test-');
  outFolder = join(folder, 'out');
});

describe('a folder for tarballs', () => {
  it('is made where there is none, with a mark', async () => {
    await prepareOutFolder(outFolder);
    expect(await readdir(outFolder)).toEqual([MARKER]);
  });

  it('may be there and empty', async () => {
    await mkdir(outFolder);
    await prepareOutFolder(outFolder);
    expect(await readdir(outFolder)).toEqual([MARKER]);
  });

  it('is written into again when it has the mark, and what else is in it stays', async () => {
    await prepareOutFolder(outFolder);
    const source = join(folder, 'source');
    await mkdir(source);
    await writeFile(join(source, 'package.json'), JSON.stringify({ name: 'a', version: '1.0.0' }));
    await writeFile(join(outFolder, 'a-0.9.0.tgz'), 'an earlier one');
    await writeFile(join(outFolder, 'a-1.0.0.tgz'), 'the same version, before');
    await prepareOutFolder(outFolder);
    expect(packTarball(source, outFolder)).toBe(join(outFolder, 'a-1.0.0.tgz'));
    expect((await readdir(outFolder)).sort()).toEqual([MARKER, 'a-0.9.0.tgz', 'a-1.0.0.tgz']);
    expect(await readFile(join(outFolder, 'a-0.9.0.tgz'), 'utf8')).toBe('an earlier one');
    expect(await readFile(join(outFolder, 'a-1.0.0.tgz'), 'utf8')).not.toContain('before');
  });

  it('is not one that holds something else: nothing is added to it', async () => {
    await mkdir(outFolder);
    await writeFile(join(outFolder, 'photo.jpg'), 'a photo');
    await expect(prepareOutFolder(outFolder)).rejects.toThrow('is not empty');
    expect(await readdir(outFolder)).toEqual(['photo.jpg']);
  });

  it('is no file', async () => {
    await writeFile(outFolder, 'notes');
    await expect(prepareOutFolder(outFolder)).rejects.toThrow('is a file');
    expect(await readFile(outFolder, 'utf8')).toBe('notes');
  });
});
