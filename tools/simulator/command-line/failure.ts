/** Why a command did nothing, or not all, in words for whoever typed it. */
export class Failure extends Error {
  override readonly name = 'Failure';
  /** 1: something that is needed does not answer. 2: what was typed cannot be done. */
  readonly exitCode: 1 | 2;

  constructor(message: string, exitCode: 1 | 2 = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** What was typed is no command. */
export function wrongUsage(message: string): Failure {
  return new Failure(`${message} \`npm run simulate -- --help\` shows every command.`, 2);
}
