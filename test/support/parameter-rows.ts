import { CURRENCIES, TERMINALS } from '#shared/pockyt/fields.ts';

const VAULT = 'ca_af748cc62c334c75b83844e53b76e9b3';
const LONG = 'é🍵'.repeat(50);

export type Row = readonly [
  parameter: string,
  accepted: readonly object[],
  wire: readonly unknown[],
  refusals: readonly object[],
];

/** A row per parameter: requests that are accepted, the value that each sends, and requests that are refused for it. */
export const ROWS: readonly Row[] = [
  [
    'customerNo',
    [{ customerNo: '302156' }, {}, { customerNo: '' }],
    ['302156', undefined, undefined],
    [{ customerNo: 302156 }, { customerNo: 'a b' }, { customerNo: 'a&b=c' }],
  ],
  [
    'storeNo',
    [{}, { storeNo: '300099' }],
    ['300014', '300099'],
    [{ storeNo: 300014 }, { storeNo: '3000 14' }, { storeNo: 'x'.repeat(33) }],
  ],
  [
    'amount',
    [
      { amount: '13' },
      { amount: '13.00' },
      { amount: '0.01' },
      { amount: '999999999999.99' },
      { amount: '100', currency: 'KRW' },
    ],
    ['13', '13.00', '0.01', '999999999999.99', '100'],
    [
      { amount: 13 },
      { amount: '0' },
      { amount: '0.00' },
      { amount: '-1' },
      { amount: '01' },
      { amount: '1.234' },
      { amount: '1e3' },
      { amount: '1000000000000' },
      { amount: '' },
      { amount: undefined },
      { amount: '13.00', currency: 'KRW' },
      { amount: '13.5', currency: 'IDR' },
    ],
  ],
  [
    'currency',
    CURRENCIES.map((currency) => ({ currency })),
    CURRENCIES,
    [{ currency: 'EUR' }, { currency: 'php' }, { currency: ['PHP'] }, { currency: undefined }],
  ],
  [
    'settleCurrency',
    [{}, { settleCurrency: 'USD' }, { currency: 'GBP' }, { currency: 'GBP', settleCurrency: 'GBP' }],
    ['USD', 'USD', 'GBP', 'GBP'],
    [{ settleCurrency: 'GBP' }, { currency: 'GBP', settleCurrency: 'USD' }, { settleCurrency: 'PHP' }],
  ],
  [
    'vendor',
    [{ vendor: 'alipay' }, { vendor: 'alipay_hk' }, { vendor: 'somethingnew2' }],
    ['alipay', 'alipay_hk', 'somethingnew2'],
    [
      { vendor: 'Alipay' },
      { vendor: 'a' },
      { vendor: 'ali pay' },
      { vendor: 'x'.repeat(33) },
      { vendor: undefined },
    ],
  ],
  [
    'callbackUrl',
    [
      { callbackUrl: 'http://shop.example/?status={status}' },
      { callbackUrl: 'https://shop.example/?trans_no={transactionNo}&amount={amount}&t={time}&n={note}' },
      { callbackUrl: 'https://shop.example/{reference}?a=%7B+b#c' },
      { callbackUrl: undefined },
    ],
    [
      'http://shop.example/?status={status}',
      'https://shop.example/?trans_no={transactionNo}&amount={amount}&t={time}&n={note}',
      'https://shop.example/{reference}?a=%7B+b#c',
      expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/return\/row-\d+\.[\w-]{22}$/),
    ],
    [
      { callbackUrl: 'shop.example' },
      { callbackUrl: 'ftp://shop.example' },
      { callbackUrl: 'https://' },
      { callbackUrl: 'https://shop.example/{token}' },
      { callbackUrl: 'https://shop.example/{status' },
      { callbackUrl: 'https://shop.example/?a=1&creditType=CIT' },
      { callbackUrl: 'https://shop.example/?a=1&clientIp=1.2.3.4' },
      { callbackUrl: 'https://shop.example/ x' },
      { callbackUrl: `https://shop.example/${'x'.repeat(2048)}` },
      { callbackUrl: 1 },
    ],
  ],
  [
    'terminal',
    TERMINALS.map((terminal) => ({ terminal, osType: 'ANDROID' })),
    TERMINALS,
    [{ terminal: 'online' }, { terminal: 'MINIPROGRAM' }, { terminal: 1 }],
  ],
  [
    'description',
    [
      { description: 'test+description' },
      { description: 'Tee für zwei, 茶' },
      { description: LONG },
      { description: '' },
    ],
    ['test+description', 'Tee für zwei, 茶', LONG, undefined],
    [
      { description: `${LONG}x` },
      { description: 'a&b' },
      { description: 'a=b' },
      { description: 'a\nb' },
      { description: 1 },
    ],
  ],
  [
    'note',
    [{ note: 'test note' }, { note: LONG }, {}],
    ['test note', LONG, undefined],
    [{ note: `${LONG}x` }, { note: 'a&b' }, { note: 'a=b' }, { note: 'a\u0000b' }, { note: {} }],
  ],
  [
    'osType',
    [{}, { osType: 'ANDROID' }, { terminal: 'WAP', osType: 'IOS' }, { terminal: 'APP', osType: 'ANDROID' }],
    ['IOS', 'ANDROID', 'IOS', 'ANDROID'],
    [{ osType: 'WINDOWS' }, { terminal: 'WAP' }, { terminal: 'APP' }, { terminal: 'MWEB' }],
  ],
  [
    'timeout',
    [{}, { timeout: '30' }, { timeout: 30 }, { timeout: 1 }, { timeout: '1440' }],
    ['120', '30', '30', '1', '1440'],
    [
      { timeout: 0 },
      { timeout: 1441 },
      { timeout: '1.5' },
      { timeout: 1.5 },
      { timeout: '030' },
      { timeout: true },
    ],
  ],
  [
    'goodsInfo',
    [
      { goodsInfo: [{ goods_name: 'name1', quantity: 'quantity1' }] },
      { goodsInfo: '[ { "goods_name": "name1", "quantity": "quantity1" } ]' },
      {
        goodsInfo: [{ goods_name: "Bob's 茶 (2/3), a+b: c.d_e-f", quantity: 2, category: 'PHYSICAL_GOODS' }],
      },
    ],
    [
      '[{"goods_name":"name1","quantity":"quantity1"}]',
      '[{"goods_name":"name1","quantity":"quantity1"}]',
      '[{"goods_name":"Bob\'s 茶 (2/3), a+b: c.d_e-f","quantity":2,"category":"PHYSICAL_GOODS"}]',
    ],
    [
      { goodsInfo: 'tea' },
      { goodsInfo: [] },
      { goodsInfo: {} },
      { goodsInfo: [1] },
      { goodsInfo: [{ goods_name: 'a' }] },
      { goodsInfo: [{ goods_name: 'a&b', quantity: '1' }] },
      { goodsInfo: [{ goods_name: 'a"b', quantity: '1' }] },
      { goodsInfo: [{ goods_name: '', quantity: '1' }] },
      { goodsInfo: [{ goods_name: 'a', quantity: ['1'] }] },
      { goodsInfo: [{ goods_name: 'a', quantity: '1', 'a b': 'c' }] },
    ],
  ],
  [
    'creditType',
    [
      { vendor: 'creditcard' },
      { vendor: 'creditcard', creditType: 'CIT' },
      { vendor: 'creditcard', creditType: 'normal' },
      {},
    ],
    ['normal', 'CIT', 'normal', undefined],
    [
      { creditType: 'CIT' },
      { vendor: 'creditcard', creditType: 'recurring' },
      { vendor: 'creditcard', creditType: 'cit' },
    ],
  ],
  [
    'vaultId',
    [{ vaultId: VAULT, customerNo: '302156' }, {}],
    [VAULT, undefined],
    [{ vaultId: VAULT }, { vaultId: 'x', customerNo: '302156' }, { vaultId: 1, customerNo: '302156' }],
  ],
  ['merchantNo', [{}], ['200043'], [{ merchantNo: '200043' }, { merchantNo: '1' }]],
  ['verifySign', [], [], [{ verifySign: '72a2c6ce8497adc8a03a78135618e666' }, { verifySign: '' }]],
];
