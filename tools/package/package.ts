import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { command, runCommand } from '../command-line/command.ts';
import { anyText } from '../command-line/options.ts';
import { progress } from '../command-line/progress.ts';
import { makeConstruct } from './construct.ts';
import { prepareOutFolder } from './out-folder.ts';
import { packTarball } from './tarball.ts';

const DEFAULT_FOLDER = fileURLToPath(new URL('../../dist/packages', import.meta.url));

const packageCommand = command({
  typed: 'npm run package',
  does: [
    'Packs a part of this project for other projects, and prints the path of the tarball, for npm install.',
    'Nothing is ever deleted; an earlier tarball of the same version is replaced.',
  ].join('\n'),
  operands: {
    written: '<what>',
    does: 'construct: the construct PaymentLinks, with its types and the code of its functions',
    least: 1,
    most: 1,
    choices: ['construct'],
  },
  options: {
    out: anyText({
      value: 'FOLDER',
      does: 'where the tarball goes: a folder that is empty, new, or was made by this (dist/packages if not said)',
    }),
  },
  async run({ out }) {
    const outFolder = out === undefined ? DEFAULT_FOLDER : resolve(out);
    await prepareOutFolder(outFolder);
    const { at, done } = progress('Bundling the functions');
    const staging = await mkdtemp(join(tmpdir(), 'package-'));
    try {
      await makeConstruct(staging, at);
      at('Packing');
      const tarball = packTarball(staging, outFolder);
      done();
      console.log(tarball);
    } finally {
      done();
      await rm(staging, { recursive: true });
    }
    return 0;
  },
});

process.exitCode = await runCommand(packageCommand, process.argv.slice(2));
