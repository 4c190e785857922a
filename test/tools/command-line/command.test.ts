import { command, runCommand } from '#tools/command-line/command.ts';
import { Failure } from '#tools/command-line/failure.ts';
import { anyText, flag, oneOf, someOf, wholeNumber, wholeNumbers } from '#tools/command-line/options.ts';

let ran: unknown;

const bake = command({
  typed: 'npm run bake',
  does: 'Bakes a cake.',
  operands: { written: '<cake>', does: 'which', least: 0, most: 2, choices: ['apple', 'plum'] },
  options: {
    eggs: wholeNumber({ least: 1, most: 12, otherwise: 3, does: 'so many eggs' }),
    seed: wholeNumber({ otherwise: undefined, does: 'decides what goes wrong' }),
    layers: wholeNumbers({ least: 1, most: 9, otherwise: [2, 3], does: 'centimetres' }),
    oven: oneOf(['gas', 'electric'], { otherwise: 'gas', does: 'what is at hand' }),
    guests: someOf(['ann', 'bob'], 'who comes'),
    title: anyText({ value: 'TEXT', does: 'what stands on it' }),
    sweet: flag('with sugar'),
  },
  async run(values, operands) {
    ran = { values, operands };
    return 0;
  },
});

async function run(argv: readonly string[], of = bake) {
  const said: string[] = [];
  const complained: string[] = [];
  ran = undefined;
  const exitCode = await runCommand(of, argv, {
    print: (text) => said.push(text),
    complain: (text) => complained.push(text),
  });
  return { exitCode, said: said.join('\n'), complained: complained.join('\n') };
}

const SILENT = { exitCode: 0, said: '', complained: '' };
const OTHERWISE = {
  eggs: 3,
  seed: undefined,
  layers: [2, 3],
  oven: 'gas',
  guests: ['ann', 'bob'],
  title: undefined,
  sweet: false,
};

describe('a command line', () => {
  it('means what is said otherwise, where nothing is typed', async () => {
    expect(await run([])).toEqual(SILENT);
    expect(ran).toEqual({ values: OTHERWISE, operands: [] });
  });

  it.each([
    [['--eggs', '12'], { eggs: 12 }],
    [['--seed=0'], { seed: 0 }],
    [['--layers', '1,9'], { layers: [1, 9] }],
    [['--oven', 'electric'], { oven: 'electric' }],
    [['--guests', 'bob'], { guests: ['bob'] }],
    [['--title', 'Happy Birthday'], { title: 'Happy Birthday' }],
    [['--sweet'], { sweet: true }],
  ])('%j is taken', async (argv, values) => {
    expect(await run(argv)).toEqual(SILENT);
    expect(ran).toEqual({ values: { ...OTHERWISE, ...values }, operands: [] });
  });

  it('takes operands among the options', async () => {
    expect(await run(['apple', '--sweet', 'plum'])).toEqual(SILENT);
    expect(ran).toMatchObject({ values: { sweet: true }, operands: ['apple', 'plum'] });
  });

  it.each([
    [['--eggs', 'abc'], '--eggs must be a whole number from 1 to 12, not "abc".'],
    [['--eggs', '0'], '--eggs must be a whole number from 1 to 12, not "0".'],
    [['--eggs', '13'], '--eggs must be a whole number from 1 to 12, not "13".'],
    [['--eggs', '1e1'], '--eggs must be a whole number from 1 to 12, not "1e1".'],
    [['--eggs='], '--eggs must be a whole number from 1 to 12, not "".'],
    [
      ['--layers', '1,,2'],
      '--layers must be whole numbers from 1 to 9 with commas between them, not "1,,2".',
    ],
    [['--oven', 'coal'], '--oven must be gas or electric, not "coal".'],
    [
      ['--guests', 'ann,eve'],
      '--guests must be names that --help lists, with commas between them, not "ann,eve".',
    ],
    [['--title='], '--title must be a text, not "".'],
    [['--nonsense'], "Unknown option '--nonsense'."],
    [['--eggs'], "Option '--eggs <value>' argument missing."],
    [['--sweet=yes'], "Option '--sweet' does not take an argument."],
    [['cherry'], 'There is no "cherry", only apple, plum.'],
    [['plum', 'apple', 'plum'], 'There is no place for "plum".'],
  ])('%j is refused with a sentence', async (argv, said) => {
    expect(await run(argv)).toEqual({
      exitCode: 2,
      said: '',
      complained: `${said} \`npm run bake -- --help\` shows what can be typed.`,
    });
    expect(ran).toBeUndefined();
  });

  it('that lacks what is needed is told what that is', async () => {
    const strict = { ...bake, operands: { ...bake.operands!, least: 1 } };
    expect((await run([], strict)).complained).toMatch(/^It needs <cake>\./);
  });

  it.each(['--help', '-h'])('explains every option: %s', async (help) => {
    const { exitCode, said } = await run([help, '--eggs', 'abc']);
    expect(exitCode).toBe(0);
    expect(said.split('\n')).toEqual([
      'npm run bake -- <cake> [options]',
      '',
      'Bakes a cake.',
      '',
      '  <cake>               which',
      '  --eggs N             so many eggs (3 if not said)',
      '  --seed N             decides what goes wrong',
      '  --layers N,N         centimetres (2,3 if not said)',
      '  --oven gas|electric  what is at hand (gas if not said)',
      '  --guests a,b         who comes: ann, bob (all if not said)',
      '  --title TEXT         what stands on it',
      '  --sweet              with sugar',
      '  --help               prints this',
    ]);
    expect(ran).toBeUndefined();
  });
});

describe('a command', () => {
  const that = (act: () => Promise<number>) => ({ ...bake, run: act });

  it('has an exit code of its own', async () => {
    expect(
      await run(
        [],
        that(async () => 1),
      ),
    ).toMatchObject({ exitCode: 1 });
  });

  it('that fails says why, and shows no stack trace', async () => {
    const failing = that(async () => {
      throw new Failure('There is no flour. Buy some.');
    });
    expect(await run([], failing)).toEqual({
      exitCode: 1,
      said: '',
      complained: 'There is no flour. Buy some.',
    });
  });

  it('that is at fault itself shows it', async () => {
    const faulty = that(async () => {
      throw new TypeError('Not a function.');
    });
    await expect(run([], faulty)).rejects.toThrow('Not a function.');
  });
});
