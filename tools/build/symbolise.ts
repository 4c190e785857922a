import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { BUNDLES_FOLDER } from '#infra/bundle/bundles-folder.ts';
import { command, runCommand } from '../command-line/command.ts';
import { Failure } from '../command-line/failure.ts';
import { mapOf, symbolise } from './source-places.ts';

const symboliseCommand = command({
  typed: 'npm run symbolise',
  does: [
    'Names the places in the sources where a stack trace of a deployed function has places in its bundle:',
    'npm run symbolise -- <function> < trace.txt, after "npm run build" with the code that was deployed.',
  ].join('\n'),
  operands: { written: '<function>', does: 'its folder in functions/: create-link', least: 1, most: 1 },
  options: {},
  async run(_, [name = '']) {
    const functions = existsSync(BUNDLES_FOLDER) ? await readdir(BUNDLES_FOLDER) : [];
    if (!functions.includes(name) || !existsSync(join(BUNDLES_FOLDER, name, 'index.mjs'))) {
      throw new Failure(`No function "${name}" was built. Check its name, and run "npm run build".`);
    }
    if (process.stdin.isTTY) console.error('Paste the trace, then end it with Ctrl-D on a line of its own.');
    process.stdout.write(symbolise(await text(process.stdin), await mapOf(name, BUNDLES_FOLDER)));
    return 0;
  },
});

process.exitCode = await runCommand(symboliseCommand, process.argv.slice(2));
