import { TEXTS } from '#functions/return-page/texts.ts';
import type { Functions } from '#test/support/functions.ts';
import { startFunctions } from './support/start-functions.ts';

const URL = 'https://api.example.com';
const BODY = { amount: '13', currency: 'PHP', vendor: 'alipay' };

let functions: Functions;
beforeAll(async () => {
  functions = await startFunctions({ environment: { RETURN_PAGE: 'on' } });
});
afterAll(() => functions.stop());

async function create(reference: string, change: object = {}) {
  const response = await functions.call('create-link', {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...BODY, reference, ...change }),
  });
  return JSON.parse(response.body);
}

function open(id: string, query = '', language = 'en') {
  return functions.call('return-page', {
    method: 'GET',
    path: `/return/${id}${query}`,
    pathParameters: { id },
    headers: { 'accept-language': language },
  });
}

it('the customer comes back to the page of the payment, wherever the caller said nothing else', async () => {
  const link = await create('back-1');
  const { returnPage } = link.links;
  expect(returnPage).toMatch(/^https:\/\/api\.example\.com\/return\/back-1\.[A-Za-z0-9_-]{22}$/);
  expect(functions.simulator.requests.at(-1)?.parameters).toMatchObject({ callbackUrl: returnPage });

  const page = await open(returnPage.slice(`${URL}/return/`.length));
  expect(page.statusCode).toBe(200);
  expect(page.body).toContain(`<h1>${TEXTS.en.waiting[0]}</h1>`);
  expect(page.body).toContain('content="3;url=?look=1"');
});

it('believes and repeats nothing that stands in its address', async () => {
  const { returnPage } = (await create('back-2')).links;
  const id = returnPage.slice(`${URL}/return/`.length);
  const plain = await open(id);
  const queries = [
    '?status=success',
    '?look=%22%3E%3Cscript%3E',
    '?look=-1',
    '?look=1&look=2',
    '?amount=1&look=',
  ];
  for (const query of queries) expect(await open(id, query)).toEqual(plain);
  expect((await open(id, '?look=2')).body).toContain('content="5;url=?look=3"');
});

it('is one and the same for everything that opens no page', async () => {
  const { returnPage } = (await create('back-3')).links;
  const [, key] = returnPage.split('/return/back-3.');
  const notFound = await open('nonsense', '', 'ur');
  expect(notFound.statusCode).toBe(404);
  expect(notFound.body).toContain(TEXTS.ur.notFound[0]);
  for (const id of [`back-3.${'A'.repeat(22)}`, `back-2.${key}`, `nobody.${key}`, 'back-3', key, '']) {
    expect(await open(id, '', 'ur')).toEqual(notFound);
  }
});

it('a fault of ours is a page as well, and the log tells which, without the key', async () => {
  const broken = await startFunctions({ environment: { RETURN_PAGE: 'on' } });
  try {
    await broken.database.stop();
    const id = `back-4.${'A'.repeat(22)}`;
    const page = await broken.call('return-page', {
      method: 'GET',
      path: `/return/${id}`,
      pathParameters: { id },
      headers: { 'accept-language': 'ko' },
    });
    expect(page).toMatchObject({ statusCode: 500, headers: { 'content-language': 'ko' } });
    expect(page.body).toContain(TEXTS.ko.fault[0]);
    expect(broken.output.map((line) => JSON.parse(line).event)).toEqual(['request.failed']);
    expect(broken.output.join()).not.toContain('A'.repeat(22));
  } finally {
    await broken.stop();
  }
});
