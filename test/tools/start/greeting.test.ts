import { readTemplate } from '#tools/cdk-local/assembly/assembly.ts';
import type { Template } from '#tools/cdk-local/assembly/template.ts';
import { describeLocal } from '#tools/start/greeting.ts';
import type { Local } from '#tools/start/local.ts';
import { DEFAULT_SETTINGS } from '#tools/start/settings.ts';
import { smallStack } from '../support/small-stack.ts';

function schedulesOf(rules: number): string[] {
  const small = smallStack();
  const rule = small.Resources.EveryMinute!;
  for (let further = 2; further <= rules; further++) small.Resources[`EveryMinute${further}`] = rule;
  const assembly = readTemplate(small as Template, 'shop', (objectKey) => `/assets/${objectKey}`);
  const local = {
    url: 'http://127.0.0.1:3000',
    apiKey: 'key',
    assembly,
    dynamoDb: { engine: 'dynalite', endpoint: 'http://127.0.0.1:8000' },
    secretsManager: { endpoint: 'http://127.0.0.1:8001' },
    pockytBaseUrl: 'http://127.0.0.1:8002',
  };
  const lines = describeLocal(local as unknown as Local, { ...DEFAULT_SETTINGS, reconcileSeconds: 5 }).split(
    '\n',
  );
  return lines.filter((line) => line.startsWith('Schedule'));
}

describe('what npm start prints', () => {
  it('has a line for a schedule, and one for all that are alike', () => {
    expect(schedulesOf(1)).toEqual(['Schedule     Create every 5 seconds']);
    expect(schedulesOf(32)).toEqual(['Schedule     Create every 5 seconds, 32 side by side']);
  });
});
