import { createLog, loggedError } from '#shared/runtime/log.ts';
import { LOG_EVENTS } from '#shared/runtime/log-events.ts';
import { captureOutput } from '#test/support/output.ts';

describe('a log line', () => {
  it('is one line of JSON with its level, its event and the ids of the request', () => {
    const lines: string[] = [];
    const log = createLog({ requestId: 'req-1', keyName: undefined }, (line) => lines.push(line));
    log('link.created', { reference: 'R-1' });
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] as string)).toEqual({
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      level: LOG_EVENTS['link.created'],
      event: 'link.created',
      reference: 'R-1',
      requestId: 'req-1',
    });
  });

  it('goes to standard output, past the console that Lambda wraps every line with', () => {
    const wrapping = jest.spyOn(console, 'log').mockImplementation(() => {});
    const { lines, restore } = captureOutput();
    createLog({})('ipn.duplicate');
    restore();
    expect(lines.map((line) => JSON.parse(line).event)).toEqual(['ipn.duplicate']);
    expect(wrapping).not.toHaveBeenCalled();
    wrapping.mockRestore();
  });

  it('stays one line whatever is in it', () => {
    const lines: string[] = [];
    createLog({}, (line) => lines.push(line))('ipn.noted', { status: 'a\nb\u2028' });
    expect(lines[0]).not.toContain('\n');
  });
});

describe('an error in the log', () => {
  it('keeps its name and where it came from, and not what it quotes', () => {
    const logged = loggedError(new TypeError('canary\n    at canary'));
    expect(logged.name).toBe('TypeError');
    expect(logged.frames[0]).toContain('log.test.ts');
    expect(JSON.stringify(logged)).not.toContain('canary');
  });

  it('keeps the message when it is from AWS, which names a resource', () => {
    const error = Object.assign(new Error('no access to table payments'), { $metadata: {} });
    expect(loggedError(error).message).toBe('no access to table payments');
  });

  it('may be anything that was thrown', () => {
    const bare = new Error('x');
    bare.stack = undefined;
    expect(loggedError('canary')).toEqual({ name: 'string', frames: [] });
    expect(loggedError(bare)).toEqual({ name: 'Error', frames: [] });
  });
});
