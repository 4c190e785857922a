import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  SecretsManagerServiceException,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { Failure, wrongUsage } from './failure.ts';
import type { Remote } from './remote.ts';
import type { Running } from './running.ts';

/**
 * The steps of replacing a token without losing a notice, in order. `retire` comes when no notice under the old token
 * can come any more, so it is not done unless it is named.
 */
export const STEPS = ['pending', 'switch', 'promote', 'retire'] as const;
export type Step = (typeof STEPS)[number];

export interface Rotation {
  readonly running: Running;
  readonly remote: Remote;
  /** The new token; `promote` and `retire` need none. */
  readonly token: string | undefined;
  /** One step only; without it pending, switch and promote. */
  readonly step: Step | undefined;
  readonly say: (line: string) => void;
}

/** Replaces the token of the local merchant, as an operator does it with Pockyt and AWS. Gives the steps that were done. */
export async function rotate({ running, remote, token, step, say }: Rotation): Promise<{ steps: Step[] }> {
  const steps = stepsToDo(running, step, say);
  if (token === undefined && steps.some((each) => each === 'pending' || each === 'switch')) {
    throw wrongUsage('rotate needs the new token.');
  }
  const secret = secretIn(running);
  const does: Readonly<Record<Step, () => Promise<string>>> = {
    async pending() {
      await secret.putPending(token!);
      return 'the new token is AWSPENDING in the secret. Notices under it are taken, 10 s from now at the latest.';
    },
    async switch() {
      await remote('PUT', 'tokens', { token });
      return 'Pockyt signs with the new token, and refuses calls under any other.';
    },
    async promote() {
      await secret.promote();
      return 'the new token is AWSCURRENT, the old one AWSPREVIOUS. Functions that are refused read the secret again within 10 s.';
    },
    async retire() {
      await secret.retire();
      return 'the old token is gone from the secret. Notices under it are refused within 5 minutes.';
    },
  };
  for (const each of steps) say(`${each}: ${await does[each]()}`);
  return { steps };
}

function stepsToDo(
  { secretsManager, credentialsSecret }: Running,
  step: Step | undefined,
  say: Rotation['say'],
) {
  if (secretsManager !== undefined && credentialsSecret !== undefined) {
    return step === undefined ? STEPS.slice(0, 3) : [step];
  }
  if (step !== undefined && step !== 'switch') {
    throw new Failure(
      `The step ${step} needs the secret of a running \`npm start\`, without --simulator.`,
      2,
    );
  }
  say(
    'The secret is not known here, so only the simulator changes its token. Put the same one into the secret:',
  );
  say(
    '  aws secretsmanager put-secret-value --secret-id <credentials secret> --secret-string file:///dev/stdin',
  );
  return ['switch'] as Step[];
}

/** The merchant's credentials in the local Secrets Manager, which checks no keys. */
function secretIn({ secretsManager: endpoint, credentialsSecret: SecretId }: Running) {
  const client = new SecretsManagerClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  const answered = <T>(sending: Promise<T>): Promise<T> =>
    sending.catch((error: Error) => {
      if (error instanceof SecretsManagerServiceException) throw new Failure(error.message);
      throw new Failure(`Secrets Manager does not answer at ${endpoint}. Is \`npm start\` running?`);
    });

  async function versionAt(stage: string): Promise<string | undefined> {
    const { VersionIdsToStages = {} } = await answered(client.send(new DescribeSecretCommand({ SecretId })));
    return Object.keys(VersionIdsToStages).find((id) => VersionIdsToStages[id]!.includes(stage));
  }
  const move = (VersionStage: string, MoveToVersionId?: string, RemoveFromVersionId?: string) =>
    answered(
      client.send(
        new UpdateSecretVersionStageCommand({ SecretId, VersionStage, MoveToVersionId, RemoveFromVersionId }),
      ),
    );
  /** @throws {Failure} when no version has the stage. */
  async function needed(stage: string, otherwise: string): Promise<string> {
    const version = await versionAt(stage);
    if (version === undefined) throw new Failure(`No version of the secret is ${stage}: ${otherwise}.`, 2);
    return version;
  }

  return {
    async putPending(token: string) {
      const { SecretString = '{}' } = await answered(client.send(new GetSecretValueCommand({ SecretId })));
      const credentials = JSON.stringify({ ...JSON.parse(SecretString), token });
      const VersionStages = ['AWSPENDING'];
      await answered(
        client.send(new PutSecretValueCommand({ SecretId, SecretString: credentials, VersionStages })),
      );
    },
    async promote() {
      const pending = await needed('AWSPENDING', 'put a token in with --step pending');
      const current = await versionAt('AWSCURRENT');
      if (current !== pending) await move('AWSCURRENT', pending, current);
      await move('AWSPENDING', undefined, pending);
    },
    async retire() {
      await move('AWSPREVIOUS', undefined, await needed('AWSPREVIOUS', 'there is nothing to retire'));
    },
  };
}
