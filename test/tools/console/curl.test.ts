import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { curlOf, quoted } from '#tools/console/curl.ts';
import { DEFAULT_SETTINGS } from '#tools/start/settings.ts';

const run = promisify(execFile);

/** What a shell hands over to the program that such a line names. */
async function argumentsOf(line: string, env: Record<string, string> = {}): Promise<string[]> {
  const script = `curl() { printf '%s\\0' "$@"; }\n${line}`;
  const { stdout } = await run('sh', ['-c', script], { env });
  return stdout.split('\0').slice(0, -1);
}

const ADDRESS = 'http://127.0.0.1:3000/payment-links';

describe('a command line', () => {
  it.each(['', `it's`, '$HOME `id` "x" \\', `'; rm -rf /; '`, 'two\nlines', '!!'])(
    'gives %j to the program as it is',
    async (text) => {
      expect(await argumentsOf(`curl ${quoted(text)}`)).toEqual([text]);
    },
  );

  it('is the request, with the well-known key', async () => {
    const body = JSON.stringify({ note: `it's "fine" $now` });
    const line = curlOf({ method: 'POST', url: ADDRESS, apiKey: DEFAULT_SETTINGS.apiKey, body });
    expect(await argumentsOf(line)).toEqual([
      '-X',
      'POST',
      ADDRESS,
      '-H',
      'Authorization: Bearer local-development-key',
      '-H',
      'Content-Type: application/json',
      '-d',
      body,
    ]);
  });

  it('holds no key of one’s own, but takes it from the environment', async () => {
    const line = curlOf({ method: 'GET', url: ADDRESS, apiKey: 'canary-key' });
    expect(line).not.toContain('canary');
    expect(await argumentsOf(line, { API_KEY: 'canary-key' })).toEqual([
      ADDRESS,
      '-H',
      'Authorization: Bearer canary-key',
    ]);
  });
});
