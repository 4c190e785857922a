import { namesIn, namesThatSortBetween, WIRE_NAMES } from '#shared/pockyt/wire-names.ts';

describe("the parameter names of Pockyt's pages", () => {
  it('are these, in the order of a canonical string', () => {
    const names =
      'amount appId callbackUrl clientIp creditType currency customerNo description frequency goodsInfo ipnUrl ' +
      'merGroupNo merchantNo note openid osType osVersion paymentCount reference refundAmount ' +
      'refundReference rmbAmount settleCurrency storeAdminNo storeNo terminal timeout vaultId vendor verifySign';
    expect(WIRE_NAMES.join(' ')).toBe(names);
    expect([...WIRE_NAMES].sort()).toEqual(WIRE_NAMES);
  });

  it('stand between two of them without either', () => {
    expect(namesThatSortBetween('callbackUrl', 'currency')).toEqual(['clientIp', 'creditType']);
    expect(namesThatSortBetween('amount', 'appId')).toEqual([]);
  });

  it('are found in a message as whole words, however they are written', () => {
    expect(namesIn('data error : VERIFYSIGN, amount.')).toEqual(['amount', 'verifySign']);
    expect(namesIn('the amounts of preamount')).toEqual([]);
  });
});
