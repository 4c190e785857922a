import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { Settings } from '#infra/config.ts';
import { createConfig } from '#infra/create-config.ts';
import { PaymentLinksStack } from '#infra/stack.ts';

export interface Resource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template's properties have any shape, which the tests compare
  readonly Properties: Readonly<Record<string, any>>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

export interface Synthesized {
  readonly stack: Stack;
  readonly template: Template;
  /** By logical id without the hash at its end: `CreateLinkFunction`. */
  readonly resources: ReadonlyMap<string, Resource>;
}

export const FUNCTIONS = [
  'authorize',
  'cancel-link',
  'create-link',
  'get-link',
  'ipn-webhook',
  'qr-code',
  'reconcile',
  'refresh-link',
  'refund',
  'resolution',
  'return-page',
];

/**
 * The stack that these settings make, a sandbox's unless they say otherwise, with the feature flags of cdk.json and empty
 * functions.
 */
export function synthesize(settings: Partial<Settings> = {}): Synthesized {
  return synthesizeTogether(settings)[0] as Synthesized;
}

/** The stacks of several stages in one app. */
export function synthesizeTogether(...stages: readonly Partial<Settings>[]): Synthesized[] {
  const folder = mkdtempSync(join(tmpdir(), 'infra-test-'));
  try {
    for (const name of FUNCTIONS) {
      mkdirSync(join(folder, 'bundles', name), { recursive: true });
      writeFileSync(join(folder, 'bundles', name, 'index.mjs'), '');
    }
    const app = new App({
      outdir: join(folder, 'cdk.out'),
      context: JSON.parse(readFileSync('cdk.json', 'utf8')).context,
      analyticsReporting: false,
      builtinCloudFormationValidation: false,
    });
    const bundles = join(folder, 'bundles');
    const stacks = stages.map(
      (settings) =>
        new PaymentLinksStack(app, {
          config: createConfig({ environment: 'sandbox', ...settings }),
          bundles,
        }),
    );
    return stacks.map((stack) => {
      const template = Template.fromStack(stack);
      return { stack, template, resources: byName(template.toJSON().Resources) };
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export function nameOf(logicalId: string): string {
  return logicalId.replace(/[0-9A-F]{8}$/, '');
}

function byName(resources: Readonly<Record<string, Resource>>): ReadonlyMap<string, Resource> {
  const named = new Map(Object.entries(resources).map(([id, resource]) => [nameOf(id), resource]));
  if (named.size !== Object.keys(resources).length) throw new Error('Two resources share a name.');
  return named;
}

/** The resources of one type, by name. */
export function ofType({ resources }: Synthesized, type: string): Record<string, Resource> {
  return Object.fromEntries([...resources].filter(([, resource]) => resource.Type === type));
}
