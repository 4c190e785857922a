import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type HttpApi, readHttpApi } from './http-api.ts';
import { type LambdaFunction, readFunctions } from './lambda-functions.ts';
import { type Pipe, readPipes } from './pipes.ts';
import { readSchedules, type Schedule } from './schedules.ts';
import { readSecrets, readTables, type Secret, type Table } from './storage.ts';
import { resourceTypes, type Template, templateReader } from './template.ts';

/** What a synthesised stack asks for: everything that cdk-local serves. */
export interface Assembly {
  readonly stack: string;
  readonly functions: readonly LambdaFunction[];
  readonly api: HttpApi;
  readonly tables: readonly Table[];
  readonly secrets: readonly Secret[];
  readonly schedules: readonly Schedule[];
  readonly pipes: readonly Pipe[];
}

interface Manifest {
  readonly artifacts?: Readonly<Record<string, Artifact>>;
}

interface Artifact {
  readonly type: string;
  readonly properties?: {
    readonly templateFile?: string;
    readonly file?: string;
    readonly stackName?: string;
  };
}

interface AssetManifest {
  readonly files?: Readonly<
    Record<
      string,
      {
        readonly source: { readonly path?: string };
        readonly destinations: Readonly<Record<string, { readonly objectKey: string }>>;
      }
    >
  >;
}

const SERVED = [
  'AWS::ApiGatewayV2::Api',
  'AWS::ApiGatewayV2::Authorizer',
  'AWS::ApiGatewayV2::Integration',
  'AWS::ApiGatewayV2::Route',
  'AWS::DynamoDB::GlobalTable',
  'AWS::DynamoDB::Table',
  'AWS::Events::Rule',
  'AWS::Lambda::Function',
  'AWS::Pipes::Pipe',
  'AWS::SecretsManager::Secret',
];

/** Resources that change nothing about what a caller sees. Whatever is in neither list is an error. */
const IGNORED = [
  'AWS::ApiGatewayV2::Stage',
  'AWS::CDK::Metadata',
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::Dashboard',
  'AWS::Events::EventBus',
  'AWS::IAM::ManagedPolicy',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::KMS::Alias',
  'AWS::KMS::Key',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::Lambda::Permission',
  'AWS::Logs::LogGroup',
  'AWS::Logs::MetricFilter',
  'AWS::Logs::QueryDefinition',
  'AWS::Logs::ResourcePolicy',
  'AWS::SNS::Subscription',
  'AWS::SNS::Topic',
  'AWS::SNS::TopicPolicy',
  'AWS::SecretsManager::ResourcePolicy',
  'AWS::SQS::Queue',
  'AWS::SQS::QueuePolicy',
];

/**
 * Reads a synthesised CDK assembly with one stack.
 *
 * @param folder the assembly's folder, such as `cdk.out`
 * @throws Error that names the resource, the property or the intrinsic function that cannot be served locally
 */
export function readAssembly(folder: string): Assembly {
  const artifacts = Object.entries(readJson<Manifest>(folder, 'manifest.json').artifacts ?? {});
  const stacks = artifacts.filter(([, { type }]) => type === 'aws:cloudformation:stack');
  const [stack] = stacks;
  if (!stack || stacks.length > 1) {
    const names = stacks.map(([name]) => name).join(', ') || 'none';
    throw new Error(`cdk-local serves an assembly with exactly one stack; ${folder} has: ${names}.`);
  }
  const [artifactId, { properties = {} }] = stack;
  const assets = artifacts.flatMap(([, { type, properties }]) =>
    type === 'cdk:asset-manifest' && properties?.file
      ? [readJson<AssetManifest>(folder, properties.file)]
      : [],
  );
  return readTemplate(
    readJson<Template>(folder, properties.templateFile ?? `${artifactId}.template.json`),
    properties.stackName ?? artifactId,
    (objectKey) => assetFolder(folder, assets, objectKey),
  );
}

/**
 * Reads what a stack's template asks for.
 *
 * @param codeFolder gives the folder of the asset that is uploaded under an object key
 */
export function readTemplate(
  template: Template,
  stack: string,
  codeFolder: (objectKey: string) => string,
): Assembly {
  for (const { id, type } of resourceTypes(template)) {
    if (SERVED.includes(type) || IGNORED.includes(type)) continue;
    throw new Error(
      `cdk-local cannot serve ${id}, of type ${type}. ` +
        'Serve it, or add the type to those that cdk-local/assembly/assembly.ts ignores.',
    );
  }
  const resources = templateReader(template, stack);
  const functions = readFunctions(resources, codeFolder);
  const tables = readTables(resources);
  return {
    stack,
    functions,
    api: readHttpApi(resources, functions),
    tables,
    secrets: readSecrets(resources),
    schedules: readSchedules(resources, functions),
    pipes: readPipes(resources, tables),
  };
}

function assetFolder(folder: string, assets: readonly AssetManifest[], objectKey: string): string {
  for (const { files = {} } of assets) {
    for (const { source, destinations } of Object.values(files)) {
      const uploaded = Object.values(destinations).some((destination) => destination.objectKey === objectKey);
      if (uploaded && source.path) return path.resolve(folder, source.path);
    }
  }
  throw new Error(`No asset of ${folder} is uploaded as ${objectKey}, where a function expects its code.`);
}

function readJson<T>(folder: string, file: string): T {
  const location = path.join(folder, file);
  try {
    return JSON.parse(readFileSync(location, 'utf8')) as T;
  } catch (error) {
    throw new Error(`${location} cannot be read: ${(error as Error).message}. Synthesise the stack again.`);
  }
}
