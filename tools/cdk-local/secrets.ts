import { randomUUID } from 'node:crypto';
import { ACCOUNT, REGION } from './assembly/template.ts';

/** A secret as it is at the start; without a value it has no version at all, as after a deployment. */
export interface InitialSecret {
  readonly name: string;
  readonly arn?: string;
  readonly value?: string;
}

/** An error of the Secrets Manager API. */
export class SecretsManagerError extends Error {
  override readonly name: string;
  readonly status: number;

  constructor(type: string, message: string, status = 400) {
    super(message);
    this.name = type;
    this.status = status;
  }
}

/** What a caller sends to an operation, and what it is answered. */
export type Operation = (input: Readonly<Record<string, unknown>>) => Record<string, unknown>;

interface StoredSecret {
  readonly name: string;
  readonly arn: string;
  readonly versions: Map<string, { readonly value: string; readonly created: number }>;
  /** Staging label to version id. */
  readonly stages: Map<string, string>;
}

const CURRENT = 'AWSCURRENT';
const PREVIOUS = 'AWSPREVIOUS';

/**
 * Secrets in memory, and the operations of the Secrets Manager API that read and rotate them. Staging labels move
 * as they do at AWS: a version has a label or loses it to another, and AWSPREVIOUS follows AWSCURRENT.
 */
export function createSecrets(initial: readonly InitialSecret[]): Readonly<Record<string, Operation>> {
  const secrets: StoredSecret[] = [];

  function create({ name, arn, value }: InitialSecret): StoredSecret {
    if (secrets.some((secret) => secret.name === name)) {
      throw new SecretsManagerError(
        'ResourceExistsException',
        `The operation failed because the secret ${name} already exists.`,
      );
    }
    const made: StoredSecret = {
      name,
      arn: arn ?? `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:${name}-Local0`,
      versions: new Map(),
      stages: new Map(),
    };
    secrets.push(made);
    if (value !== undefined) put(made, value, randomUUID(), [CURRENT]);
    return made;
  }

  function find(secretId: unknown): StoredSecret {
    // Secrets Manager also takes an ARN without the random characters at its end.
    const found = secrets.find(
      ({ name, arn }) => secretId === name || secretId === arn || secretId === arn.slice(0, -7),
    );
    if (found) return found;
    throw notFound("Secrets Manager can't find the specified secret.");
  }

  for (const secret of initial) create(secret);

  return {
    GetSecretValue({ SecretId, VersionId, VersionStage }) {
      const secret = find(SecretId);
      const stage = String(VersionStage ?? CURRENT);
      const versionId = VersionId === undefined ? secret.stages.get(stage) : String(VersionId);
      const version = versionId === undefined ? undefined : secret.versions.get(versionId);
      const labels = stagesOf(secret, versionId);
      const asked = VersionId === undefined ? `staging label: ${stage}` : `VersionId: ${VersionId}`;
      if (!version || (VersionStage !== undefined && !labels.includes(stage))) {
        throw notFound(`Secrets Manager can't find the specified secret value for ${asked}`);
      }
      return {
        ...identityOf(secret),
        VersionId: versionId,
        SecretString: version.value,
        VersionStages: labels,
        CreatedDate: version.created,
      };
    },

    PutSecretValue({ SecretId, SecretString, ClientRequestToken, VersionStages }) {
      const secret = find(SecretId);
      const versionId = String(ClientRequestToken ?? randomUUID());
      put(secret, String(SecretString), versionId, (VersionStages as string[] | undefined) ?? [CURRENT]);
      return { ...identityOf(secret), VersionId: versionId, VersionStages: stagesOf(secret, versionId) };
    },

    UpdateSecretVersionStage({ SecretId, VersionStage, MoveToVersionId, RemoveFromVersionId }) {
      const secret = find(SecretId);
      const stage = String(VersionStage);
      const holder = secret.stages.get(stage);
      const moveTo = MoveToVersionId === undefined ? undefined : String(MoveToVersionId);
      if (moveTo !== undefined && !secret.versions.has(moveTo)) {
        throw notFound(`Secrets Manager can't find the specified secret version: ${moveTo}`);
      }
      if (holder !== RemoveFromVersionId && (RemoveFromVersionId !== undefined || holder !== undefined)) {
        throw new SecretsManagerError(
          'InvalidParameterException',
          `The parameter RemoveFromVersionId can't be empty or another version's: ${stage} is attached to ${holder}.`,
        );
      }
      if (moveTo === undefined) secret.stages.delete(stage);
      else attach(secret, stage, moveTo);
      return identityOf(secret);
    },

    CreateSecret({ Name, SecretString, ClientRequestToken }) {
      const secret = create({ name: String(Name) });
      if (SecretString === undefined) return identityOf(secret);
      const versionId = String(ClientRequestToken ?? randomUUID());
      put(secret, String(SecretString), versionId, [CURRENT]);
      return { ...identityOf(secret), VersionId: versionId };
    },

    DescribeSecret({ SecretId }) {
      const secret = find(SecretId);
      const labelled = [...secret.versions.keys()].map((id) => [id, stagesOf(secret, id)] as const);
      const stages = labelled.filter(([, labels]) => labels.length > 0);
      return { ...identityOf(secret), VersionIdsToStages: Object.fromEntries(stages) };
    },
  };
}

function put(secret: StoredSecret, value: string, versionId: string, stages: readonly string[]): void {
  const existing = secret.versions.get(versionId);
  if (existing && existing.value !== value) {
    throw new SecretsManagerError(
      'ResourceExistsException',
      `You can't use ClientRequestToken ${versionId} because that value is already in use for another version.`,
    );
  }
  secret.versions.set(versionId, existing ?? { value, created: Date.now() / 1000 });
  // The first version is the current one, whatever else it is.
  const labels = secret.stages.has(CURRENT) ? stages : [...new Set([CURRENT, ...stages])];
  if (!existing) for (const stage of labels) attach(secret, stage, versionId);
}

function attach(secret: StoredSecret, stage: string, versionId: string): void {
  const before = secret.stages.get(stage);
  secret.stages.set(stage, versionId);
  if (stage !== CURRENT || before === undefined || before === versionId) return;
  secret.stages.set(PREVIOUS, before);
}

function stagesOf(secret: StoredSecret, versionId: string | undefined): string[] {
  return [...secret.stages].filter(([, id]) => id === versionId).map(([stage]) => stage);
}

function identityOf({ arn, name }: StoredSecret) {
  return { ARN: arn, Name: name };
}

function notFound(message: string): SecretsManagerError {
  return new SecretsManagerError('ResourceNotFoundException', message);
}
