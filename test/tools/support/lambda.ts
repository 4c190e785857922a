import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { LambdaFunction } from '#tools/cdk-local/assembly/lambda-functions.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A function whose bundle is this source of an ES module. */
export function lambdaOf(source: string, overrides: Partial<LambdaFunction> = {}): LambdaFunction {
  const codeFolder = temporaryFolder('lambda-');
  writeFileSync(path.join(codeFolder, 'index.mjs'), source);
  return {
    id: 'Test',
    name: 'stack-Test',
    arn: 'arn:aws:lambda:us-east-1:000000000000:function:stack-Test',
    codeFolder,
    handler: 'index.handler',
    runtime: 'nodejs24.x',
    timeout: 10,
    memory: 512,
    logGroup: '/aws/lambda/stack-Test',
    logFormat: 'JSON',
    environment: {},
    ...overrides,
  };
}
