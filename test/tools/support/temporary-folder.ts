import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const folders: string[] = [];

/** A new folder, which is gone when the tests of the file are done. */
export function temporaryFolder(prefix: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), prefix));
  folders.push(folder);
  return folder;
}

// Importing this file from a test file is what registers it there.
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});
