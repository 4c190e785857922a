import { type ParseArgsConfig, parseArgs } from 'node:util';
import { Failure } from './failure.ts';
import type { Option } from './options.ts';

// biome-ignore lint/suspicious/noExplicitAny: options of every type stand beside each other
export type Options = Readonly<Record<string, Option<any>>>;

/** The values of options, by their names. */
export type Values<O extends Options> = {
  readonly [Name in keyof O]: O[Name] extends Option<infer T> ? T : never;
};

/** What is typed without a name, such as `construct` in `npm run package -- construct`. */
export interface Operands {
  /** As the help writes them: `<function>`. */
  readonly written: string;
  readonly does: string;
  readonly least: number;
  readonly most: number;
  /** The only ones that there are, if not any text will do. */
  readonly choices?: readonly string[];
}

const NONE: Operands = { written: '', does: '', least: 0, most: 0 };

/** A script of package.json that can be told something. */
export interface Command<O extends Options = Options> {
  /** How it is typed, without options: `npm run storm`. */
  readonly typed: string;
  /** Sentences about what it does, and what its exit code means. */
  readonly does: string;
  readonly operands?: Operands;
  readonly options: O;
  /** What the help says below the options. */
  readonly more?: readonly string[];
  /** @returns the exit code. A method, so that a command with options of its own is also a Command. */
  run(values: Values<O>, operands: readonly string[]): Promise<number>;
}

/** Where a command line prints. */
export interface Terminal {
  /** Prints what was asked for. */
  readonly print: (text: string) => void;
  /** Prints what went wrong. */
  readonly complain: (text: string) => void;
}

const CONSOLE: Terminal = {
  print: (text) => console.log(text),
  complain: (text) => console.error(text),
};

/** Lets TypeScript infer the types of a command's options. */
export function command<O extends Options>(command: Command<O>): Command<O> {
  return command;
}

/**
 * Carries out a command line.
 *
 * @returns the exit code: the command's own, or 2 when what was typed cannot be done.
 * @throws what the command throws and is no Failure, since that is a fault in the command
 */
export async function runCommand<O extends Options>(
  command: Command<O>,
  argv: readonly string[],
  { print, complain }: Terminal = CONSOLE,
): Promise<number> {
  try {
    const typed = read(command, argv);
    if (typed !== 'help') return await command.run(typed.values, typed.operands);
    print(helpFor(command));
    return 0;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    complain(
      error.exitCode === 2
        ? `${error.message} \`${withDashes(command)} --help\` shows what can be typed.`
        : error.message,
    );
    return error.exitCode;
  }
}

function read<O extends Options>(
  { options, operands }: Command<O>,
  argv: readonly string[],
): { values: Values<O>; operands: readonly string[] } | 'help' {
  const { values, positionals } = parsed(options, argv);
  if (values.help) return 'help';
  const entries = Object.entries(options).map(([name, option]) => [
    name,
    readValue(name, option, values[name]),
  ]);
  check(operands, positionals);
  return { values: Object.fromEntries(entries), operands: positionals };
}

function parsed(options: Options, argv: readonly string[]) {
  const types: NonNullable<ParseArgsConfig['options']> = { help: { type: 'boolean', short: 'h' } };
  for (const [name, { value }] of Object.entries(options)) {
    types[name] = { type: value === undefined ? 'boolean' : 'string' };
  }
  try {
    return parseArgs({ args: [...argv], options: types, allowPositionals: true });
  } catch (error) {
    // Node says more, about a way to write it that helps with none of these commands.
    throw new Failure(`${(error as Error).message.split(/[.\n]/)[0]}.`, 2);
  }
}

function readValue<T>(name: string, option: Option<T>, typed: unknown): T {
  if (typed === undefined) return option.otherwise;
  const value = option.read(String(typed));
  if (value === undefined) throw new Failure(`--${name} must be ${option.mustBe}, not "${typed}".`, 2);
  return value;
}

function check(operands: Operands | undefined, typed: readonly string[]): void {
  const { least, most, choices, written } = operands ?? NONE;
  const strange = choices && typed.find((each) => !choices.includes(each));
  if (strange !== undefined) {
    throw new Failure(`There is no "${strange}", only ${choices?.join(', ')}.`, 2);
  }
  if (typed.length < least) throw new Failure(`It needs ${written}.`, 2);
  if (typed.length > most) throw new Failure(`There is no place for "${typed[most]}".`, 2);
}

function withDashes({ typed }: { readonly typed: string }): string {
  return typed.includes(' -- ') ? typed : `${typed} --`;
}

function helpFor(command: Command): string {
  const { does, operands, options, more } = command;
  const hasOptions = Object.keys(options).length > 0;
  return [
    [
      operands || hasOptions ? withDashes(command) : command.typed,
      ...(operands ? [operands.written] : []),
      ...(hasOptions ? ['[options]'] : []),
    ].join(' '),
    '',
    does,
    '',
    ...table([
      ...(operands ? [[operands.written, operands.does] as const] : []),
      ...Object.entries(options).map(([name, { value, does, otherwise, otherwiseSaid = otherwise }]) => {
        const initial =
          value === undefined || otherwise === undefined ? '' : ` (${otherwiseSaid} if not said)`;
        return [`--${name}${value === undefined ? '' : ` ${value}`}`, `${does}${initial}`] as const;
      }),
      ['--help', 'prints this'],
    ]),
    ...(more ? ['', ...more] : []),
  ].join('\n');
}

/** Two columns, indented. */
export function table(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}
