// Loaded before a bundle: says which host names it looks up, and finds none of them.
import dns from 'node:dns';

dns.lookup = (host, _options, done) => {
  console.log(`looked up ${host}`);
  process.nextTick(done, Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: 'ENOTFOUND' }));
};
