import { measure } from '#infra/bundle/budget.ts';
import { bundleFunctions } from '#infra/bundle/bundle.ts';
import { BUNDLES_FOLDER } from '#infra/bundle/bundles-folder.ts';
import { command, runCommand } from '../command-line/command.ts';
import { flag } from '../command-line/options.ts';
import { overBudget, readBudgets, setBudgets, sizeLines } from './budgets.ts';

const buildCommand = command({
  typed: 'npm run build',
  does: [
    'Bundles every function into dist/bundles/, and says how large each is.',
    'The exit code is 1 when one is larger than its budget in infra/bundle/budgets.json.',
  ].join('\n'),
  options: {
    'set-budgets': flag('sets the budgets to the bundles of today, with room for a little more'),
  },
  async run({ 'set-budgets': isSetting }) {
    const { metafile } = await bundleFunctions();
    const sizes = await measure(BUNDLES_FOLDER, metafile);
    if (isSetting) await setBudgets(sizes);
    const budgets = await readBudgets();
    for (const line of sizeLines(sizes, budgets)) console.log(line);
    const problems = overBudget(sizes, budgets);
    for (const problem of problems) console.error(`\n${problem}`);
    return problems.length > 0 ? 1 : 0;
  },
});

process.exitCode = await runCommand(buildCommand, process.argv.slice(2));
