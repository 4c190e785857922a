import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { sectionOf, tableRows } from './markdown.ts';

const PAGE = 'CONTRIBUTING.md';

describe('CONTRIBUTING.md', () => {
  it('has every script of package.json and none too many, in their order', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
    const rows = tableRows(sectionOf(PAGE, 'Scripts').text);
    expect(rows.map(([script]) => script)).toEqual(Object.keys(scripts));
    for (const [, does = ''] of rows) expect(does).not.toBe('');
  });
});

describe('the workflow on GitHub', () => {
  const { jobs } = parse(readFileSync('.github/workflows/ci.yml', 'utf8'));
  const commandsOf = (job: { steps: { run?: string }[] }) => job.steps.flatMap(({ run }) => run ?? []);

  it('runs the same gate as anybody else', () => {
    expect(commandsOf(jobs.test)).toEqual(['.ci/run']);
    expect(readFileSync('.ci/run', 'utf8').match(/^np[mx] .*$/gm)).toEqual([
      'npm ci',
      'npm test',
      'npx cdk synth --quiet',
    ]);
  });

  it('runs nightly what takes long', () => {
    expect(commandsOf(jobs.long)).toEqual(['npm ci', 'npm run test:long']);
  });
});
