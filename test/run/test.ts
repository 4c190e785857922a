import { command, runCommand } from '#tools/command-line/command.ts';
import { runSteps } from './steps.ts';

const testCommand = command({
  typed: 'npm test',
  does: [
    'Checks the types, the style and every test, with the coverage.',
    '`npm run jest -- <path>` runs some of the tests.',
  ].join('\n'),
  options: {},
  run: () =>
    runSteps([
      { name: 'types', file: 'node_modules/typescript/bin/tsc', args: ['--noEmit'] },
      { name: 'lint', file: 'node_modules/@biomejs/biome/bin/biome', args: ['check'] },
      { name: 'tests', file: 'test/run/jest.ts', args: ['--coverage'] },
    ]),
});

process.exitCode = await runCommand(testCommand, process.argv.slice(2));
