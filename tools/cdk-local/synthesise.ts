import { once } from 'node:events';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { spawnTied } from './processes.ts';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));
const CDK = path.join(PROJECT, 'node_modules', 'aws-cdk', 'bin', 'cdk');

/**
 * Bundles the functions and synthesises the stack for the stage `local`, as `cdk synth` does before a deployment.
 * No AWS setting of the user reaches it, and it uses no network.
 *
 * @returns the assembly's folder
 * @throws Error with what the CDK said
 */
export async function synthesise({
  folder = path.join(PROJECT, '.local', 'cdk.out'),
  checkDelays,
}: {
  readonly folder?: string;
  readonly checkDelays?: string;
} = {}): Promise<string> {
  const context = ['stage=local', 'returnPage=on', ...(checkDelays ? [`checkDelays=${checkDelays}`] : [])];
  const args = [
    CDK,
    'synth',
    '--quiet',
    '--output',
    folder,
    ...context.flatMap((each) => ['--context', each]),
  ];
  const cdk = spawnTied(process.execPath, args, {
    cwd: PROJECT,
    env: {
      PATH: `${path.dirname(process.execPath)}${path.delimiter}${process.env.PATH}`,
      HOME: process.env.HOME,
      // The validation takes nine tenths of the time; `cdk synth` and the tests of the stack have it.
      CDK_VALIDATION: 'false',
      NO_COLOR: '1',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = Promise.all([text(cdk.stdout as Readable), text(cdk.stderr as Readable)]);
  const [status] = await once(cdk, 'exit');
  if (status === 0) return folder;
  throw new Error(`The stack could not be synthesised:\n${(await said).join('').trim()}`);
}
