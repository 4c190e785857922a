import {
  CredentialsRefusedError,
  orPockytError,
  RequestRefusedError,
  UnknownOutcomeError,
} from '#shared/pockyt/errors.ts';

/** The words that end in the answer to a merchant, and the names by which a log is searched. */
describe('an error of a call to Pockyt', () => {
  it('says why a request was refused, and what to do', () => {
    const error = new RequestRefusedError('000023', ['amount']);
    expect(error).toMatchObject({
      name: 'RequestRefusedError',
      code: '000023',
      message: 'Pockyt refused the request: parameter value error (000023).',
      parameters: ['amount'],
      advice: 'Correct the value and send the request again under the same reference.',
    });
  });

  it('says it of a refund in the words that are meant for refunds', () => {
    const meaning = { means: 'no money', outcome: 'refused', advice: 'Earn some.' } as const;
    expect(new RequestRefusedError('000040', [], meaning)).toMatchObject({
      message: 'Pockyt refused the request: no money (000040).',
      advice: 'Earn some.',
    });
  });

  it('says what is wrong with the credentials', () => {
    expect(new CredentialsRefusedError('000000')).toMatchObject({
      name: 'CredentialsRefusedError',
      code: '000000',
      message: 'Pockyt refused the signature: merchantNo, storeNo or token is not what Pockyt has on file.',
    });
  });

  it('says why nobody knows, with the cause', () => {
    const cause = new Error('reset');
    expect(new UnknownOutcomeError('connection', 'Broke.', undefined, { cause })).toMatchObject({
      name: 'UnknownOutcomeError',
      reason: 'connection',
      message: 'Broke.',
      code: undefined,
      cause,
    });
  });
});

describe('a call', () => {
  it('brings its value, or what came of it instead', async () => {
    const refused = new CredentialsRefusedError('000000');
    expect(await orPockytError(Promise.resolve('value'))).toBe('value');
    expect(await orPockytError(Promise.reject(refused))).toBe(refused);
  });

  it('that fails by a fault of ours fails', async () => {
    await expect(orPockytError(Promise.reject(new TypeError('ours')))).rejects.toThrow('ours');
  });
});
