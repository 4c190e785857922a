import { command, runCommand } from '#tools/command-line/command.ts';
import { GROUPS } from './groups.ts';

const mutationCommand = command({
  typed: 'npm run test:mutation',
  does: [
    'Changes the code in small ways, one at a time, and shows each change that no test minds.',
    'Without a group it does all, which takes the better part of an hour. The exit code is 1 when one is not noticed.',
  ].join('\n'),
  operands: {
    written: '[group ...]',
    does: `some of: ${Object.keys(GROUPS).join(', ')}`,
    least: 0,
    most: Object.keys(GROUPS).length,
    choices: Object.keys(GROUPS),
  },
  options: {},
  async run(_, asked) {
    const { Stryker } = await import('@stryker-mutator/core');
    for (const [name, { mutate, tests }] of Object.entries(GROUPS)) {
      if (asked.length > 0 && !asked.includes(name)) continue;
      console.log(`\n${name}: ${mutate.join(', ')}`);
      await new Stryker({
        mutate: [...mutate],
        jest: { config: { testMatch: tests.map((test) => `<rootDir>/test/${test}.test.ts`) } },
        htmlReporter: { fileName: `reports/mutation/${name}.html` },
        allowConsoleColors: !process.env.NO_COLOR,
      }).runMutationTest();
    }
    // Stryker sets it when a group falls below the threshold.
    return Number(process.exitCode ?? 0);
  },
});

process.exitCode = await runCommand(mutationCommand, process.argv.slice(2));
