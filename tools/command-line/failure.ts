/** Why a command did nothing, or not all of it, in words for whoever typed it. */
export class Failure extends Error {
  override readonly name = 'Failure';
  /** 1: it was tried, and something that it needs is missing or wrong. 2: what was typed cannot be done. */
  readonly exitCode: 1 | 2;

  constructor(message: string, exitCode: 1 | 2 = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}
