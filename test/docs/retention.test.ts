import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  type AttributeValue,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { eventOf } from '#shared/payments/events.ts';
import type { Payment } from '#shared/payments/payment.ts';
import { createPaymentStore } from '#shared/payments/store.ts';
import { type Pipe, readPipes } from '#tools/cdk-local/assembly/pipes.ts';
import type { Table } from '#tools/cdk-local/assembly/storage.ts';
import { type Resource, streamOf } from '#tools/cdk-local/assembly/template.ts';
import { eventFrom } from '#tools/cdk-local/events/event.ts';
import { watchTable } from '#tools/cdk-local/events/table-watch.ts';
import { type Database, functionsClient, startDatabase } from '#tools/harness/databases.ts';
import {
  answered,
  CREATE_INPUT,
  CREATING,
  called,
  found,
  given,
  LINK,
  noticed,
} from '#tools/harness/payments.ts';
import { ofType, synthesize } from '#tools/harness/template.ts';
import { until } from '../tools/support/condition.ts';
import { codeBlocks, sectionsOf } from './markdown.ts';

let database: Omit<Database, 'client'> & { client: Database['client'] };
let folder: string;
beforeAll(async () => {
  database = await startDatabase('dynalite');
  folder = mkdtempSync(path.join(tmpdir(), 'retention-'));
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await database.stop();
});

describe('docs/retention.md', () => {
  const commands = sectionsOf('docs/retention.md').flatMap(({ text }) => codeBlocks(text, 'sh'));
  const command = (name: string) => commands.find((code) => code.trim().startsWith(name)) as string;
  const option = (code: string, name: string) => new RegExp(`--${name} '([^']+)'`).exec(code)?.[1] as string;
  const file = (name: string) => path.join(folder, name);
  const fileOf = (code: string, name: string) =>
    JSON.parse(readFileSync(file(new RegExp(`--${name} file://(\\S+)`).exec(code)?.[1] as string), 'utf8'));

  /** The three commands of the page, those of the AWS CLI by the same words through the SDK. */
  async function read(reference: string) {
    const get = command('aws dynamodb get-item');
    const Key = JSON.parse(option(get, 'key').replace('<reference>', reference));
    const ConsistentRead = get.includes('--consistent-read');
    const { Item } = await database.client.send(
      new GetItemCommand({ TableName: database.payments, Key, ConsistentRead }),
    );
    // The CLI prints nothing where there is no item.
    writeFileSync(file(/> (\S+[.]json)/.exec(get)?.[1] as string), Item ? JSON.stringify({ Item }) : '');
  }
  const takeOut = () => execFileSync('sh', ['-e', '-c', command('node')], { cwd: folder, stdio: 'pipe' });
  const write = () => {
    const put = command('aws dynamodb put-item');
    return database.client.send(
      new PutItemCommand({
        TableName: database.payments,
        Item: fileOf(put, 'item'),
        ConditionExpression: option(put, 'condition-expression'),
        ExpressionAttributeValues: fileOf(put, 'expression-attribute-values'),
      }),
    );
  };

  const shopper = {
    customerNo: 'canary',
    vaultId: 'canary',
    note: 'canary',
    description: 'canary',
    goodsInfo: 'canary',
    callbackUrl: 'https://shop.example/canary',
  };
  const payments = () =>
    createPaymentStore({ dynamoDb: database.client, table: database.payments, randomId: randomUUID });

  /** A payment with a shopper's data wherever it can stand, and with an event in its last write. */
  async function stored(reference: string) {
    const request = { ...CREATE_INPUT.request, ...shopper, reference };
    const { payment: created } = await payments().add({
      ...CREATING,
      reference,
      request,
      returnKey: 'canary',
    });
    const told = { customerNo: 'canary', vaultId: 'canary', vendorId: 'vendor-1' };
    const closed = { ...told, status: 'closed' };
    const cameTrue = given(created, called(LINK), noticed(closed), answered(found({ status: 'closed' })));
    const claimed = given(
      cameTrue,
      noticed({ ...told, status: 'reversed' }),
      noticed({ ...told, transactionNo: 'T-2' }),
    );
    const { payment } = await payments().replace(claimed, eventOf(created, claimed));
    return payment;
  }

  it('erases what is about a shopper and nothing else, and what was read before cannot bring it back', async () => {
    const payment = await stored('R-1');
    expect(payment.orders[0]?.claims).toHaveLength(2);
    expect(payment.orders[0]?.details).toMatchObject({ customerNo: 'canary', vaultId: 'canary' });
    await read('R-1');
    takeOut();
    await write();
    const erased = await payments().load('R-1');
    const { callbackUrl, ...request } = CREATE_INPUT.request;
    const { returnKey, ...kept } = payment;
    const orders = payment.orders.map(({ claims = [], details, ...order }) => ({
      ...order,
      claims: claims.map(({ customerNo, vaultId, ...claim }) => claim),
      details: { vendorId: 'vendor-1' },
    }));
    expect(erased).toEqual({ ...kept, request, orders, version: payment.version + 1 });
    expect(JSON.stringify(erased)).not.toContain('canary');
    expect((await payments().replace(payment)).committed).toBe(false);
  });

  it('tells nobody the last event once more', async () => {
    const { client, payments: TableName } = database;
    const item = async () =>
      (await client.send(new GetItemCommand({ TableName, Key: { reference: { S: 'R-2' } } }))).Item ?? {};
    await stored('R-2');
    expect(Object.keys(await item())).toContain('eventType');
    await read('R-2');
    takeOut();
    await write();
    expect(Object.keys(await item()).filter((name) => name.startsWith('event'))).toEqual([]);
  });

  it('is told to nobody, and an edit of the item by hand tells at most what was told, under its own id', async () => {
    const table = { name: database.payments, arn: 'payments' } as Table;
    const pipes = Object.entries(ofType(synthesize(), 'AWS::Pipes::Pipe')).map(([id, { Properties }]) => {
      const told: Record<string, unknown> = { ...Properties, Source: streamOf(table.arn) };
      return { id, property: (name: string) => told[name] } as unknown as Resource;
    });
    const [pipe] = readPipes(() => pipes, [table]) as [Pipe];
    const told: string[] = [];
    const watch = await watchTable(database.endpoint, (change) => {
      told.push(String(eventFrom(change, pipe, new Date())?.detail.eventId));
    });
    const { client } = database;
    const watched = functionsClient(watch.endpoint);
    const edit = (UpdateExpression: string, values?: Record<string, AttributeValue>) =>
      watched.send(
        new UpdateItemCommand({
          TableName: database.payments,
          Key: { reference: { S: 'R-5' } },
          UpdateExpression,
          ExpressionAttributeValues: values,
        }),
      );
    try {
      database.client = watched;
      const { version } = await stored('R-5');
      const id = `R-5#${version}`;
      await edit('SET byHand = :value', { ':value': { S: 'a note' } });
      await edit('SET version = version + :value', { ':value': { N: '1' } });
      await edit('SET updatedAt = :value REMOVE dueAt, dueShard', { ':value': { S: 'later' } });
      await read('R-5');
      takeOut();
      await write();
      await edit('SET byHand = :value', { ':value': { S: 'another note' } });
      const before = (await payments().load('R-5')) as Payment;
      const paid = given(before, answered(found()));
      await payments().replace(paid, eventOf(before, paid));
      await until('all is told', () => told.length === 8);
      const next = `R-5#${version + 3}`;
      expect(told).toEqual(['undefined', id, id, id, id, 'undefined', 'undefined', next]);
    } finally {
      database.client = client;
      watched.destroy();
      await watch.stop();
    }
  });

  it('writes over nothing that was written meanwhile', async () => {
    const payment = await stored('R-3');
    await read('R-3');
    await payments().replace({ ...payment, updatedAt: 'later' });
    takeOut();
    await expect(write()).rejects.toThrow('conditional');
    expect(await payments().load('R-3')).toMatchObject({ updatedAt: 'later' });
  });

  it('makes no payment out of nothing', async () => {
    await read('nobody');
    expect(takeOut).toThrow();
  });
});
