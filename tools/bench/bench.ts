import { type Command, runCommand, table } from '../command-line/command.ts';

interface Bench {
  readonly measures: string;
  /** Loaded when it is asked for: each brings much along that the others do not need. */
  readonly load: () => Promise<Command>;
}

const BENCHES: Readonly<Record<string, Bench>> = {
  speed: {
    measures: 'what the deployed bundles cost in time, memory and size',
    load: async () => (await import('./speed.ts')).speedBench,
  },
  cost: {
    measures: 'where each dollar of a million payments goes',
    load: async () => (await import('./cost.ts')).costBench,
  },
  load: {
    measures: 'how many payments a second this machine holds',
    load: async () => (await import('./load.ts')).loadBench,
  },
  growth: {
    measures: 'how what a request costs grows with what is there already',
    load: async () => (await import('./growth.ts')).growthBench,
  },
  storm: {
    measures: 'whether each payment ends right while everything fails at once',
    load: async () => (await import('./storm.ts')).stormBench,
  },
};

const HELP = [
  'npm run bench -- <what> [options]',
  '',
  'Measures what is deployed, or what npm start runs. <what> is one of:',
  '',
  ...table(Object.entries(BENCHES).map(([name, { measures }]) => [name, measures])),
  '',
  '`npm run bench -- <what> --help` shows its options. `npm run cost` and `npm run storm` are short for two of them.',
].join('\n');

const [what = '', ...argv] = process.argv.slice(2);
const bench = Object.hasOwn(BENCHES, what) ? BENCHES[what] : undefined;
if (bench) process.exitCode = await runCommand(await bench.load(), argv);
else if (what === '--help' || what === '-h') console.log(HELP);
else {
  console.error(what === '' ? HELP : `There is no bench "${what}", only ${Object.keys(BENCHES).join(', ')}.`);
  process.exitCode = 2;
}
