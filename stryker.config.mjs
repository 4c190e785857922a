// Mutation testing: `npm run test:mutation`, on demand. `-- --mutate 'shared/pockyt/**'` does one folder.
export default {
  mutate: [
    'shared/pockyt/**/*.ts',
    'shared/payments/**/*.ts',
    'shared/money.ts',
    'shared/json.ts',
    'functions/create-link/*.ts',
    'functions/ipn-webhook/*.ts',
    // A handler only wires: the environment, the clients and the middleware.
    '!functions/*/handler.ts',
  ],
  plugins: ['@stryker-mutator/jest-runner'],
  testRunner: 'jest',
  jest: {
    configFile: 'jest.config.mjs',
    config: {
      // The tests of these very files. What starts the handlers, the stack or a storm is too slow for every mutant.
      testMatch: [
        '<rootDir>/test/shared/*.test.ts',
        '<rootDir>/test/shared/{pockyt,payments}/*.test.ts',
        '<rootDir>/test/functions/{create-link*,receive-notice}.test.ts',
      ],
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
  // What a sandbox would copy for nothing, and tsconfig.json, which Stryker would rewrite with an API that
  // TypeScript 7 does not have.
  ignorePatterns: ['tsconfig.json', 'cdk.out', 'dist', 'coverage', '.local', 'reports', 'docs', 'bench'],
  tempDirName: '.stryker-tmp',
  reporters: ['clear-text', 'progress', 'html'],
  clearTextReporter: { allowColor: false, reportTests: false },
  htmlReporter: { fileName: 'reports/mutation.html' },
  thresholds: { high: 100, low: 100, break: 100 },
};
