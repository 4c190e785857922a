import type { Json } from './intrinsics.ts';
import type { Resource } from './template.ts';

/** A Lambda function of the stack. */
export interface LambdaFunction {
  /** Its logical id in the template. */
  readonly id: string;
  readonly name: string;
  readonly arn: string;
  /** The absolute path of the folder that is deployed as its code. */
  readonly codeFolder: string;
  /** `<file>.<export>`. */
  readonly handler: string;
  readonly runtime: string;
  /** Seconds. */
  readonly timeout: number;
  /** Megabytes. */
  readonly memory: number;
  readonly logGroup: string;
  /** Text or JSON. */
  readonly logFormat: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** Lambda's own values where the template names none: seconds, megabytes. */
const DEFAULT_TIMEOUT = 3;
const DEFAULT_MEMORY = 128;

/** Reads the template's Lambda functions, whose code must be an asset of the assembly. */
export function readFunctions(
  resources: (...types: string[]) => Resource[],
  codeFolder: (objectKey: string) => string,
): LambdaFunction[] {
  return resources('AWS::Lambda::Function').map((resource) => {
    const { id, name, arn } = resource;
    const objectKey = resource.property<{ S3Key?: string }>('Code')?.S3Key;
    if (!objectKey) {
      throw new Error(`The function ${id} has no code in an asset; cdk-local runs bundled folders only.`);
    }
    const runtime = resource.property<string>('Runtime') ?? '';
    if (!runtime.startsWith('nodejs')) {
      throw new Error(`The function ${id} has the runtime ${runtime}; cdk-local runs nodejs ones only.`);
    }
    const logging = resource.property<{ LogGroup?: string; LogFormat?: string }>('LoggingConfig');
    return {
      id,
      name,
      arn,
      runtime,
      codeFolder: codeFolder(objectKey),
      handler: resource.property<string>('Handler') ?? 'index.handler',
      timeout: resource.property<number>('Timeout') ?? DEFAULT_TIMEOUT,
      memory: resource.property<number>('MemorySize') ?? DEFAULT_MEMORY,
      logGroup: logging?.LogGroup ?? `/aws/lambda/${name}`,
      logFormat: logging?.LogFormat ?? 'Text',
      environment: variables(resource.property<{ Variables?: Record<string, Json> }>('Environment')),
    };
  });
}

function variables(environment: { readonly Variables?: Record<string, Json> } | undefined) {
  const entries = Object.entries(environment?.Variables ?? {});
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}
