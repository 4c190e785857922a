import { randomUUID } from 'node:crypto';
import type { Simulator } from '#tools/simulator/simulator.ts';
import { startSimulator } from '#tools/simulator/start-simulator.ts';
import type { Assembly } from '../cdk-local/assembly/assembly.ts';
import type { LambdaFunction } from '../cdk-local/assembly/lambda-functions.ts';
import type { Secret } from '../cdk-local/assembly/storage.ts';
import type { Change } from '../cdk-local/events/event.ts';
import type { EventListeners } from '../cdk-local/events/watch-events.ts';
import { type ServedStack, type ServeOptions, serveStack } from '../cdk-local/serve-stack.ts';
import { type Console, createConsole } from '../console/console.ts';
import { createPanel } from '../console/panel/panel.ts';
import { readStoredPayments } from '../console/stored-payments.ts';
import { remoteSimulator } from '../simulator/command-line/remote.ts';
import { rotate } from '../simulator/command-line/rotate.ts';
import { type LocalSettings, SettingsError } from './settings.ts';
import { synthesiseLocal } from './synthesise-local.ts';

/** What a caller may bring along instead of what is started otherwise. */
export interface LocalOptions
  extends Pick<ServeOptions, 'engine' | 'dynamoDb' | 'dynamoDbEndpoint' | 'poolSize' | 'timers' | 'log'> {
  /** The folder of an assembly that is synthesised already. */
  readonly assembly?: string;
  /** Takes the events that leave the stack, and those that could not be delivered. */
  readonly eventLog?: (event: object) => void;
  /** Takes what the simulator reports. */
  readonly simulatorLog?: (event: object) => void;
}

/** The whole system, running on this machine. */
export interface Local extends ServedStack {
  readonly apiKey: string;
  /** The provider that the functions call. */
  readonly pockytBaseUrl: string;
  /** Undefined when the settings name another provider. */
  readonly simulator: Simulator | undefined;
}

/**
 * Starts everything: the provider's simulator, the stack, and the console before it. If a part cannot start, those that
 * did are stopped.
 */
export async function startLocal(settings: LocalSettings, options: LocalOptions = {}): Promise<Local> {
  const { apiKey } = settings;
  const simulator = settings.pockytBaseUrl
    ? undefined
    : await startSimulator({ ...credentialsOf(settings), port: 0, log: options.simulatorLog });
  const pockytBaseUrl = settings.pockytBaseUrl ?? simulator!.baseUrl;
  try {
    let pages: Console | undefined;
    const { engine, dynamoDb, dynamoDbEndpoint, poolSize, timers, log, eventLog } = options;
    const stack = await serveStack(() => options.assembly ?? synthesiseLocal(settings), {
      port: settings.port,
      engine,
      dataDir: settings.dataDir,
      dynamoDb,
      dynamoDbEndpoint,
      poolSize,
      timers,
      scheduleSeconds: settings.reconcileSeconds,
      log,
      events: {
        ...listeners(settings, eventLog),
        onWrite: (change) => pages?.changed(referenceIn(change)),
      },
      secretValue: (secret, assembly) => secretValue(secret, assembly, settings),
      environment: (lambda, url) => ({
        POCKYT_BASE_URL: pockytBaseUrl,
        PUBLIC_URL: url,
        ...laterChecks(lambda, settings),
      }),
      intercept: (request, response) => pages?.serve(request, response) ?? false,
    }).catch((error) => {
      throw portProblem(error, settings.port);
    });
    pages = consoleOf(stack, { apiKey, pockytBaseUrl, simulator });
    return {
      ...stack,
      apiKey,
      pockytBaseUrl,
      simulator,
      async stop() {
        pages?.stop();
        await stack.stop();
        await simulator?.stop();
      },
    };
  } catch (error) {
    await simulator?.stop();
    throw error;
  }
}

/** The console in the browser; none where the stack keeps no payments, since there is nothing to see. */
function consoleOf(
  { url, assembly, dynamoDb, secretsManager }: ServedStack,
  { simulator, ...access }: Pick<Local, 'apiKey' | 'pockytBaseUrl' | 'simulator'>,
): Console | undefined {
  const [table] = environmentOf(assembly, 'PAYMENTS_TABLE');
  if (table === undefined) return undefined;
  return createConsole({
    url,
    ...access,
    isSimulated: simulator !== undefined,
    payments: readStoredPayments(dynamoDb.endpoint, table),
    wire: simulator,
    panel:
      simulator &&
      createPanel({
        url,
        simulator,
        rotate: () => rotateToken(simulator, secretsManager.endpoint, assembly),
      }),
  });
}

/** Replaces the merchant's token, as `npm run simulate -- rotate` does. */
async function rotateToken(simulator: Simulator, secretsManager: string, assembly: Assembly) {
  const [credentialsSecret] = environmentOf(assembly, 'CREDENTIALS_SECRET');
  const running = { simulator: simulator.baseUrl, secretsManager, credentialsSecret };
  const remote = remoteSimulator(simulator.baseUrl);
  await rotate({ running, remote, token: randomUUID(), step: undefined, say: () => {} });
}

function listeners({ eventsUrl }: LocalSettings, eventLog: LocalOptions['eventLog']): EventListeners {
  return {
    url: eventsUrl,
    onEvent: eventLog,
    onUndelivered: ({ detail }, reason) =>
      eventLog?.({ event: 'events.undelivered', eventId: detail.eventId, reason }),
  };
}

function referenceIn({ dynamodb }: Change): string | undefined {
  return (dynamodb.NewImage.reference as { S?: string } | undefined)?.S;
}

/** The secrets that the functions' environment names hold what a merchant would put there. */
function secretValue({ name, arn }: Secret, assembly: Assembly, settings: LocalSettings): string | undefined {
  const isNamedBy = (variable: string) =>
    environmentOf(assembly, variable).some((value) => value === name || value === arn);
  if (isNamedBy('CREDENTIALS_SECRET')) return JSON.stringify(credentialsOf(settings));
  if (isNamedBy('API_KEYS_SECRET')) return JSON.stringify({ local: settings.apiKey });
  return undefined;
}

/** Only whom the stack tells these times is told others; the context, where they are days, cannot say seconds. */
function laterChecks({ environment }: LambdaFunction, { paidChecks }: LocalSettings): Record<string, string> {
  return paidChecks !== undefined && 'PAID_CHECKS' in environment ? { PAID_CHECKS: paidChecks } : {};
}

function portProblem(error: NodeJS.ErrnoException, port: number): Error {
  if (error.syscall !== 'listen') return error;
  const why =
    error.code === 'EADDRINUSE' ? 'is taken by another program' : `cannot be used (${error.message})`;
  return new SettingsError(`Port ${port} ${why}. Set PORT to another one, or to 0 for any.`);
}

function credentialsOf({ merchantNo, storeNo, token }: LocalSettings) {
  return { merchantNo, storeNo, token };
}

/** What the functions' environment says under a name. */
function environmentOf({ functions }: Assembly, variable: string): string[] {
  return functions.flatMap(({ environment }) => environment[variable] ?? []);
}
