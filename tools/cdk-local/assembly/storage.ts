import type { Json } from './intrinsics.ts';
import type { Resource } from './template.ts';

/** A DynamoDB table of the stack; its parts are in the terms of DynamoDB's CreateTable. */
export interface Table {
  readonly id: string;
  readonly name: string;
  readonly arn: string;
  readonly attributes: readonly { readonly AttributeName: string; readonly AttributeType: string }[];
  readonly keySchema: readonly KeyPart[];
  readonly indexes: readonly Index[];
  /** The attribute with the time, in seconds since 1970, at which an item expires. */
  readonly timeToLive?: string;
  /** The view type of the table's stream. */
  readonly stream?: string;
}

interface KeyPart {
  readonly AttributeName: string;
  readonly KeyType: string;
}

interface Index {
  readonly IndexName: string;
  readonly KeySchema: readonly KeyPart[];
  readonly Projection: Readonly<Record<string, Json>>;
}

/** A secret of the stack. */
export interface Secret {
  readonly id: string;
  readonly name: string;
  readonly arn: string;
  /** Whether a deployment gives it a value; otherwise it stays empty until someone puts one. */
  readonly generated: boolean;
}

type Rows<T> = T & Json;

/** Reads the template's tables. */
export function readTables(resources: (...types: string[]) => Resource[]): Table[] {
  return resources('AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable').map((resource) => {
    if (resource.property('LocalSecondaryIndexes')) {
      throw new Error(`The table ${resource.id} has LocalSecondaryIndexes, which cdk-local does not create.`);
    }
    const timeToLive =
      resource.property<Rows<{ AttributeName?: string; Enabled?: boolean }>>('TimeToLiveSpecification');
    const stream = resource.property<Rows<{ StreamViewType: string }>>('StreamSpecification');
    return {
      id: resource.id,
      name: resource.name,
      arn: resource.arn,
      attributes: resource.property<Rows<Table['attributes']>>('AttributeDefinitions') ?? [],
      keySchema: resource.property<Rows<readonly KeyPart[]>>('KeySchema') ?? [],
      indexes: (resource.property<Rows<readonly Index[]>>('GlobalSecondaryIndexes') ?? []).map(
        ({ IndexName, KeySchema, Projection }) => ({ IndexName, KeySchema, Projection }),
      ),
      ...(timeToLive?.AttributeName && timeToLive.Enabled !== false
        ? { timeToLive: timeToLive.AttributeName }
        : {}),
      ...(stream ? { stream: stream.StreamViewType } : {}),
    };
  });
}

/** Reads the template's secrets. */
export function readSecrets(resources: (...types: string[]) => Resource[]): Secret[] {
  return resources('AWS::SecretsManager::Secret').map((resource) => ({
    id: resource.id,
    name: resource.name,
    arn: resource.arn,
    generated: Boolean(resource.property('GenerateSecretString') ?? resource.property('SecretString')),
  }));
}
