import { command, runCommand } from '#tools/command-line/command.ts';
import { wholeNumber } from '#tools/command-line/options.ts';
import { LONG_TESTS } from './long-tests.ts';
import { runSteps, type Step } from './steps.ts';

const longCommand = command({
  typed: 'npm run test:long',
  does: [
    'What proves once more, at greater length or with other seeds, what npm test proves:',
    'the test files of test/run/long-tests.ts, the explorer, and the storms. Takes the better part of an hour.',
  ].join('\n'),
  options: {
    seed: wholeNumber({
      otherwise: undefined,
      does: 'of the explorer and the storms (another each time if not said)',
    }),
  },
  run: ({ seed = Math.floor(Math.random() * 1e9) }) => {
    const seeded = (name: string, file: string, ...args: string[]): Step => ({
      name: `${name}, seed ${seed}`,
      file,
      args: [...args, '--seed', String(seed)],
    });
    return runSteps([
      ...(LONG_TESTS.length > 0 ? [longTests(LONG_TESTS)] : []),
      seeded('explorer', 'test/explore/run.ts', '--schedules', '50000'),
      seeded('storm', 'tools/bench/bench.ts', 'storm'),
      seeded('storm without notices', 'tools/bench/bench.ts', 'storm', '--no-notices'),
      seeded('storm over HTTP', 'tools/bench/bench.ts', 'storm', '--http'),
    ]);
  },
});

function longTests(files: readonly string[]): Step {
  // jest.config.mjs ignores them.
  const args = ['--testPathIgnorePatterns', '/node_modules/', '--runTestsByPath', ...files];
  return { name: 'long tests', file: 'test/run/jest.ts', args };
}

process.exitCode = await runCommand(longCommand, process.argv.slice(2));
