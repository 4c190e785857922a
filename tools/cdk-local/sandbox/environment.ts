import type { LambdaFunction } from '../assembly/lambda-functions.ts';

/**
 * The environment of a function's process, from scratch: what the template gives it, what Lambda itself sets, and
 * `overlay`, which wins. Nothing comes from this process, whose AWS profile, keys or settings would send a
 * function's calls to a real account. HOME is the function's own folder, so no file of the user is read either.
 */
export function sandboxEnvironment(
  lambda: LambdaFunction,
  runtimeApi: string,
  overlay: Readonly<Record<string, string>>,
): Record<string, string> {
  return {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    HOME: lambda.codeFolder,
    TZ: ':UTC',
    LANG: 'en_US.UTF-8',
    AWS_EXECUTION_ENV: `AWS_Lambda_${lambda.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: lambda.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(lambda.memory),
    AWS_LAMBDA_LOG_GROUP_NAME: lambda.logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: 'local',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_FORMAT: lambda.logFormat,
    AWS_LAMBDA_RUNTIME_API: runtimeApi,
    LAMBDA_TASK_ROOT: lambda.codeFolder,
    _HANDLER: lambda.handler,
    ...lambda.environment,
    ...overlay,
  };
}
