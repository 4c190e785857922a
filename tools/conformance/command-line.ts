import { type Row, tryPromises } from './conformance.ts';
import { presentable } from './leaks.ts';
import { LINKS, PROMISES } from './promises.ts';
import { createTable, summary } from './report.ts';
import { readSecrets, type Sources } from './secrets.ts';
import { HELP, readSettings, type Settings, UsageError } from './settings.ts';
import { NoLinkError, TIMEOUT_MINUTES } from './workbench.ts';

/** What a run may touch. */
export interface Terminal extends Sources {
  readonly print: (line: string) => void;
  /** Prints what is no part of the result. */
  readonly complain: (line: string) => void;
  readonly wait: (ms: number) => Promise<void>;
  /** Letters and digits that no other run has. */
  readonly randomName: () => string;
}

/**
 * Carries out one command line of `npm run conformance`.
 *
 * @returns the exit code: 0 every promise is kept, 1 one is not, 2 nothing could be tried.
 */
export async function runCommandLine(argv: readonly string[], terminal: Terminal): Promise<0 | 1 | 2> {
  try {
    const settings = readSettings(argv);
    if (settings !== null) return await run(settings, terminal);
    terminal.print(HELP);
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    terminal.complain(`${error.message} \`npm run conformance -- --help\` shows every option.`);
    return 2;
  }
}

async function run(settings: Settings, terminal: Terminal): Promise<0 | 1 | 2> {
  const { print, complain, wait, randomName } = terminal;
  const secrets = await readSecrets(settings, terminal);
  const name = randomName();
  // With --json the document alone is on the standard output, so that a program can read it.
  const say = settings.isJson ? complain : print;
  for (const line of announcement(settings, name, secrets.token !== undefined)) say(line);

  const rows: Row[] = [];
  const table = createTable(settings.isJson ? () => {} : print);
  const report = (row: Row) => {
    rows.push(row);
    table(row);
  };
  try {
    const { url, order } = settings;
    const remains = await tryPromises(PROMISES, { url, secrets, order, run: name }, { wait, report });
    say('');
    for (const line of summary(rows, remains)) say(line);
    if (settings.isJson) print(JSON.stringify({ url, run: name, cases: rows, links: remains }, null, 2));
    return rows.some(({ verdict }) => verdict === 'broken') ? 1 : 0;
  } catch (error) {
    if (!(error instanceof NoLinkError)) throw error;
    complain(`No link can be made, so nothing was tried: ${presentable(error.message, secrets)}`);
    return 2;
  }
}

/** What is about to happen, and where, before it does. */
function announcement({ url, order, environment }: Settings, name: string, hasToken: boolean): string[] {
  const { amount, currency, vendor } = order;
  const links = hasToken ? LINKS.withToken : LINKS.withoutToken;
  return [
    `Trying ${url}`,
    `This makes ${links} links of ${amount} ${currency} (${vendor}) under conformance-${name}-1 and on, and cancels them in the end.`,
    `One that cannot be cancelled expires after ${TIMEOUT_MINUTES} minutes. Nothing is paid.`,
    ...(environment === 'production'
      ? ['This is production: the links are real, and whoever opens one could pay it.']
      : []),
    hasToken
      ? 'With the token, signed notices are tried as well; two for references that nobody used are kept for a person to look at.'
      : 'Without the token (--credentials-file) signed notices are left out.',
  ];
}
