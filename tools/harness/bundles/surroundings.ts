import { type SecretsManager, startSecretsManager } from '#tools/cdk-local/secrets-manager.ts';
import type { Simulator } from '#tools/simulator/simulator.ts';
import { startSimulator } from '#tools/simulator/start-simulator.ts';
import { CREDENTIALS } from '#tools/simulator/test-merchant.ts';
import { type BundledFunction, startBundledFunction } from './bundled-function.ts';
import { as, type Endpoint, startEndpoint } from './endpoint.ts';
import { tables } from './tables.ts';

/** What a function calls: DynamoDB, Secrets Manager and Pockyt, each behind an ear. */
export interface Surroundings {
  readonly dynamoDb: Endpoint;
  readonly secretsManager: Endpoint;
  readonly pockyt: Endpoint;
  readonly simulator: Simulator;
  /** What answers behind `secretsManager`. */
  readonly secrets: SecretsManager;
  /** What was called since this was asked last, in that order. */
  calls(): string[];
  /** Starts a bundle amid them. */
  start(file: string, environment?: Readonly<Record<string, string>>): Promise<BundledFunction>;
  stop(): Promise<void>;
}

export async function startSurroundings(): Promise<Surroundings> {
  const calls: string[] = [];
  const hear = ({ name }: { name: string }) => calls.push(name);
  const [simulator, secrets] = await Promise.all([
    startSimulator(CREDENTIALS),
    startSecretsManager([{ name: 'credentials', value: JSON.stringify(CREDENTIALS) }]),
  ]);
  const [dynamoDb, secretsManager, pockyt] = await Promise.all([
    startEndpoint(tables(), hear),
    startEndpoint(as(secrets.endpoint), hear),
    startEndpoint(as(simulator.baseUrl), hear),
  ]);
  const started: BundledFunction[] = [];
  return {
    dynamoDb,
    secretsManager,
    pockyt,
    simulator,
    secrets,
    calls: () => calls.splice(0),
    async start(file, environment) {
      const bundle = await startBundledFunction(file, {
        AWS_ENDPOINT_URL_DYNAMODB: dynamoDb.url,
        AWS_ENDPOINT_URL_SECRETS_MANAGER: secretsManager.url,
        POCKYT_BASE_URL: pockyt.url,
        ...environment,
      });
      started.push(bundle);
      return bundle;
    },
    async stop() {
      await Promise.all(started.map((bundle) => bundle.stop()));
      await Promise.all([dynamoDb, secretsManager, pockyt, simulator, secrets].map((each) => each.stop()));
    },
  };
}
