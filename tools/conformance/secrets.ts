import type { Secrets } from './leaks.ts';
import { type Settings, UsageError } from './settings.ts';

/** Where secrets are found. */
export interface Sources {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly readFile: (path: string) => Promise<string>;
  readonly readStandardInput: () => Promise<string>;
}

/**
 * The API key and, where it is given, the merchant's token. They are read from files, the environment or the standard
 * input, never from the command line, which a shell keeps and other users see.
 *
 * @throws {UsageError} that never quotes what was read
 */
export async function readSecrets(
  { keyFile, credentialsFile }: Pick<Settings, 'keyFile' | 'credentialsFile'>,
  sources: Sources,
): Promise<Secrets> {
  const key = await read(keyFile, 'PAYMENT_LINKS_API_KEY', sources);
  if (key === undefined) {
    throw new UsageError(
      'There is no API key: set PAYMENT_LINKS_API_KEY, or say --key-file FILE (or - to pipe it in).',
    );
  }
  const credentials = await read(credentialsFile, 'PAYMENT_LINKS_CREDENTIALS', sources);
  return { apiKey: apiKeyIn(key), ...(credentials !== undefined && { token: tokenIn(credentials) }) };
}

async function read(
  file: string | undefined,
  variable: string,
  { env, readFile, readStandardInput }: Sources,
): Promise<string | undefined> {
  if (file === undefined) return env[variable]?.trim() || undefined;
  if (file === '-') return (await readStandardInput()).trim();
  try {
    return (await readFile(file)).trim();
  } catch {
    throw new UsageError(`${file} cannot be read.`);
  }
}

/** The key itself, or the first of those that a secret holds by name. */
function apiKeyIn(text: string): string {
  const [named] = text.startsWith('{') ? Object.values(objectIn(text, 'The API key')) : [text];
  if (typeof named === 'string' && /^[\x21-\x7e]+$/.test(named)) return named;
  throw new UsageError('The API key is empty, or holds a character that no key has.');
}

function tokenIn(text: string): string {
  const { token } = objectIn(text, 'The file of credentials');
  if (typeof token === 'string' && token !== '') return token;
  throw new UsageError(
    'The credentials have no token: {"merchantNo": "...", "storeNo": "...", "token": "..."}.',
  );
}

function objectIn(text: string, what: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === 'object' && parsed !== null) return parsed as Record<string, unknown>;
  } catch {
    // The parser's message quotes the text.
  }
  throw new UsageError(`${what} is no JSON object.`);
}
