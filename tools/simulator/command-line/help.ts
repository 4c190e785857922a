import { COMMANDS, type Command } from './commands.ts';
import { OPTIONS } from './options.ts';

/** The help of the whole command line. */
export function helpForAll(): string {
  const commands = Object.entries(COMMANDS).map(([name, { args, does }]) => [`${name} ${args}`.trim(), does]);
  return [
    'Drives the simulator of Pockyt that `npm start` runs. No money moves.',
    '',
    '  npm run simulate -- <command> [options]',
    '',
    ...table(commands),
    '',
    'An <order> is a reference or a transaction number. `<command> --help` shows its options. On every command:',
    '',
    ...table([
      ['--simulator <url>', 'another simulator than the one that `npm start` runs here'],
      ['--json', 'prints the result as JSON (with `npm run --silent simulate`, nothing else)'],
    ]),
    '',
    'Exit codes: 0 done; 1 something that is needed does not answer; 2 what was typed cannot be done.',
  ].join('\n');
}

/** The help of one command. */
export function helpFor(name: string, { args, does, options, notes = [] }: Command): string {
  const rows = options.map((option) => {
    const { does, ...rest } = OPTIONS[option];
    return [`--${option}${'value' in rest ? ` <${rest.value}>` : ''}`, does];
  });
  return [
    `npm run simulate -- ${`${name} ${args}`.trim()}${options.length > 0 ? ' [options]' : ''}`,
    '',
    `  ${does}`,
    ...(rows.length > 0 ? ['', ...table(rows)] : []),
    ...(notes.length > 0 ? ['', ...notes.map((note) => `  ${note}`)] : []),
  ].join('\n');
}

function table(rows: readonly (readonly string[])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left!.length));
  return rows.map(([left, right]) => `  ${left!.padEnd(width)}  ${right}`);
}
