import { LONG_TESTS } from './test/run/long-tests.ts';

export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', ...LONG_TESTS.map((file) => `<rootDir>/${file}$`)],
  transform: { '\\.(ts|js|mjs)$': '<rootDir>/test/setup/esbuild-transform.mjs' },
  // These packages ship ES modules only; everything else in node_modules is left as it is.
  transformIgnorePatterns: ['/node_modules/(?!@middy/)'],
  moduleNameMapper: {
    '^#(shared|functions|infra|tools|test)/(.*)$': '<rootDir>/$1/$2',
    '^@middy/(core|util)$': '<rootDir>/node_modules/@middy/$1/index.js',
  },
  moduleFileExtensions: ['ts', 'js', 'mjs', 'json'],
  // By itself jest leaves a core idle, which on two is half of the machine.
  maxWorkers: '100%',
  // Only what hangs comes to it: a busy machine is to fail nothing.
  testTimeout: 90_000,
  coverageProvider: 'babel',
  collectCoverageFrom: ['functions/**/*.ts', 'shared/**/*.ts'],
  coverageThreshold: { global: { branches: 100, functions: 100, lines: 100, statements: 100 } },
  coverageReporters: ['text-summary', 'html', ['text', { skipFull: true }]],
};
