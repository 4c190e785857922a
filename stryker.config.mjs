// What every group of test/mutation/groups.ts has in common.
export default {
  plugins: ['@stryker-mutator/jest-runner'],
  testRunner: 'jest',
  jest: {
    configFile: 'jest.config.mjs',
    config: {
      // Jest finds the tests of a file only along imports between files that it knows.
      roots: ['<rootDir>/test', '<rootDir>/shared', '<rootDir>/functions'],
      // A mutant may leave a test waiting for ever.
      testTimeout: 10_000,
    },
  },
  coverageAnalysis: 'perTest',
  concurrency: 2,
  // A timeout counts as noticed: a busy machine must not make a survivor look like an endless loop.
  timeoutMS: 20_000,
  warnings: { slow: false },
  // What a sandbox would copy for nothing, and tsconfig.json, which Stryker would rewrite with an API that
  // TypeScript 7 does not have.
  ignorePatterns: [
    'tsconfig.json',
    'cdk.out',
    'dist',
    'coverage',
    '.local',
    'reports',
    'docs',
    'tools/bench',
  ],
  tempDirName: '.stryker-tmp',
  reporters: ['clear-text', 'progress', 'html'],
  clearTextReporter: { allowColor: false, reportTests: false },
  thresholds: { high: 100, low: 100, break: 100 },
};
