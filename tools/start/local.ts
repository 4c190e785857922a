import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Simulator } from '#tools/simulator/simulator.ts';
import { startSimulator } from '#tools/simulator/start-simulator.ts';
import { type Assembly, readAssembly } from '../cdk-local/assembly/assembly.ts';
import type { LambdaFunction } from '../cdk-local/assembly/lambda-functions.ts';
import { REGION } from '../cdk-local/assembly/template.ts';
import { type DynamoDb, startDynamoDb } from '../cdk-local/dynamodb.ts';
import { watchEvents } from '../cdk-local/events/watch-events.ts';
import { createFront } from '../cdk-local/front/front.ts';
import { close, listen, sendJson } from '../cdk-local/http-server.ts';
import { createPool, type SandboxPool } from '../cdk-local/sandbox/pool.ts';
import type { LogLine } from '../cdk-local/sandbox/sandbox.ts';
import { startSchedules } from '../cdk-local/schedules.ts';
import { type SecretsManager, startSecretsManager } from '../cdk-local/secrets-manager.ts';
import { synthesise } from '../cdk-local/synthesise.ts';
import { createTables } from '../cdk-local/tables.ts';
import { createConsole } from '../console/console.ts';
import { createPanel } from '../console/panel/panel.ts';
import { readStoredPayments } from '../console/stored-payments.ts';
import { remoteSimulator } from '../simulator/command-line/remote.ts';
import { rotate } from '../simulator/command-line/rotate.ts';
import { type LocalSettings, SettingsError } from './settings.ts';

/** What a caller may bring along instead of what is started otherwise. */
export interface LocalOptions {
  /** The folder of an assembly that is synthesised already. */
  readonly assembly?: string;
  readonly dynamoDb?: Pick<DynamoDb, 'endpoint' | 'engine'>;
  readonly dynamoDbEngine?: DynamoDb['engine'];
  /** The address that functions use for DynamoDB when it is not the database's own: a proxy's. */
  readonly dynamoDbEndpoint?: string;
  /** Sandboxes per function. */
  readonly poolSize?: number;
  /** Whether scheduled functions run by the clock; true if not said. */
  readonly timers?: boolean;
  /** Takes what the functions print. */
  readonly log?: (line: LogLine) => void;
  /** Takes the events that leave the stack, and those that could not be delivered. */
  readonly eventLog?: (event: object) => void;
  /** Takes what the simulator reports. */
  readonly simulatorLog?: (event: object) => void;
}

/** The whole system, running on this machine. */
export interface Local {
  /** Where the HTTP API is served, without a slash at its end. */
  readonly url: string;
  readonly apiKey: string;
  /** The provider that the functions call. */
  readonly pockytBaseUrl: string;
  /** Undefined when the settings name another provider. */
  readonly simulator: Awaited<ReturnType<typeof startSimulator>> | undefined;
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
 * Starts everything: the stack's assembly, its tables, its secrets, the provider's simulator, the functions in
 * sandboxes and the HTTP API before them. If a part cannot start, those that did are stopped.
 */
export async function startLocal(settings: LocalSettings, options: LocalOptions = {}): Promise<Local> {
  const stops: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const stopPart of stops.splice(0).reverse()) await stopPart();
  };
  const started = async <T extends { stop(): Promise<void> }>(starting: Promise<T>): Promise<T> => {
    const part = await starting;
    stops.push(() => part.stop());
    return part;
  };

  try {
    // The port comes first: if it is taken, nothing else needs to start. Until the rest is there, it says so.
    let serve: Listener = notReady;
    const server = createServer((request, response) => serve(request, response));
    const url = await listenOn(server, settings.port);
    stops.push(() => close(server));

    const ownDynamoDb = options.dynamoDb
      ? undefined
      : started(startDynamoDb({ engine: engineOf(options.dynamoDbEngine), dataDir: settings.dataDir }));
    const [database, folder] = await settled([
      ownDynamoDb ?? Promise.resolve(options.dynamoDb!),
      options.assembly ?? synthesise({ checkDelays: settings.checkDelays }),
    ]);
    const assembly = readAssembly(folder);
    await createTables(assembly.tables, database);
    const secretsManager = await started(startSecretsManager(initialSecrets(assembly, settings)));
    const simulator = settings.pockytBaseUrl
      ? undefined
      : await started(startSimulator({ ...credentialsOf(settings), port: 0, log: options.simulatorLog }));
    const pockytBaseUrl = settings.pockytBaseUrl ?? simulator!.baseUrl;

    const table = environmentOf(assembly, 'PAYMENTS_TABLE')[0];
    // Without payments there is nothing to see.
    const pages =
      table === undefined
        ? undefined
        : createConsole({
            url,
            apiKey: settings.apiKey,
            pockytBaseUrl,
            isSimulated: simulator !== undefined,
            payments: readStoredPayments(database.endpoint, table),
            wire: simulator,
            panel:
              simulator &&
              createPanel({ url, simulator, rotate: () => rotateToken(simulator, secretsManager, assembly) }),
          });
    if (pages) stops.push(async () => pages.stop());

    const watch = await started(
      watchEvents(assembly.pipes, options.dynamoDbEndpoint ?? database.endpoint, {
        url: settings.eventsUrl,
        log: options.eventLog,
        onWrite: pages?.changed,
      }),
    );
    const overlay = {
      AWS_ENDPOINT_URL_DYNAMODB: watch.endpoint,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: secretsManager.endpoint,
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_SESSION_TOKEN: 'local',
      AWS_REGION: REGION,
      POCKYT_BASE_URL: pockytBaseUrl,
      PUBLIC_URL: url,
    };
    const { paidChecks } = settings;
    // Only whom the stack tells these times is told others; the context, where they are days, cannot say seconds.
    const told = ({ environment }: LambdaFunction): Record<string, string> =>
      paidChecks !== undefined && 'PAID_CHECKS' in environment ? { PAID_CHECKS: paidChecks } : {};
    const log = options.log ?? (() => {});
    const functions = new Map(
      assembly.functions.map((lambda) => [
        lambda.id,
        createPool(lambda, { overlay: { ...overlay, ...told(lambda) }, log, size: options.poolSize }),
      ]),
    );
    for (const pool of functions.values()) stops.push(() => pool.stop());
    const invoke = (functionId: string, event: unknown, traceId?: string) =>
      functions.get(functionId)!.invoke(event, traceId);
    const front = createFront({ api: assembly.api, invoke });
    serve = (request, response) => {
      if (!pages?.serve(request, response)) front(request, response);
    };
    const { timers } = options;
    const schedules = startSchedules(assembly.schedules, {
      invoke,
      log,
      seconds: settings.reconcileSeconds,
      timers,
    });
    stops.push(() => schedules.stop());
    return {
      url,
      apiKey: settings.apiKey,
      pockytBaseUrl,
      simulator,
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

/** Replaces the merchant's token, as `npm run simulate -- rotate` does. */
async function rotateToken(simulator: Simulator, { endpoint }: SecretsManager, assembly: Assembly) {
  const [credentialsSecret] = environmentOf(assembly, 'CREDENTIALS_SECRET');
  const running = { simulator: simulator.baseUrl, secretsManager: endpoint, credentialsSecret };
  const remote = remoteSimulator(simulator.baseUrl);
  await rotate({ running, remote, token: randomUUID(), step: undefined, say: () => {} });
}

const notReady: Listener = (_request, response) =>
  sendJson(response, 503, { message: 'Service Unavailable' });

function engineOf(engine: DynamoDb['engine'] | undefined) {
  if (engine === undefined) return 'auto';
  return engine === 'dynalite' ? 'dynalite' : 'dynamodb-local';
}

/** Waits for both even when one fails, so that nothing is still starting when the rest is stopped. */
async function settled<A, B>(both: [Promise<A> | A, Promise<B> | B]): Promise<[A, B]> {
  await Promise.allSettled(both);
  return Promise.all(both);
}

async function listenOn(server: ReturnType<typeof createServer>, port: number): Promise<string> {
  try {
    return await listen(server, port);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') {
      throw new SettingsError(
        `Port ${port} is taken by another program. Set PORT to another one, or to 0 for any.`,
      );
    }
    throw new SettingsError(
      `Port ${port} cannot be used (${message}). Set PORT to another one, or to 0 for any.`,
    );
  }
}

function credentialsOf({ merchantNo, storeNo, token }: LocalSettings) {
  return { merchantNo, storeNo, token };
}

/** Gives the secrets that the functions' environment names the values that a merchant would put there. */
function initialSecrets(assembly: Assembly, settings: LocalSettings) {
  const values = [
    { names: environmentOf(assembly, 'CREDENTIALS_SECRET'), value: JSON.stringify(credentialsOf(settings)) },
    { names: environmentOf(assembly, 'API_KEYS_SECRET'), value: JSON.stringify({ local: settings.apiKey }) },
  ];
  return assembly.secrets.map(({ name, arn }) => {
    const found = values.find(({ names }) => names.includes(name) || names.includes(arn));
    return { name, arn, ...(found && { value: found.value }) };
  });
}

/** What the functions' environment says under a name. */
function environmentOf({ functions }: Assembly, variable: string): string[] {
  return functions.flatMap(({ environment }) => environment[variable] ?? []);
}
