import type { Command } from '../command-line/command.ts';
import { runCommand, table } from '../command-line/command.ts';
import { costBench } from './cost.ts';
import { growthBench } from './growth.ts';
import { loadBench } from './load.ts';
import { speedBench } from './speed.ts';
import { stormBench } from './storm.ts';

const BENCHES: Readonly<Record<string, Command>> = {
  speed: speedBench,
  cost: costBench,
  load: loadBench,
  growth: growthBench,
  storm: stormBench,
};

const HELP = [
  'npm run bench -- <what> [options]',
  '',
  'Measures what is deployed, or what npm start runs. <what> is one of:',
  '',
  ...table(Object.entries(BENCHES).map(([name, { does }]) => [name, does.split('\n')[0] as string])),
  '',
  '`npm run bench -- <what> --help` shows its options. `npm run cost` and `npm run storm` are short for two of them.',
].join('\n');

const [what = '', ...argv] = process.argv.slice(2);
if (Object.hasOwn(BENCHES, what)) process.exitCode = await runCommand(BENCHES[what] as Command, argv);
else if (what === '--help' || what === '-h') console.log(HELP);
else {
  console.error(
    what === '' ? HELP : `There is no bench "${what}". There are ${Object.keys(BENCHES).join(', ')}.`,
  );
  process.exitCode = 2;
}
