import type { Local } from './local.ts';
import type { LocalSettings } from './settings.ts';

/** A logical id as people read it: CloudFormation's end in eight hexadecimal digits that only the template needs. */
export function shortId(logicalId: string): string {
  return logicalId.replace(/[0-9A-F]{8}$/, '');
}

/** What `npm start` prints when everything runs: what is there, and how to create and read a first link. */
export function describeLocal(local: Local, settings: LocalSettings, now = new Date()): string {
  const { url, apiKey, assembly, dynamoDb, simulator, pockytBaseUrl, secretsManager } = local;
  const engine =
    dynamoDb.engine === 'dynalite'
      ? 'dynalite (no Java 17 or newer found for DynamoDB Local)'
      : dynamoDb.engine;
  const storage = settings.dataDir ? `data in ${settings.dataDir}` : 'data in memory, gone at the end';
  const reference = `order-${now.getTime()}`;
  const request = JSON.stringify({
    amount: '10.00',
    currency: 'USD',
    vendor: 'alipay',
    reference,
  });
  return [
    `Console      ${url}/  open it in a browser to create links, pay them and watch`,
    '',
    `Stack        ${assembly.stack}: ${assembly.functions.length} functions, ${assembly.api.routes.length} routes`,
    `Database     ${engine} at ${dynamoDb.endpoint}, ${storage}`,
    `Secrets      ${secretsManager.endpoint}`,
    `Pockyt       ${simulator ? `a simulator at ${pockytBaseUrl}` : pockytBaseUrl}`,
    ...alike(
      assembly.schedules.map(
        ({ functionId, seconds }) =>
          `Schedule     ${shortId(functionId)} every ${settings.reconcileSeconds ?? seconds} seconds`,
      ),
    ),
    ...assembly.api.routes.map((route, index) => `${index ? '            ' : 'Routes      '} ${route.key}`),
    '',
    'Or create a payment link by hand, then open its paymentUrl and pay:',
    '',
    `  curl -X POST ${url}/payment-links \\`,
    `    -H 'Authorization: Bearer ${apiKey}' -H 'Content-Type: application/json' \\`,
    `    -d '${request}'`,
    '',
    'Read it back:',
    '',
    `  curl ${url}/payment-links/${reference} -H 'Authorization: Bearer ${apiKey}'`,
    '',
    'Ctrl-C ends everything.',
    '',
  ].join('\n');
}

/** Each line once, with the number of those that are the same: a function may have many rules. */
function alike(lines: readonly string[]): string[] {
  return [...new Set(lines)].map((line) => {
    const count = lines.filter((other) => other === line).length;
    return count === 1 ? line : `${line}, ${count} side by side`;
  });
}
