/**
 * Test files, from the root, that `npm test` leaves out and `npm run test:long` runs: each proves again, at greater
 * length, what another one proves that `npm test` runs.
 */
export const LONG_TESTS: readonly string[] = [];
