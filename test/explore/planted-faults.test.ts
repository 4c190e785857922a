import { explorer } from './explorer.ts';
import { FAULTS } from './planted/faults.ts';
import type { Finding } from './planted/search.ts';

it('the explorer finds every fault that is planted into the product', async () => {
  const findings = await explorer<Finding[]>('--planted', 'all', '--json');
  expect(findings).toHaveLength(FAULTS.length);
  expect(findings.length).toBeGreaterThanOrEqual(20);
  const lines = findings.map(
    ({ fault, schedules, invariant }) => `${fault}: ${schedules} schedules, ${invariant}`,
  );
  process.stdout.write(`${lines.join('\n')}\n`);
  expect(findings.filter(({ invariant }) => invariant === undefined)).toEqual([]);
}, 600_000);
