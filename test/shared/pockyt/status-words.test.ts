import { isConfirming, providerStatus } from '#shared/pockyt/status-words.ts';

describe("Pockyt's word", () => {
  it.each([
    ['success', 'paid'],
    ['failed', 'failed'],
    ['fail', 'failed'],
    ['closed', 'closed'],
    ['reversed', 'reversed'],
    ['init', 'open'],
    ['dealing', 'open'],
    ['pending', 'open'],
    ['', null],
    ['SUCCESS', 'paid'],
    [' Reversed ', 'reversed'],
    ['succes', null],
    ['constructor', null],
  ])('"%s" means %s', (word, status) => {
    expect(providerStatus(word)).toBe(status);
  });
});

describe('money may be on its way', () => {
  it.each([
    ['pending', true],
    ['dealing', true],
    ['init', false],
    ['success', false],
    ['closed', false],
    ['PENDING', true],
    [' Dealing ', true],
    ['', false],
  ])('at the word "%s": %s', (word, confirming) => {
    expect(isConfirming(word)).toBe(confirming);
  });
});
