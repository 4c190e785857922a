import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

/** The errors of AWS that the functions tell apart by their class. */
export const KNOWN_ERRORS: readonly string[] = [
  'ConditionalCheckFailedException',
  'InvalidRequestException',
  'ResourceNotFoundException',
];

const REGISTRATION = /^n0_registry\.registerError\((\w+)\$, \1\);$/gm;
const CONSTANT = /^const (_\w+) = ("\w+");$/gm;
const COMPUTED_KEY = /\[(_\w+)\]:/g;

/**
 * Registers with the SDK's clients these errors alone. Each registered class brings its schema and its fields, and
 * DynamoDB has thirty of them. An error that is not registered arrives as the service's own exception, with the same
 * name, message and metadata; and by name and status the SDK decides what is tried again.
 */
export const knownErrors: Plugin = {
  name: 'known-errors',
  setup(build) {
    const schemas = /\/node_modules\/@aws-sdk\/client-[^/]+\/dist-es\/schemas\/schemas_0\.js$/;
    build.onLoad({ filter: schemas }, async ({ path }) => ({
      contents: keepKnown(await readFile(path, 'utf8')),
    }));
  },
};

function keepKnown(schemas: string): string {
  const constants = new Map([...schemas.matchAll(CONSTANT)].map(([, name, text]) => [name, text]));
  return (
    schemas
      .replace(REGISTRATION, (line, name) => (KNOWN_ERRORS.includes(name) ? line : ''))
      // A bundler keeps an object with a computed key for ever: computing it might do something.
      .replace(COMPUTED_KEY, (key, name) => (constants.has(name) ? `${constants.get(name)}:` : key))
  );
}
