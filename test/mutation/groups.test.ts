import { globSync } from 'node:fs';
import { GROUPS } from './groups.ts';

describe('mutation testing', () => {
  const groups = Object.values(GROUPS);

  it('covers the wire, HTTP, the payments and the functions that decide on them, each file once', () => {
    const files = [
      'shared/{pockyt,payments}/*.ts',
      'shared/runtime/{http-client,json,money}.ts',
      'shared/http/caller.ts',
      'functions/{create-link,ipn-webhook,refund,resolution,reconcile,cancel-link}/*.ts',
    ].flatMap((pattern) => globSync(pattern));
    // A handler only wires: the environment, the clients and the middleware.
    const mutated = files.filter((file) => !file.endsWith('/handler.ts'));
    expect(groups.flatMap(({ mutate }) => mutate).sort()).toEqual(mutated.sort());
  });

  it('has tests for each', () => {
    for (const test of groups.flatMap(({ tests }) => tests)) {
      expect([test, globSync(`test/${test}.test.ts`)]).not.toEqual([test, []]);
    }
  });
});
