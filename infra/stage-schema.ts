import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Kind } from './setting-kinds.ts';
import { DEFAULTS, SETTING_NAMES, SETTINGS } from './settings.ts';

const FILE = fileURLToPath(new URL('../stages/stage.schema.json', import.meta.url));
const DOCUMENTED = fileURLToPath(new URL('./config.ts', import.meta.url));

/**
 * The JSON Schema of a stage's file, by which an editor completes, explains and checks it. It takes every file that the
 * app takes; that numbers rise, and what an address may hold, only the app checks.
 *
 * After a change of the settings write it again: `node infra/stage-schema.ts && npm run format`.
 */
export function stageSchema(): object {
  const explained = explanations();
  // Of an object each member has its own default, which the explanation says.
  const { throttles, reservedConcurrency, ...plain } = DEFAULTS;
  const defaults: Readonly<Record<string, unknown>> = plain;
  const properties = SETTING_NAMES.filter((name) => name !== 'stage').map((name) => {
    const { schema }: Kind<unknown> = SETTINGS[name];
    const byDefault = name in defaults && { default: defaults[name] };
    return [name, { description: explained.get(name), ...schema, ...byDefault }];
  });
  const tokensOf = ['jwtIssuer', 'jwtAudience'];
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'The settings of a stage, by the name of its file',
    type: 'object',
    properties: { $schema: { type: 'string' }, ...Object.fromEntries(properties) },
    additionalProperties: false,
    required: ['environment'],
    dependencies: { domainName: ['certificateArn'], certificateArn: ['domainName'] },
    if: { properties: { auth: { const: 'jwt' } }, required: ['auth'] },
    // biome-ignore lint/suspicious/noThenProperty: JSON Schema's own word, in an object that nobody awaits
    then: { required: tokensOf },
    else: {
      properties: {
        ...Object.fromEntries(tokensOf.map((name) => [name, false])),
        jwtScopes: { const: false },
      },
    },
  };
}

/** What the comments in `config.ts` say about each setting, each in one line. */
function explanations(): ReadonlyMap<string, string> {
  const [, settings = ''] =
    /interface Settings \{([\s\S]*?)\n\}/.exec(readFileSync(DOCUMENTED, 'utf8')) ?? [];
  const documented = settings.matchAll(/\/\*\*([\s\S]*?)\*\/\s+readonly (\w+)/g);
  return new Map(
    [...documented].map(([, comment = '', name = '']) => [
      name,
      comment.replaceAll(/\s+(\* )?/g, ' ').trim(),
    ]),
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(FILE, `${JSON.stringify(stageSchema(), null, 2)}\n`);
}
