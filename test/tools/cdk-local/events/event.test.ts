import { type Change, eventFrom } from '#tools/cdk-local/events/event.ts';

const pipe = {
  id: 'Pipe',
  table: 'shop-Payments',
  filters: ['{"dynamodb":{"NewImage":{"eventType":{"S":[{"exists":true}]}}}}'],
  inputTemplate: '{"status":"<$.dynamodb.NewImage.status.S>","none":"<$.dynamodb.NewImage.none.S>"}',
  source: 'payment-links',
  detailType: '$.dynamodb.NewImage.eventType.S',
};
const change = (image: object, table = 'shop-Payments'): Change => ({
  table,
  dynamodb: { NewImage: image as Record<string, unknown> },
});
const now = new Date('2026-05-01T12:00:00.123Z');

describe('what a pipe makes of a change', () => {
  it('is an event as a rule’s target gets it, whatever the values hold', () => {
    const event = eventFrom(
      change({ eventType: { S: 'Moved' }, status: { S: 'a "quoted" \\ one' } }),
      pipe,
      now,
    );
    expect(event).toEqual({
      version: '0',
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      'detail-type': 'Moved',
      source: 'payment-links',
      account: '000000000000',
      time: '2026-05-01T12:00:00Z',
      region: expect.any(String),
      resources: [],
      detail: { status: 'a "quoted" \\ one', none: '' },
    });
  });

  it.each([[{}], [{ eventType: { N: '1' } }], [{ reference: { S: 'R-1' } }]])(
    'is nothing for %j',
    (image) => {
      expect(eventFrom(change(image), pipe, now)).toBeUndefined();
    },
  );

  it('is nothing for a change of another table', () => {
    expect(eventFrom(change({ eventType: { S: 'Moved' } }, 'shop-Notices'), pipe, now)).toBeUndefined();
  });
});
