import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import {
  clip,
  decodeNotice,
  type EncodedBody,
  readNotice,
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
    expect({ ...decodeNotice(encoded('note=a+b%2Bc%25&reference=%E8%8C%B6%F0%9F%8D%B5&vendorId=')) }).toEqual(
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

  it.each([FORM, `${FORM}; charset=UTF-8`, `${FORM};charset="utf-8"`, FORM.toUpperCase(), undefined])(
    'may say %s',
    (type) => {
      expect({ ...decodeNotice({ ...encoded('a=1'), contentType: type }) }).toEqual({ a: '1' });
    },
  );

  it.each([`${FORM} `, `${FORM}; v=1; charset=utf-8`])('may say %s as well', (type) => {
    expect({ ...decodeNotice(encoded('a=1', type)) }).toEqual({ a: '1' });
  });

  it('keeps a byte order mark, which may be signed', () => {
    expect({ ...decodeNotice(encoded('\ufeffa=1')) }).toEqual({ '\ufeffa': '1' });
  });

  it('may be of 16 KB', () => {
    expect(refusalOf(encoded(`a=${'x'.repeat(16_382)}`))).toBe('decoded');
  });

  it('may hold names without a value, and nothing between two &', () => {
    expect({ ...decodeNotice(encoded('a&&b=&c=x=y')) }).toEqual({ a: '', b: '', c: 'x=y' });
  });
});

describe('JSON', () => {
  it('keeps the text of every scalar: what is signed is what was written', () => {
    const text =
      '{"amount":13.00, "n":-1.50e+3, "ok":true, "note":"caf\\u00e9 \\"x\\"", "vendorId":null, "i":100}';
    expect({ ...decodeNotice(encoded(text, JSON_TYPE)) }).toEqual({
      amount: '13.00',
      n: '-1.50e+3',
      ok: 'true',
      note: 'café "x"',
      vendorId: '',
      i: '100',
    });
  });

  it.each([JSON_TYPE, 'application/json; charset=utf-8', 'text/json', 'application/json ;v=1'])(
    'may say %s',
    (type) => {
      expect({ ...decodeNotice(encoded('{ "a" : "1" }', type)) }).toEqual({ a: '1' });
    },
  );

  it.each(['{}', ' { } ', '{ \n\t}'])('may be empty: %j', (text) => {
    expect({ ...decodeNotice(encoded(text, JSON_TYPE)) }).toEqual({});
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

describe('what is no notice', () => {
  it.each([
    ['a key that comes twice', 'repeated-key', encoded('a=1&a=1')],
    ['a key that comes twice, escaped', 'repeated-key', encoded('a=1&%61=2')],
    ['a key that comes twice in JSON', 'repeated-key', encoded('{"a":"1","\\u0061":"1"}', JSON_TYPE)],
    ['a nested key', 'nested-key', encoded('a[b]=1')],
    ['an escaped nested key', 'nested-key', encoded('a%5Bb%5D=1')],
    ['a nameless value', 'malformed', encoded('=1')],
    ['a broken escape', 'malformed', encoded('a=%zz')],
    ['an escape of half a character', 'malformed', encoded('a=%ed%a0%80')],
    ['an unpaired surrogate', 'malformed', encoded('{"a":"\\ud800"}', JSON_TYPE)],
    ['bytes that are no UTF-8', 'malformed', encoded(Buffer.from([0x61, 0x3d, 0xff]))],
    ['a NUL', 'malformed', encoded('a=%00')],
    ['nothing but control characters', 'malformed', encoded('%01=%02')],
    ['a control character in a name', 'malformed', encoded('a%0A=1')],
    ['a name that could be cut', 'malformed', encoded('a%3Db=1')],
    ['a value that could be cut', 'malformed', encoded('note=x%26status%3Dsuccess')],
    ['XML', 'unsupported-type', encoded('<a/>', 'application/xml')],
    ['a multipart form', 'unsupported-type', encoded('a=1', 'multipart/form-data; boundary=x')],
    ['another character set', 'unsupported-type', encoded('a=1', `${FORM}; charset=gbk`)],
    ['a character set with more behind it', 'unsupported-type', encoded('a=1', `${FORM}; charset=utf-80`)],
    ['a character set twice', 'unsupported-type', encoded('a=1', `${FORM}; charset=charset=utf-8`)],
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
        expect({ ...decodeNotice(encoded(new URLSearchParams(parameters).toString())) }).toEqual({
          ...parameters,
        });
        expect({ ...decodeNotice(encoded(JSON.stringify(parameters), JSON_TYPE)) }).toEqual({
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
        expect(verifyNotice({ ...signed, verifySign: sign(signed, key) }, key)).toBe(true);
        const { vendorId, ...bare } = signed;
        expect(verifyNotice({ ...signed, verifySign: sign(bare, key) }, key)).toBe(true);
      }),
    );
  });

  it('refuses what another token signed', () => {
    expect(verifyNotice({ a: '1', verifySign: sign({ a: '1' }, 'other') }, 'token')).toBe(false);
    expect(verifyNotice({ a: '1', b: '', verifySign: sign({ a: '1' }, 'other') }, 'token')).toBe(false);
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
