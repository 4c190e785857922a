import https from 'node:https';
import { syncBuiltinESMExports } from 'node:module';
import { Readable, Writable } from 'node:stream';
import { type Canned, type CannedAnswer, cannedAnswers, type Service } from './answers.ts';

type Headers = Readonly<Record<string, string>>;
type Options = { port?: number | string; path?: string; headers?: Headers };

/**
 * Puts canned answers in the place of the network, beneath everything that is measured: `https.request` gives a
 * request that is answered at once. What is left is the work of the code above it. Call it before anything else is
 * loaded.
 */
export function stubNetwork(canned: Canned, environment: NodeJS.ProcessEnv): void {
  const answer = cannedAnswers(canned);
  const portOf = (variable: string) => new URL(environment[variable] as string).port;
  const services = new Map<string, Service>([
    [portOf('AWS_ENDPOINT_URL_DYNAMODB'), 'dynamodb'],
    [portOf('AWS_ENDPOINT_URL_SECRETS_MANAGER'), 'secretsmanager'],
    [portOf('POCKYT_BASE_URL'), 'pockyt'],
  ]);
  const request = (...given: unknown[]) => {
    const options = optionsIn(given);
    const service = services.get(String(options.port)) as Service;
    const { headers = {}, path = '/' } = options;
    const target = headers['x-amz-target'] ?? headers['X-Amz-Target'] ?? path;
    const asked = new Asked((body) => answer(service, target, body));
    const hears = given.at(-1);
    if (typeof hears === 'function') asked.once('response', hears as () => void);
    return asked;
  };
  https.request = request as unknown as typeof https.request;
  syncBuiltinESMExports();
}

/** `https.request` takes an address, options or both, and perhaps a listener. */
function optionsIn([first, second]: readonly unknown[]): Options {
  if (typeof first !== 'string') return first as Options;
  const { port, pathname: path } = new URL(first);
  return { port, path, ...(second as Options) };
}

/** As much of a `ClientRequest` as its users touch. */
class Asked extends Writable {
  private readonly chunks: Buffer[] = [];
  private readonly reply: (body: string) => CannedAnswer;

  constructor(reply: (body: string) => CannedAnswer) {
    super();
    this.reply = reply;
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.chunks.push(chunk);
    done();
  }

  override _final(done: () => void): void {
    const answer = this.reply(Buffer.concat(this.chunks).toString());
    done();
    this.emit('response', new Answer(answer));
  }

  setHeader(): void {}
  removeHeader(): void {}
  setTimeout(): void {}
}

/** As much of an `IncomingMessage` as its users touch. */
class Answer extends Readable {
  readonly httpVersion = '1.1';
  readonly statusMessage = '';
  readonly statusCode: number;
  readonly headers: Headers;
  private readonly content: Buffer;

  constructor({ status, body }: CannedAnswer) {
    super();
    this.statusCode = status;
    this.content = Buffer.from(body);
    this.headers = {
      'content-type': 'application/json',
      'content-length': String(this.content.length),
    };
  }

  override _read(): void {
    this.push(this.content);
    this.push(null);
  }
}
