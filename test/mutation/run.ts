import { Stryker } from '@stryker-mutator/core';
import { GROUPS } from './groups.ts';

// `npm run test:mutation` does every group, `npm run test:mutation -- sign money` does two. Fails unless each mutant of
// them is noticed.
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !Object.hasOwn(GROUPS, name));
if (unknown.length > 0) {
  console.error(`No such group: ${unknown.join(', ')}. There are ${Object.keys(GROUPS).join(', ')}.`);
  process.exit(1);
}
for (const [name, { mutate, tests }] of Object.entries(GROUPS)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  console.log(`\n${name}: ${mutate.join(', ')}`);
  await new Stryker({
    mutate: [...mutate],
    jest: { config: { testMatch: tests.map((test) => `<rootDir>/test/${test}.test.ts`) } },
    htmlReporter: { fileName: `reports/mutation/${name}.html` },
  }).runMutationTest();
}
