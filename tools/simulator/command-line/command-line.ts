import { parseArgs } from 'node:util';
import { COMMANDS, type Command } from './commands.ts';
import { Failure, wrongUsage } from './failure.ts';
import { helpFor, helpForAll } from './help.ts';
import { OPTIONS, type OptionName, type Options } from './options.ts';
import { remoteSimulator } from './remote.ts';
import { type Running, readRunning } from './running.ts';

/** What a command line may touch. */
export interface Terminal {
  /** Prints a line of the result. */
  readonly print: (line: string) => void;
  /** Prints what went wrong. */
  readonly complain: (line: string) => void;
  /** Where `npm start` says what it runs. */
  readonly runningFile?: string;
}

const COMMON = {
  simulator: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/**
 * Carries out one command line of `npm run simulate`.
 *
 * @returns the exit code: 0 done, 1 something that is needed does not answer, 2 what was typed cannot be done.
 */
export async function runCommandLine(argv: readonly string[], terminal: Terminal): Promise<number> {
  try {
    await run(argv, terminal);
    return 0;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    terminal.complain(error.message);
    return error.exitCode;
  }
}

async function run(argv: readonly string[], { print, complain, runningFile }: Terminal): Promise<void> {
  const { values, positionals } = parsed(argv);
  const { simulator, json, help, ...options } = values;
  const [name, ...args] = positionals;
  if (name === undefined) {
    if (help) return print(helpForAll());
    throw new Failure(helpForAll(), 2);
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) throw wrongUsage(`There is no command ${name}.`);
  if (help) return print(helpFor(name, command));
  check(name, command, args, options as Options);

  const running = simulator === undefined ? await readRunning(runningFile) : named(simulator);
  const remote = remoteSimulator(running.simulator);
  // With --json the result alone is on the standard output, so that a program can read it.
  const say = json ? complain : print;
  const answer = await command.run({ args, options: options as Options, running, remote, say });
  if (json) print(JSON.stringify(answer, null, 2));
}

function parsed(argv: readonly string[]) {
  try {
    const options = { ...COMMON, ...OPTIONS };
    return parseArgs({ args: [...argv], options, allowPositionals: true });
  } catch (error) {
    throw wrongUsage(`${(error as Error).message.split('. ')[0]}.`);
  }
}

function check(name: string, command: Command, args: readonly string[], options: Options): void {
  const strange = Object.keys(options).find((option) => !command.options.includes(option as OptionName));
  if (strange) throw wrongUsage(`${name} takes no --${strange}.`);
  const [least, most] = command.arity;
  if (args.length < least || args.length > most) {
    throw wrongUsage(`It is written: ${`${name} ${command.args}`.trim()}.`);
  }
}

function named(simulator: string): Running {
  const address = simulator.replace(/\/+$/, '');
  if (!URL.canParse(address)) throw wrongUsage(`--simulator is no URL: ${simulator}.`);
  return { simulator: address };
}
