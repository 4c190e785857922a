import { createHash } from 'node:crypto';
import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import serverlessExpress from '@codegenie/serverless-express';
import axios from 'axios';
import express from 'express';
import { z } from 'zod';

// What an engineer in a hurry would write: the same routes, the same calls and the same two writes, with the usual
// packages and their defaults. It promises less.

const table = process.env.PAYMENTS_TABLE;
const pockyt = axios.create({ baseURL: process.env.POCKYT_BASE_URL, timeout: 10_000 });
const dynamoDb = DynamoDBDocumentClient.from(new DynamoDBClient({}), {
  marshallOptions: { removeUndefinedValues: true },
});
const secretsManager = new SecretsManagerClient({});

const linkRequest = z.object({
  amount: z.string().regex(/^(0|[1-9]\d{0,11})(\.\d{1,2})?$/),
  currency: z.enum(['USD', 'CNY', 'PHP', 'IDR', 'KRW', 'HKD', 'THB', 'MYR', 'GBP', 'BDT', 'PKR']),
  vendor: z.string().regex(/^[a-z][a-z0-9_]{1,31}$/),
  reference: z.string().regex(/^[A-Za-z0-9_-]{1,60}$/),
  callbackUrl: z.url(),
  terminal: z.enum(['ONLINE', 'WAP', 'APP', 'MWEB', 'YIP']).default('ONLINE'),
  osType: z.enum(['IOS', 'ANDROID']).default('IOS'),
  timeout: z.string().default('120'),
  description: z.string().max(100).optional(),
  note: z.string().max(100).optional(),
});

let secret;
function credentials() {
  secret ??= secretsManager
    .send(new GetSecretValueCommand({ SecretId: process.env.CREDENTIALS_SECRET }))
    .then(({ SecretString }) => JSON.parse(SecretString));
  return secret;
}

const md5 = (text) => createHash('md5').update(text).digest('hex');

function signatureOf(parameters, token) {
  const names = Object.keys(parameters).filter((name) => name !== 'verifySign');
  const text = names
    .sort()
    .map((name) => `${name}=${parameters[name]}`)
    .join('&');
  return md5(`${text}&${md5(token)}`);
}

async function load(reference) {
  const { Item } = await dynamoDb.send(
    new GetCommand({ TableName: table, Key: { reference }, ConsistentRead: true }),
  );
  return Item;
}

const app = express();
app.use(express.json());
app.use(express.urlencoded({ extended: true }));

app.post('/payment-links', async (request, response) => {
  const parsed = linkRequest.safeParse(request.body);
  if (!parsed.success) return response.status(400).json({ errors: parsed.error.issues });
  const { token, merchantNo, storeNo } = await credentials();
  const fields = { ...parsed.data, settleCurrency: parsed.data.currency === 'GBP' ? 'GBP' : 'USD' };
  const at = new Date().toISOString();
  const requested = [{ at, event: 'requested' }];
  const payment = { ...fields, status: 'creating', version: 1, createdAt: at, history: requested };
  try {
    await dynamoDb.send(
      new PutCommand({
        TableName: table,
        Item: payment,
        ConditionExpression: 'attribute_not_exists(#key)',
        ExpressionAttributeNames: { '#key': 'reference' },
      }),
    );
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return response.status(200).json(await load(fields.reference));
  }
  const parameters = { ...fields, merchantNo, storeNo, ipnUrl: `https://${request.hostname}/ipn` };
  const signed = { ...parameters, verifySign: signatureOf(parameters, token) };
  const { data } = await pockyt.post('/online/v3/secure-pay', signed);
  if (data.ret_code !== '000100') return response.status(502).json({ message: data.ret_msg });
  const { transactionNo, cashierUrl: paymentUrl } = data.result;
  const history = [...payment.history, { at: new Date().toISOString(), event: 'link' }];
  const pending = { ...payment, status: 'pending', version: 2, transactionNo, paymentUrl, history };
  await dynamoDb.send(
    new PutCommand({
      TableName: table,
      Item: pending,
      ConditionExpression: 'version = :read',
      ExpressionAttributeValues: { ':read': 1 },
    }),
  );
  console.log(JSON.stringify({ event: 'created', reference: fields.reference, transactionNo }));
  return response.status(201).json(pending);
});

app.get('/payment-links/:reference', async (request, response) => {
  const payment = await load(request.params.reference);
  return payment ? response.json(payment) : response.status(404).json({ message: 'Not found' });
});

app.post('/ipn', async (request, response) => {
  const notice = request.body;
  const { token, merchantNo, storeNo } = await credentials();
  if (notice.verifySign !== signatureOf(notice, token)) {
    console.log(JSON.stringify({ event: 'refused' }));
    return response.status(401).send('refused');
  }
  const payment = await load(notice.reference);
  if (!payment) return response.status(404).send('unknown');
  if (payment.status === notice.status) return response.send('success');
  const parameters = { merchantNo, storeNo, transactionNo: notice.transactionNo };
  const signed = { ...parameters, verifySign: signatureOf(parameters, token) };
  const { data } = await pockyt.post('/app-data-search/v3/tran-query', signed);
  if (data.result?.status !== notice.status) return response.status(500).send('try again');
  const { status } = notice;
  const history = [...payment.history, { at: new Date().toISOString(), event: 'notice', status }];
  await dynamoDb.send(
    new PutCommand({
      TableName: table,
      Item: { ...payment, status, version: payment.version + 1, history },
      ConditionExpression: 'version = :read',
      ExpressionAttributeValues: { ':read': payment.version },
    }),
  );
  console.log(JSON.stringify({ event: 'applied', reference: notice.reference, status }));
  return response.send('success');
});

export const handler = serverlessExpress({ app });
