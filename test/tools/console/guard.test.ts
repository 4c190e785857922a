import { whyRefused } from '#tools/console/guard.ts';

const PORT = 3000;

describe('the guard', () => {
  it.each(['127.0.0.1:3000', 'localhost:3000', 'LOCALHOST:3000', '[::1]:3000'])(
    'answers a program without a browser’s headers under %s',
    (host) => {
      expect(whyRefused('GET', { host }, PORT)).toBeUndefined();
      expect(whyRefused('POST', { host }, PORT)).toBeUndefined();
    },
  );

  it.each([
    'evil.example:3000',
    '127.0.0.1.evil.example:3000',
    'localhost.evil.example:3000',
    'evil.example@127.0.0.1:3000',
    '127.0.0.1:3000.evil.example',
    '127.0.0.1:3001',
    '127.0.0.1',
    '0.0.0.0:3000',
    '',
    undefined,
  ])('answers nobody under the name %j, whatever the method', (host) => {
    const ours = { host, origin: 'http://127.0.0.1:3000', 'sec-fetch-site': 'same-origin' };
    expect(whyRefused('GET', { host }, PORT)).toContain('http://127.0.0.1:3000 only');
    expect(whyRefused('POST', ours, PORT)).toContain('http://127.0.0.1:3000 only');
  });

  it('knows a name without a port as that of port 80', () => {
    expect(whyRefused('GET', { host: 'localhost' }, 80)).toBeUndefined();
  });

  const host = '127.0.0.1:3000';

  it.each([
    { origin: 'http://127.0.0.1:3000' },
    { 'sec-fetch-site': 'same-origin' },
    { origin: 'http://127.0.0.1:3000', 'sec-fetch-site': 'same-origin' },
  ])('takes a form from a page of its own: %j', (headers) => {
    expect(whyRefused('POST', { host, ...headers }, PORT)).toBeUndefined();
  });

  it.each([
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: 'http://127.0.0.1:4000' },
    { origin: 'http://localhost:3000' },
    { origin: 'https://127.0.0.1:3000' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'none' },
    { origin: 'http://127.0.0.1:3000', 'sec-fetch-site': 'cross-site' },
    { origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' },
  ])('takes no form from elsewhere: %j', (headers) => {
    expect(whyRefused('POST', { host, ...headers }, PORT)).toContain('own pages only');
    expect(whyRefused('DELETE', { host, ...headers }, PORT)).toContain('own pages only');
  });

  it('shows a page to whoever comes back from the payment page', () => {
    expect(whyRefused('GET', { host, 'sec-fetch-site': 'cross-site' }, PORT)).toBeUndefined();
    expect(whyRefused('HEAD', { host, 'sec-fetch-site': 'same-site' }, PORT)).toBeUndefined();
  });
});
