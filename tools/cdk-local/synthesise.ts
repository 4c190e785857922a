import { once } from 'node:events';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { spawnTied } from './processes.ts';

export interface SynthesisOptions {
  /** Where the assembly goes. */
  readonly folder: string;
  /** What `cdk synth --context` would be given. */
  readonly context?: Readonly<Record<string, string>>;
  /** What the app's environment holds beside PATH and HOME. */
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * Synthesises a CDK project by its own `aws-cdk`, as `cdk synth` does before a deployment. No AWS setting of the user
 * reaches it, so it can look nothing up in an account.
 *
 * @param project the folder with its cdk.json
 * @returns the assembly's folder
 * @throws Error with what the CDK said
 */
export async function synthesise(
  project: string,
  { folder, context = {}, environment = {} }: SynthesisOptions,
): Promise<string> {
  const given = Object.entries(context).flatMap(([name, value]) => ['--context', `${name}=${value}`]);
  const command = [cdkOf(project), 'synth', '--quiet', '--output', folder, ...given];
  const cdk = spawnTied(process.execPath, command, {
    cwd: project,
    env: {
      PATH: `${path.dirname(process.execPath)}${path.delimiter}${process.env.PATH}`,
      HOME: process.env.HOME,
      NO_COLOR: '1',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = Promise.all([text(cdk.stdout as Readable), text(cdk.stderr as Readable)]);
  const [status] = await once(cdk, 'exit');
  if (status === 0) return folder;
  throw new Error(`The stack could not be synthesised:\n${(await said).join('').trim()}`);
}

function cdkOf(project: string): string {
  try {
    return createRequire(path.join(project, 'cdk.json')).resolve('aws-cdk/bin/cdk');
  } catch {
    throw new Error(`${project} has no aws-cdk in its node_modules. Add it to its devDependencies.`);
  }
}
