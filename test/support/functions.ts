import type { HttpResponse } from '#shared/http/problem.ts';
import { type SecretsManager, startSecretsManager } from '#tools/cdk-local/secrets-manager.ts';
import { type Database, type Engine, startDatabase } from '#tools/harness/databases.ts';
import { apiEvent, type Call, CONTEXT } from '#tools/harness/gateway.ts';
import type { Simulator } from '#tools/simulator/simulator.ts';
import { startSimulator } from '#tools/simulator/start-simulator.ts';
import { CREDENTIALS } from '#tools/simulator/test-merchant.ts';
import { captureOutput } from './output.ts';

const FOLDERS = [
  'create-link',
  'get-link',
  'refresh-link',
  'qr-code',
  'ipn-webhook',
  'authorize',
  'reconcile',
  'cancel-link',
  'refund',
  'resolution',
  'return-page',
] as const;
export type FunctionName = (typeof FOLDERS)[number];

/** The real handlers in this process, before a real database, a real Secrets Manager API and the simulator. */
export interface Functions {
  readonly database: Database;
  readonly secretsManager: SecretsManager;
  readonly simulator: Simulator;
  /** Everything that the functions printed, a line each. */
  readonly output: string[];
  call(name: FunctionName, call: Call): Promise<HttpResponse>;
  /** What a function does at its start. */
  init(name: FunctionName): Promise<void>;
  /** The bare handler, for events that are no requests. */
  handler(name: FunctionName): (event: unknown, context: unknown) => Promise<unknown>;
  stop(): Promise<void>;
}

interface FunctionModule {
  handler(event: unknown, context: unknown): Promise<unknown>;
  init?(): Promise<void>;
}

export async function startFunctions(
  options: { engine?: Engine; environment?: Record<string, string>; credentials?: string } = {},
): Promise<Functions> {
  const [database, simulator, secretsManager] = await Promise.all([
    startDatabase(options.engine ?? 'dynalite'),
    startSimulator(CREDENTIALS),
    startSecretsManager([
      { name: 'credentials', value: options.credentials ?? JSON.stringify(CREDENTIALS) },
      { name: 'api-keys', value: JSON.stringify({ backend: 'key-of-the-backend' }) },
    ]),
  ]);
  const before = { ...process.env };
  Object.assign(process.env, {
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_DYNAMODB: database.endpoint,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secretsManager.endpoint,
    PAYMENTS_TABLE: database.payments,
    UNMATCHED_TABLE: database.unmatched,
    CREDENTIALS_SECRET: 'credentials',
    API_KEYS_SECRET: 'api-keys',
    POCKYT_ENVIRONMENT: 'sandbox',
    POCKYT_BASE_URL: simulator.baseUrl,
    LINK_TIMEOUT_MINUTES: '120',
    CHECK_DELAYS: '60,300',
    PAID_CHECKS: '86400,604800',
    CONFIRM_NOTICES: 'on',
    DUE_INDEX: 'DueIndex',
    ...options.environment,
  });
  // A handler reads its environment once, when it is loaded, so each start loads the handlers anew.
  const modules = new Map<FunctionName, FunctionModule>();
  const stop = async () => {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
    await Promise.all([database.stop(), simulator.stop(), secretsManager.stop()]);
  };
  try {
    await jest.isolateModulesAsync(async () => {
      for (const name of FOLDERS) modules.set(name, await import(`#functions/${name}/handler.ts`));
    });
  } catch (error) {
    await stop();
    throw error;
  }
  const handler = (name: FunctionName) => (modules.get(name) as FunctionModule).handler;

  const { lines: output, restore } = captureOutput();
  return {
    database,
    secretsManager,
    simulator,
    output,
    handler,
    init: async (name) => modules.get(name)?.init?.(),
    call: (name, call) => handler(name)(apiEvent(call), CONTEXT) as Promise<HttpResponse>,
    async stop() {
      restore();
      await stop();
    },
  };
}
