import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';

/** What the figures depend on: Node, the processor, and the packages of both sides. */
export function machine(): string[] {
  const processors = cpus();
  const ours = packages('../../../package.json');
  const bundled = ours.filter((each) => /^(@aws-sdk|@smithy|@middy|lossless|esbuild)/.test(each));
  return [
    `Node ${process.version} on ${processors.length} × ${processors[0]?.model.trim()}`,
    `ours: ${bundled.join(', ')}`,
    `peer: ${packages('../peer/package.json').join(', ')}`,
  ];
}

function packages(file: string): string[] {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8'));
  return Object.entries({ ...dependencies, ...devDependencies }).map(
    ([name, version]) => `${name} ${version}`,
  );
}
