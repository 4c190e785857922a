import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import {
  clip,
  decodeNotice,
  type EncodedBody,
  readNotice,
  textOf,
  UndecodableNoticeError,
  verifyNotice,
} from '#shared/pockyt/notice.ts';
import { canonicalString, sign, type WireParameters } from '#shared/pockyt/signature.ts';
import { cuttings } from '#test/support/ambiguous-parses.ts';
import { token, wireParameters } from '#test/support/arbitraries.ts';

const FORM = 'application/x-www-form-urlencoded';
const JSON_TYPE = 'application/json';

function encoded(
  body: string | Buffer,
  contentType: string | undefined = FORM,
  rest: Partial<EncodedBody> = {},
) {
  const bytes = Buffer.from(body as string);
  return {
    body: bytes.toString('base64'),
    isBase64Encoded: true,
    contentType,
    contentEncoding: undefined,
    ...rest,
  } satisfies EncodedBody;
}

const parametersOf = (body: EncodedBody) => decodeNotice(body).parameters;
/** Whether the token signed these parameters, which are text. */
const verifies = (parameters: WireParameters, key: string) =>
  verifyNotice({ parameters, encoding: 'utf8' }, key);

function refusalOf(body: EncodedBody): string {
  try {
    decodeNotice(body);
  } catch (error) {
    if (error instanceof UndecodableNoticeError) return error.reason;
    throw error;
  }
  return 'decoded';
}

describe('a form', () => {
  it('is decoded once: plus is a space, percent escapes are UTF-8', () => {
    expect({ ...parametersOf(encoded('note=a+b%2Bc%25&reference=%E8%8C%B6%F0%9F%8D%B5&vendorId=')) }).toEqual(
      {
        note: 'a b+c%',
        reference: '茶🍵',
        vendorId: '',
      },
    );
  });

  it('is read the same from text and from base64', () => {
    const text = 'a=1&b=%2B';
    expect(decodeNotice(encoded(text))).toEqual(
      decodeNotice(encoded(text, FORM, { body: text, isBase64Encoded: false })),
    );
  });

  it.each([FORM, FORM.toUpperCase(), `${FORM} `, undefined])('may say %s', (type) => {
    expect({ ...parametersOf({ ...encoded('a=1'), contentType: type }) }).toEqual({ a: '1' });
  });

  it('may be of 16 KB', () => {
    expect(refusalOf(encoded(`a=${'x'.repeat(16_382)}`))).toBe('decoded');
  });

  it('may hold names without a value, and nothing between two &', () => {
    expect({ ...parametersOf(encoded('a&&b=&c=x=y&d=1+2')) }).toEqual({ a: '', b: '', c: 'x=y', d: '1 2' });
  });
});

describe('JSON', () => {
  it('keeps the text of every scalar: what is signed is what was written', () => {
    const text =
      '{"amount":13.00, "n":-1.50e+3, "ok":true, "note":"caf\\u00e9 \\"x\\"", "vendorId":null, "i":100}';
    expect({ ...parametersOf(encoded(text, JSON_TYPE)) }).toEqual({
      amount: '13.00',
      n: '-1.50e+3',
      ok: 'true',
      note: 'café "x"',
      vendorId: '',
      i: '100',
    });
  });

  it.each([JSON_TYPE, 'text/json', 'application/json ;v=1'])('may say %s', (type) => {
    expect({ ...parametersOf(encoded('{ "a" : "1" }', type)) }).toEqual({ a: '1' });
  });

  it.each(['{}', ' { } ', '{ \n\t}'])('may be empty: %j', (text) => {
    expect({ ...parametersOf(encoded(text, JSON_TYPE)) }).toEqual({});
  });

  it.each([
    ['an object in it', '{"a":{"b":"1"}}'],
    ['a list in it', '{"a":["1"]}'],
    ['a list', '["a"]'],
    ['another bracket', '["a":"1"}'],
    ['something before an empty one', 'x{}'],
    ['something after an empty one', '{}x'],
    ['a scalar', '"a"'],
    ['nothing', ''],
    ['a missing end', '{"a":"1"'],
    ['something after the end', '{"a":"1"} {"b":"2"}'],
    ['a comma too many', '{"a":"1",}'],
    ['a number that is none', '{"a":01}'],
    ['a bad escape', '{"a":"\\x"}'],
    ['a bad escape in a name', '{"\\x":"a"}'],
    ['a line break in a string', '{"a":"1\n"}'],
    ['no quotes', '{a:1}'],
  ])('with %s is malformed', (_, text) => {
    expect(refusalOf(encoded(text, JSON_TYPE))).toBe('malformed');
  });
});

describe.each([
  ['a form', FORM, 'note=茶&a=1', 'note=ok&a=1'],
  ['JSON', JSON_TYPE, '{"note":"茶","a":"1"}', '{"note":"ok","a":"1"}'],
])('%s', (_, type, utf8, ascii) => {
  it.each(['utf-8', '"UTF-8"', 'gbk', 'GB2312', 'iso-8859-1', 'utf-16', 'utf-8; v=1', 'nonsense'])(
    'of ASCII or UTF-8 is read, whatever charset it claims: %s',
    (charset) => {
      expect(parametersOf(encoded(utf8, `${type}; charset=${charset}`))).toMatchObject({ note: '茶' });
      expect(parametersOf(encoded(ascii, `${type};charset=${charset}`))).toMatchObject({ note: 'ok' });
    },
  );

  it.each(['\n', '\r\n', '\r\n\r\n'])('may end with line breaks: %j', (end) => {
    expect({ ...parametersOf(encoded(utf8 + end, type)) }).toEqual({ note: '茶', a: '1' });
  });

  it('may begin with a byte order mark, which is no part of a name', () => {
    expect({ ...parametersOf(encoded(`\ufeff${utf8}\n`, type)) }).toEqual({ note: '茶', a: '1' });
    expect({ ...parametersOf(encoded(`\ufeff${ascii}`, type)) }).toEqual({ note: 'ok', a: '1' });
  });
});

describe('a form that is not UTF-8', () => {
  /** GBK of 茶杯, the second byte of which is no letter, and of 丂, the second byte of which is one. */
  const GBK = Buffer.from([0xb2, 0xe8, 0xb1, 0xad, 0x81, 0x40]);
  const bytes = GBK.toString('latin1');
  const escapes = '%B2%E8%B1%AD%81%40';

  it.each([
    ['escaped', encoded(`reference=R-1&note=${escapes}`)],
    ['escaped in small letters', encoded(`reference=R-1&note=${escapes.toLowerCase()}`)],
    ['escaped in part', encoded('reference=R-1&note=%B2%E8%B1%AD%81@')],
    ['as it is', encoded(Buffer.concat([Buffer.from('reference=R-1&note='), GBK]))],
    ['with GBK as its charset', encoded(`reference=R-1&note=${escapes}`, `${FORM}; charset=gbk`)],
  ])('is read byte by byte: %s', (_, body) => {
    const notice = decodeNotice(body);
    expect(notice.encoding).toBe('latin1');
    expect({ ...notice.parameters }).toEqual({ reference: 'R-1', note: bytes });
    expect(textOf(notice)).toEqual({ reference: 'R-1', note: '%B2%E8%B1%AD%81@' });
  });

  it('is genuine if the token signed its bytes, and not if it signed the letters', () => {
    const over = (data: Buffer) =>
      createHash('md5')
        .update(Buffer.concat([data, Buffer.from(`&${createHash('md5').update('token').digest('hex')}`)]))
        .digest('hex');
    const of = (verifySign: string) =>
      decodeNotice(encoded(`note=${escapes}&verifySign=${verifySign}&vendorId=`));
    const signed = Buffer.concat([Buffer.from('note='), GBK]);
    expect(verifyNotice(of(over(signed)), 'token')).toBe(true);
    expect(verifyNotice(of(over(Buffer.concat([signed, Buffer.from('&vendorId=')]))), 'token')).toBe(true);
    expect(verifyNotice(of(over(Buffer.from('note=茶杯丂'))), 'token')).toBe(false);
    expect(verifyNotice(of(over(signed)), 'other')).toBe(false);
  });

  it('keeps escaped as text what is no plain text, each byte in one way', () => {
    const text = textOf(decodeNotice(encoded('plain=a+b%25%20c&mixed=a+%25%B2%7E&%B2=1')));
    expect(text).toEqual({ plain: 'a b% c', mixed: 'a%20%25%B2~', '%B2': '1' });
    const utf8 = decodeNotice(encoded('note=%E8%8C%B6'));
    expect(textOf(utf8)).toBe(utf8.parameters);
  });

  it.each([
    ['a broken escape', 'malformed', 'a=%B2&b=%zz'],
    ['half an escape', 'malformed', 'a=%B2&b=%E'],
    ['a control character', 'malformed', 'a=%B2%0A'],
    ['the last of ASCII', 'malformed', 'a=%B2%7F'],
    ['a name that could be cut', 'malformed', 'a%3D%B2=1'],
    ['a value that could be cut', 'malformed', 'note=%B2%26status%3Dsuccess'],
    ['a key that comes twice', 'repeated-key', '%B2=1&%b2=1'],
    ['a nested key', 'nested-key', '%B2[]=1'],
  ])('is refused for %s like every other', (_, reason, body) => {
    expect(refusalOf(encoded(body))).toBe(reason);
  });
});

describe('what is no notice', () => {
  it.each([
    ['a key that comes twice', 'repeated-key', encoded('a=1&a=1')],
    ['a key that comes twice, escaped', 'repeated-key', encoded('a=1&%61=2')],
    ['a key that comes twice in JSON', 'repeated-key', encoded('{"a":"1","\\u0061":"1"}', JSON_TYPE)],
    ['a nested key', 'nested-key', encoded('a[b]=1')],
    ['an escaped nested key', 'nested-key', encoded('a%5Bb%5D=1')],
    ['a nameless value', 'malformed', encoded('=1')],
    ['a broken escape', 'malformed', encoded('a=%zz')],
    ['an unpaired surrogate', 'malformed', encoded('{"a":"\\ud800"}', JSON_TYPE)],
    ['JSON that is not UTF-8', 'not-utf-8', encoded(Buffer.from('{"note":"\xb2"}', 'latin1'), JSON_TYPE)],
    ['line breaks before a form', 'malformed', encoded('\na=1')],
    ['a NUL', 'malformed', encoded('a=%00')],
    ['a control character of the second kind', 'malformed', encoded('a=%C2%85')],
    ['nothing but control characters', 'malformed', encoded('%01=%02')],
    ['a control character in a name', 'malformed', encoded('a%0A=1')],
    ['a name that could be cut', 'malformed', encoded('a%3Db=1')],
    ['a value that could be cut', 'malformed', encoded('note=x%26status%3Dsuccess')],
    ['XML', 'unsupported-type', encoded('<a/>', 'application/xml')],
    ['a multipart form', 'unsupported-type', encoded('a=1', 'multipart/form-data; boundary=x')],
    ['two types', 'unsupported-type', encoded('a=1', `${JSON_TYPE}, ${FORM}`)],
    ['gzip', 'unsupported-type', encoded(gzipSync('a=1'), FORM, { contentEncoding: 'gzip' })],
    ['more than 16 KB', 'too-large', encoded(`a=${'x'.repeat(16_383)}`)],
  ] as const)('%s', (_, reason, body) => {
    expect(refusalOf(body)).toBe(reason);
  });

  it('never makes the decoder throw anything but its own error', () => {
    const types = fc.constantFrom(FORM, JSON_TYPE, undefined, 'text/plain');
    fc.assert(
      fc.property(
        fc.uint8Array(),
        types,
        fc.boolean(),
        fc.string({ unit: 'binary' }),
        (bytes, type, base64, text) => {
          const body = base64 ? Buffer.from(bytes).toString('base64') : text;
          expect(
            typeof refusalOf({
              body,
              isBase64Encoded: base64,
              contentType: type,
              contentEncoding: undefined,
            }),
          ).toBe('string');
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('is not quoted in the error', () => {
    try {
      decodeNotice(encoded('{"note":"canary"', JSON_TYPE));
    } catch (error) {
      expect(String(error)).toBe('UndecodableNoticeError: Not a notice: malformed.');
    }
    expect.assertions(1);
  });
});

describe('decoding', () => {
  it('gives back what was encoded, from a form and from JSON', () => {
    fc.assert(
      fc.property(wireParameters, (parameters) => {
        expect({ ...parametersOf(encoded(new URLSearchParams(parameters).toString())) }).toEqual({
          ...parameters,
        });
        expect({ ...parametersOf(encoded(JSON.stringify(parameters), JSON_TYPE)) }).toEqual({
          ...parameters,
        });
      }),
    );
  });

  it('lets no two different notices through that would sign alike', () => {
    const tight = fc.dictionary(
      fc.constantFrom('a', 'b', 'c', 'a=b', 'a&b'),
      fc.stringMatching(/^[xb=&]{0,5}$/),
      {
        minKeys: 1,
        maxKeys: 3,
      },
    );
    const isLetThrough = (parameters: WireParameters) =>
      refusalOf(encoded(new URLSearchParams(parameters).toString())) === 'decoded';
    fc.assert(
      fc.property(tight, (parameters) => {
        expect(cuttings(canonicalString(parameters)).filter(isLetThrough).length).toBeLessThanOrEqual(1);
      }),
      { numRuns: 1000 },
    );
    const cut = { a: '1&b=2', c: '3' };
    const whole = { a: '1', b: '2', c: '3' };
    expect(canonicalString(cut)).toBe(canonicalString(whole));
    expect(refusalOf(encoded(new URLSearchParams(cut).toString()))).toBe('malformed');
    expect(refusalOf(encoded(new URLSearchParams(whole).toString()))).toBe('decoded');
  });
});

describe('verifying', () => {
  it('takes empty values as signed, and as left out of the signature', () => {
    fc.assert(
      fc.property(wireParameters, token, (parameters, key) => {
        const filled = Object.fromEntries(Object.entries(parameters).filter(([, value]) => value !== ''));
        const signed = { ...filled, vendorId: '' };
        expect(verifies({ ...signed, verifySign: sign(signed, key) }, key)).toBe(true);
        const { vendorId, ...bare } = signed;
        expect(verifies({ ...signed, verifySign: sign(bare, key) }, key)).toBe(true);
      }),
    );
  });

  it('refuses what another token signed', () => {
    expect(verifies({ a: '1', verifySign: sign({ a: '1' }, 'other') }, 'token')).toBe(false);
    expect(verifies({ a: '1', b: '', verifySign: sign({ a: '1' }, 'other') }, 'token')).toBe(false);
  });
});

describe('reading', () => {
  const bare = { reference: 'r', transactionNo: 't', status: 'success' };
  const whole = {
    ...bare,
    amount: '13.00',
    currency: 'PHP',
    vendorId: 'v',
    vaultId: 'ca_1',
    customerNo: '302156',
    time: '20221020142817',
    completedAt: '2022-10-20T06:28:17Z',
    refundReference: 'refund-1',
    refundAmount: '3.00',
  };
  const optional = Object.keys(whole).slice(3);

  it('takes the claim and leaves the rest', () => {
    expect(readNotice({ ...whole, note: 'n', settleCurrency: 'USD', verifySign: 's', cut: 'x' })).toEqual(
      whole,
    );
  });

  it('takes a claim that says no more than it must', () => {
    expect(readNotice(bare)).toEqual(bare);
  });

  it.each(['reference', 'transactionNo', 'status'])('needs %s', (name) => {
    expect(readNotice({ ...whole, [name]: '' })).toBeNull();
    const { [name]: _, ...without } = whole as Record<string, string>;
    expect(readNotice(without)).toBeNull();
  });

  it.each(optional)('does without %s, and takes it for absent where it is empty', (name) => {
    const { [name]: _, ...without } = whole as Record<string, string>;
    expect(readNotice(without)).toEqual(without);
    expect(readNotice({ ...whole, [name]: '' })).toEqual(without);
  });

  it.each(['status', ...optional])('cuts %s at 64 bytes, and says so', (name) => {
    const most = '🍵'.repeat(16);
    expect(readNotice({ ...whole, [name]: most })).toEqual({ ...whole, [name]: most });
    expect(readNotice({ ...whole, [name]: `${most}x` })).toEqual({ ...whole, [name]: most, cut: true });
  });

  it('says of a note that it keeps nothing of, nothing', () => {
    expect(readNotice({ ...bare, note: 'n'.repeat(100) })).toEqual(bare);
  });

  it.each(['reference', 'transactionNo'])('knows no order with a longer %s', (name) => {
    const most = 'é'.repeat(32);
    expect(readNotice({ ...whole, [name]: most })).toEqual({ ...whole, [name]: most });
    expect(readNotice({ ...whole, [name]: `${most}x` })).toBeNull();
  });

  it('keeps 64 bytes of each field, whatever is sent', () => {
    const anything = fc.string({ unit: 'binary', maxLength: 200 });
    const record = fc.record(
      Object.fromEntries(Object.keys(whole).map((name) => [name, anything])) as Record<
        string,
        fc.Arbitrary<string>
      >,
    );
    fc.assert(
      fc.property(record, (parameters) => {
        const notice = readNotice(parameters);
        if (notice === null) return;
        const { cut, ...fields } = notice;
        for (const [name, text] of Object.entries(fields)) {
          const sent = parameters[name] as string;
          expect(sent.startsWith(text)).toBe(true);
          expect(Buffer.byteLength(text)).toBeLessThanOrEqual(64);
        }
        const shortened = Object.entries(fields).some(([name, text]) => text !== parameters[name]);
        expect(cut).toBe(shortened ? true : undefined);
      }),
    );
    const greedy = readNotice({
      ...Object.fromEntries(Object.keys(whole).map((name) => [name, '🍵'.repeat(64)])),
      reference: 'r'.repeat(64),
      transactionNo: '🍵'.repeat(16),
    });
    expect(greedy).toMatchObject({ cut: true, status: '🍵'.repeat(16) });
    expect(Buffer.byteLength(JSON.stringify(greedy))).toBeLessThan(1024);
  });
});

describe('a text that is cut', () => {
  it.each([
    ['', ''],
    ['x'.repeat(64), 'x'.repeat(64)],
    ['x'.repeat(65), 'x'.repeat(64)],
    [`${'x'.repeat(60)}🍵`, `${'x'.repeat(60)}🍵`],
    [`${'x'.repeat(60)}🍵y`, `${'x'.repeat(60)}🍵`],
    [`${'x'.repeat(61)}🍵`, 'x'.repeat(61)],
    [`${'x'.repeat(61)}🍵y`, 'x'.repeat(61)],
    [`${'x'.repeat(63)}é`, 'x'.repeat(63)],
    ['é'.repeat(33), 'é'.repeat(32)],
    ['茶'.repeat(22), '茶'.repeat(21)],
    ['🍵'.repeat(17), '🍵'.repeat(16)],
  ])('holds whole characters of 64 bytes in all at most: %j', (text, cut) => {
    expect(clip(text)).toBe(cut);
  });

  it('is the beginning of the text, and sound if the text is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 100 }), (text) => {
        const cut = clip(text);
        expect(text.startsWith(cut)).toBe(true);
        expect(cut.isWellFormed()).toBe(true);
        expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(64);
        const next = [...text][[...cut].length];
        if (next !== undefined) expect(Buffer.byteLength(cut + next)).toBeGreaterThan(64);
      }),
    );
  });
});
