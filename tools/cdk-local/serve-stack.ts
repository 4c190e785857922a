import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type Assembly, readAssembly } from './assembly/assembly.ts';
import type { LambdaFunction } from './assembly/lambda-functions.ts';
import type { Secret } from './assembly/storage.ts';
import { REGION } from './assembly/template.ts';
import { type DynamoDb, type DynamoDbOptions, startDynamoDb } from './dynamodb.ts';
import { type EventListeners, watchEvents } from './events/watch-events.ts';
import { createFront } from './front/front.ts';
import { close, listen, sendJson } from './http-server.ts';
import { createPool, type SandboxPool } from './sandbox/pool.ts';
import type { LogLine } from './sandbox/sandbox.ts';
import { startSchedules } from './schedules.ts';
import { type SecretsManager, startSecretsManager } from './secrets-manager.ts';
import { createTables } from './tables.ts';

export interface ServeOptions extends DynamoDbOptions {
  /** Where the HTTP API listens; 0, the default, takes any free port. */
  readonly port?: number;
  /** A database that runs already; it is not stopped with the rest. Otherwise one is started. */
  readonly dynamoDb?: Pick<DynamoDb, 'endpoint' | 'engine'>;
  /** The address that functions use for DynamoDB when it is not the database's own: a proxy's. */
  readonly dynamoDbEndpoint?: string;
  /** What a secret holds at the start; nothing, as after a deployment, if not said. */
  readonly secretValue?: (secret: Secret, assembly: Assembly) => string | undefined;
  /** What is set over the environment that the template gives to a function. */
  readonly environment?: (lambda: LambdaFunction, url: string) => Readonly<Record<string, string>>;
  /** Sandboxes per function; 2 if not said. */
  readonly poolSize?: number;
  /** Whether schedules run by the clock; without it only `runSchedules` runs them. True if not said. */
  readonly timers?: boolean;
  /** The period of every schedule, in seconds; its own if not said. */
  readonly scheduleSeconds?: number;
  /** Who hears of what leaves the stack by its pipes. */
  readonly events?: EventListeners;
  /** Takes what the functions print. */
  readonly log?: (line: LogLine) => void;
  /** Answers a request itself and says so by true, before the HTTP API sees it. */
  readonly intercept?: (request: IncomingMessage, response: ServerResponse) => boolean;
}

/** A stack, running on this machine. */
export interface ServedStack {
  /** Where the HTTP API is served, without a slash at its end. */
  readonly url: string;
  readonly assembly: Assembly;
  readonly dynamoDb: Pick<DynamoDb, 'endpoint' | 'engine'>;
  readonly secretsManager: SecretsManager;
  /** The functions' sandboxes, by logical id. */
  readonly functions: ReadonlyMap<string, SandboxPool>;
  /** Runs the scheduled functions now. */
  runSchedules(): Promise<void>;
  /** Fulfilled when a part ends that the rest cannot do without. */
  readonly crashed: Promise<Error>;
  stop(): Promise<void>;
}

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * Serves a synthesised stack: its tables, its secrets, its functions in sandboxes, its schedules and pipes, and the HTTP
 * API before them. If a part cannot start, those that did are stopped.
 *
 * @param synthesise gives the folder of the assembly; the database starts meanwhile
 */
export async function serveStack(
  synthesise: () => string | Promise<string>,
  options: ServeOptions = {},
): Promise<ServedStack> {
  const stops: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const stopPart of stops.splice(0).reverse()) await stopPart();
  };
  const started = async <T extends { stop(): Promise<void> }>(starting: Promise<T>): Promise<T> => {
    const part = await starting;
    stops.push(() => part.stop());
    return part;
  };
  const { log = () => {}, timers, intercept = () => false } = options;

  try {
    // The port comes first: if it is taken, nothing else needs to start. Until the rest is there, it says so.
    let serve: Listener = notReady;
    const server = createServer((request, response) => serve(request, response));
    const url = await listen(server, options.port);
    stops.push(() => close(server));

    const [database, folder] = await settled([
      options.dynamoDb ?? started(startDynamoDb(options)),
      synthesise(),
    ]);
    const assembly = readAssembly(folder);
    await createTables(assembly.tables, database);
    const secretsManager = await started(startSecretsManager(initialSecrets(assembly, options)));
    const watch = await started(
      watchEvents(assembly.pipes, options.dynamoDbEndpoint ?? database.endpoint, options.events ?? {}),
    );
    const endpoints = {
      AWS_ENDPOINT_URL_DYNAMODB: watch.endpoint,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: secretsManager.endpoint,
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_SESSION_TOKEN: 'local',
      AWS_REGION: REGION,
    };
    const functions = new Map(
      assembly.functions.map((lambda) => {
        const overlay = { ...endpoints, ...options.environment?.(lambda, url) };
        return [lambda.id, createPool(lambda, { overlay, log, size: options.poolSize })];
      }),
    );
    for (const pool of functions.values()) stops.push(() => pool.stop());
    const invoke = (functionId: string, event: unknown, traceId?: string) =>
      functions.get(functionId)!.invoke(event, traceId);
    const front = createFront({ api: assembly.api, invoke });
    serve = (request, response) => {
      if (!intercept(request, response)) front(request, response);
    };
    const schedules = startSchedules(assembly.schedules, {
      invoke,
      log,
      seconds: options.scheduleSeconds,
      timers,
    });
    stops.push(() => schedules.stop());
    return {
      url,
      assembly,
      dynamoDb: database,
      secretsManager,
      functions,
      runSchedules: () => schedules.runNow(),
      crashed: 'crashed' in database ? (database as DynamoDb).crashed : new Promise(() => {}),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

const notReady: Listener = (_request, response) =>
  sendJson(response, 503, { message: 'Service Unavailable' });

/** Waits for both even when one fails, so that nothing is still starting when the rest is stopped. */
async function settled<A, B>(both: [Promise<A> | A, Promise<B> | B]): Promise<[A, B]> {
  await Promise.allSettled(both);
  return Promise.all(both);
}

function initialSecrets(assembly: Assembly, { secretValue }: ServeOptions) {
  return assembly.secrets.map((secret) => {
    const { name, arn } = secret;
    const value = secretValue?.(secret, assembly);
    return { name, arn, ...(value !== undefined && { value }) };
  });
}
