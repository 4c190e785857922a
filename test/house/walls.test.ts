import { spawnSync } from 'node:child_process';
import { copyFileSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { temporaryFolder } from '#test/tools/support/temporary-folder.ts';

const BIOME = path.resolve('node_modules/@biomejs/biome/bin/biome');

/** Files and what each imports, by the wall that it runs into or not. */
const WALLS = {
  'shared imports nothing but itself': {
    refused: {
      'shared/payments/of-a-function.ts': "import { a } from '#functions/refund/refund.ts';",
      'shared/payments/of-infra.ts': "import type { A } from '../../infra/settings.ts';",
      'shared/of-a-tool.ts': "export { a } from '#tools/harness/clock.ts';",
      'shared/of-a-test.ts': "import '../test/support/output.ts';",
    },
    accepted: { 'shared/payments/of-shared.ts': "import { a } from '../runtime/money.ts';" },
  },
  'functions import nothing of infra, tools or test': {
    refused: {
      'functions/refund/of-infra.ts': "import { a } from '#infra/settings.ts';",
      'functions/refund/of-a-tool.ts': "export const a = await import('../../tools/harness/clock.ts');",
      'functions/of-a-test.ts': "import type { A } from '#test/support/output.ts';",
    },
    accepted: { 'functions/refund/of-shared.ts': "import { a } from '#shared/runtime/money.ts';" },
  },
  'infra imports nothing of functions, tools or test': {
    refused: {
      'infra/bundle/of-a-function.ts': "import { a } from '../../functions/refund/refund.ts';",
      'infra/of-a-tool.ts': "import { a } from '#tools/start/settings.ts';",
      'infra/constructs/of-a-test.ts': "import { a } from '#test/support/output.ts';",
    },
    accepted: { 'infra/of-shared.ts': "import { a } from '#shared/runtime/money.ts';" },
  },
  'tools import nothing of test': {
    refused: {
      'tools/bench/cost/of-a-test.ts': "import type { A } from '#test/support/output.ts';",
      'tools/of-a-test.mjs': "import { a } from '../test/support/output.ts';",
    },
    accepted: {
      'tools/bench/of-a-function.ts': "import { a } from '#functions/refund/refund.ts';",
      'tools/bench/of-infra.ts': "import { a } from '#infra/settings.ts';",
    },
  },
  'tools/cdk-local stands alone': {
    refused: {
      'tools/cdk-local/of-shared.ts': "import { a } from '#shared/runtime/money.ts';",
      'tools/cdk-local/of-a-tool.ts': "import type { A } from '../start/settings.ts';",
      'tools/cdk-local/of-itself-by-our-name.ts': "import { a } from '#tools/cdk-local/java.ts';",
      'tools/cdk-local/front/of-a-tool.ts': "import { a } from '../../simulator/money.ts';",
      'tools/cdk-local/front/deep/of-a-tool.ts': "import { a } from '../../../simulator/money.ts';",
      'tools/cdk-local/sandbox/of-a-test.mjs': "import { a } from '#test/support/output.ts';",
    },
    accepted: {
      'tools/cdk-local/of-itself.ts': "import { a } from './front/routes.ts';",
      'tools/cdk-local/front/of-itself.ts': "import { a } from '../assembly/template.ts';",
      'tools/cdk-local/of-packages.ts':
        "import { once } from 'node:events';\nimport { a } from '@aws-sdk/client-dynamodb';",
    },
  },
} as const;

const CYCLES = {
  'shared/one.ts': "import type { Two } from './two.ts';\nexport interface One { two: Two }",
  'shared/two.ts': "import type { One } from './one.ts';\nexport interface Two { one: One }",
  'tools/three.ts': "import { four } from '#tools/four.ts';\nexport const three = () => four;",
  'tools/four.ts': "import { five } from '#tools/five.ts';\nexport const four = five;",
  'tools/five.ts':
    "import type { three } from '#tools/three.ts';\nexport const five = (a: typeof three) => a;",
  'tools/six.ts': "import { four } from '#tools/four.ts';\nexport const six = four;",
};

/** What another package brings along is there today; what is for tests and tools is not deployed on purpose. */
const PACKAGES = {
  refused: {
    'shared/of-what-another-brings.ts': "import type { A } from '@smithy/util-utf8';",
    'tools/of-nobody.ts': "import { a } from 'left-pad';",
    'functions/refund/of-the-tests.ts': "import { a } from 'fast-check';",
  },
  accepted: {
    'shared/of-a-package.ts': "import { a } from 'lossless-json';",
    'functions/refund/of-a-type.ts': "import type { A } from 'aws-lambda';",
    'infra/bundle/of-a-tool.ts': "import { a } from 'esbuild';",
    'tools/of-the-tests.ts': "import { a } from 'ajv';",
    'test/of-the-tests.ts': "import { a } from 'fast-check';",
  },
};

const RULES = [
  'lint/style/noRestrictedImports',
  'lint/suspicious/noImportCycles',
  'lint/correctness/noUndeclaredDependencies',
];

interface Finding {
  readonly category: string;
  readonly message: string;
  readonly location: { readonly path: string };
}

/** What the project's own linter says of imports in a house with these files. */
function lint(files: Readonly<Record<string, string>>): readonly Finding[] {
  const folder = temporaryFolder('walls-');
  for (const name of ['biome.json', 'package.json', '.gitignore'])
    copyFileSync(name, path.join(folder, name));
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, `${text}\n`);
  }
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [BIOME, 'lint', '--reporter=json', '--max-diagnostics=none'],
    { cwd: folder, encoding: 'utf8' },
  );
  if (!stdout.startsWith('{')) throw new Error(`Biome did not lint: ${stderr}`);
  const { diagnostics } = JSON.parse(stdout) as { readonly diagnostics: readonly Finding[] };
  // Biome's --only would switch on a rule that biome.json has switched off.
  return diagnostics.filter(({ category }) => RULES.includes(category));
}

describe('the walls of the house', () => {
  const all = Object.values(WALLS).map(({ refused, accepted }) => ({ ...refused, ...accepted }));
  let findings: readonly Finding[];
  beforeAll(() => {
    findings = lint(Object.assign({}, CYCLES, PACKAGES.refused, PACKAGES.accepted, ...all));
  });
  const saidOf = (files: object) =>
    Object.fromEntries(
      Object.keys(files).map((file) => [
        file,
        findings.filter(({ location }) => location.path === file).map(({ message }) => message),
      ]),
    );

  it.each(Object.entries(WALLS))('%s', (rule, { refused, accepted }) => {
    for (const [file, said] of Object.entries(saidOf(refused))) {
      expect([file, said]).toEqual([file, [expect.stringContaining(rule)]]);
    }
    for (const [file, said] of Object.entries(saidOf(accepted))) expect([file, said]).toEqual([file, []]);
  });

  it('no imports go in a circle, of types neither', () => {
    expect(Object.entries(saidOf(CYCLES)).flatMap(([file, said]) => (said.length > 0 ? [file] : []))).toEqual(
      ['shared/one.ts', 'shared/two.ts', 'tools/three.ts', 'tools/four.ts', 'tools/five.ts'],
    );
  });

  it('every package that is imported is declared, and for the functions not only for the tests', () => {
    const wrong = Object.entries(saidOf({ ...PACKAGES.refused, ...PACKAGES.accepted })).filter(
      ([, said]) => said.length > 0,
    );
    expect(wrong.map(([file]) => file)).toEqual(Object.keys(PACKAGES.refused));
    for (const [, said] of wrong) expect(said).toEqual([expect.stringContaining("isn't specified")]);
  });

  it('no type hides an import, where the linter does not see it', () => {
    const files = globSync('{functions,shared,infra,tools,test,examples}/**/*.ts');
    const hidden = files.filter((file) => INLINE.test(readFileSync(file, 'utf8')));
    // This file shows what they look like.
    expect(hidden).toEqual(['test/house/walls.test.ts']);
  });

  it.each([
    ['readonly process: import("./process.ts").Process;', true],
    ["type A = typeof import('#tools/a.ts');", true],
    ["const a = await import('./a.ts');", false],
    ["if (a) (await import('./a.ts')).run();", false],
  ])('an import in a type is told from one that is awaited: %s', (text, isHidden) => {
    expect(INLINE.test(text)).toBe(isHidden);
  });
});

/** An `import('…')` that is not awaited: a type's. */
const INLINE = /(?<!await )\bimport\(['"]/;
