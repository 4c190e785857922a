/**
 * Stands for `@smithy/core/event-streams` in the bundles: the SDK imports it when an operation streams events, and
 * none of DynamoDB's or Secrets Manager's does.
 */
export class EventStreamSerde {
  constructor() {
    throw new Error(
      'This bundle leaves out the event streams of the AWS SDK; see infra/bundle/event-streams.ts.',
    );
  }
}

export function eventStreamSerdeProvider(): EventStreamSerde {
  return new EventStreamSerde();
}
