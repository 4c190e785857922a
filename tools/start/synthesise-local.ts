import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { synthesise } from '../cdk-local/synthesise.ts';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

/** Bundles the functions and synthesises the stack of `stages/local.json`. Gives the assembly's folder. */
export function synthesiseLocal({
  folder = path.join(PROJECT, '.local', 'cdk.out'),
  checkDelays,
}: {
  readonly folder?: string;
  readonly checkDelays?: string;
}): Promise<string> {
  return synthesise(PROJECT, {
    folder,
    context: { stage: 'local', ...(checkDelays && { checkDelays }) },
    // The validation takes nine tenths of the time; `cdk synth` and the tests of the stack have it.
    environment: { CDK_VALIDATION: 'false' },
  });
}
