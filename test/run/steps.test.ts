import { existsSync } from 'node:fs';
import { LONG_TESTS } from './long-tests.ts';
import { runSteps } from './steps.ts';

const exits = (name: string, status: number) => ({ name, file: '-e', args: [`process.exit(${status})`] });

let said: string[];
beforeEach(() => {
  said = [];
  for (const method of ['log', 'error'] as const) {
    jest.spyOn(console, method).mockImplementation((...[line]) => void said.push(String(line).trim()));
  }
});
afterEach(() => jest.restoreAllMocks());

describe('steps', () => {
  it('pass when each of them does', async () => {
    expect(await runSteps([exits('types', 0), exits('lint', 0)])).toBe(0);
    expect(said).toEqual(['> types', '> lint', expect.stringMatching(/^Passed: types \d+ s, lint \d+ s\.$/)]);
  });

  it('end with the first that fails, and with its exit code', async () => {
    expect(await runSteps([exits('types', 0), exits('lint', 3), exits('tests', 0)])).toBe(3);
    expect(said).toEqual(['> types', '> lint', 'Failed: lint.']);
  });
});

it('there is each file that is left to the long run', () => {
  expect(LONG_TESTS.filter((file) => !existsSync(file) || !file.endsWith('.test.ts'))).toEqual([]);
});
