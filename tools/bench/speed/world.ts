import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Canned } from './answers.ts';
import { canned } from './canned.ts';
import { makeCertificate } from './certificate.ts';
import type { MockPorts } from './mock.ts';

/** Where the measured processes live: a folder, and a mock of what they call. */
export interface World {
  readonly canned: Canned;
  /** Addresses and trust, to be put over a function's environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** Writes a document that a measured process reads. Gives the file. */
  write(name: string, document: unknown): Promise<string>;
  stop(): Promise<void>;
}

const MOCK = fileURLToPath(new URL('mock.ts', import.meta.url));

export async function startWorld(): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  const { key, cert, file } = makeCertificate(folder);
  const answers = canned();
  const mock = fork(MOCK, { env: {} });
  mock.send({ key, cert, canned: answers });
  const [{ dynamodb, secretsmanager, pockyt }] = (await once(mock, 'message')) as [MockPorts];
  return {
    canned: answers,
    environment: {
      // No profile of the user's is found here.
      HOME: folder,
      TZ: ':UTC',
      NODE_EXTRA_CA_CERTS: file,
      AWS_ENDPOINT_URL_DYNAMODB: `https://127.0.0.1:${dynamodb}`,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: `https://127.0.0.1:${secretsmanager}`,
      POCKYT_BASE_URL: `https://127.0.0.1:${pockyt}`,
    },
    async write(name, document) {
      const path = join(folder, name);
      await writeFile(path, JSON.stringify(document));
      return path;
    },
    async stop() {
      if (mock.connected) {
        const gone = once(mock, 'exit');
        mock.disconnect();
        await gone;
      }
      await rm(folder, { recursive: true });
    },
  };
}
