import { nameOf, ofType, synthesize } from '#tools/harness/template.ts';

const stack = synthesize();
const [pipe, ...more] = Object.values(ofType(stack, 'AWS::Pipes::Pipe'));

describe('the events of payments', () => {
  it('leave by one pipe, from the table’s stream to the stack’s own bus', () => {
    expect(more).toEqual([]);
    expect(nameOf(pipe?.Properties.Source['Fn::GetAtt'][0])).toBe('TablesPayments');
    expect(nameOf(pipe?.Properties.Target['Fn::GetAtt'][0])).toBe('EventsBus');
    expect(stack.resources.get('EventsBus')?.Properties.Name).toBe('payment-links-dev');
    expect(stack.resources.get('TablesPayments')?.Properties.StreamSpecification).toEqual({
      StreamViewType: 'NEW_AND_OLD_IMAGES',
    });
  });

  it('are only those writes that say so, and no other attribute than these', () => {
    const { Filters } = pipe?.Properties.SourceParameters.FilterCriteria ?? {};
    expect(Filters.map(({ Pattern }: { Pattern: string }) => JSON.parse(Pattern))).toEqual([
      { dynamodb: { NewImage: { eventType: { S: [{ exists: true }] } } } },
    ]);
    const { InputTemplate, EventBridgeEventBusParameters } = pipe?.Properties.TargetParameters ?? {};
    expect(EventBridgeEventBusParameters).toEqual({
      Source: 'payment-links',
      DetailType: '$.dynamodb.NewImage.eventType.S',
    });
    const paths = [...InputTemplate.matchAll(/<\$\.dynamodb\.NewImage\.([^>]+)>/g)].map(([, path]) => path);
    expect([...new Set(paths)].sort()).toEqual([
      'eventAt.S',
      'eventFrom.S',
      'eventId.S',
      'eventPaidAfterClose.S',
      'eventRefundReference.S',
      'eventRefundStatus.S',
      'eventRefunded.S',
      'eventTransactionNo.S',
      'eventVersion.S',
      'reference.S',
      'request.M.amount.S',
      'request.M.currency.S',
      'request.M.vendor.S',
      'status.S',
    ]);
  });

  it('that cannot be delivered are set aside, so that they keep nothing else waiting', () => {
    expect(pipe?.Properties.SourceParameters.DynamoDBStreamParameters).toMatchObject({
      MaximumRetryAttempts: 20,
      MaximumRecordAgeInSeconds: 3600,
      OnPartialBatchItemFailure: 'AUTOMATIC_BISECT',
      DeadLetterConfig: { Arn: { 'Fn::GetAtt': [expect.stringMatching(/^EventsDeadLetters/), 'Arn'] } },
    });
    expect(stack.resources.get('EventsDeadLetters')?.Properties).toMatchObject({
      SqsManagedSseEnabled: true,
      MessageRetentionPeriod: 1_209_600,
    });
  });

  it('are logged only when they fail, and without what is in them', () => {
    expect(pipe?.Properties.LogConfiguration).toMatchObject({ Level: 'ERROR' });
    expect(pipe?.Properties.LogConfiguration).not.toHaveProperty('IncludeExecutionData');
  });

  it('are carried by a role that may do this and nothing else', () => {
    const { Statement } = stack.resources.get('EventsPipeRoleDefaultPolicy')?.Properties.PolicyDocument ?? {};
    const rights = Statement.map(({ Action, Resource }: { Action: string | string[]; Resource: object }) => [
      [Action].flat().join(' '),
      nameOf((Resource as { 'Fn::GetAtt': [string, string] })['Fn::GetAtt'][0]),
    ]);
    expect(rights).toEqual([
      [
        'dynamodb:DescribeStream dynamodb:GetRecords dynamodb:GetShardIterator dynamodb:ListStreams',
        'TablesPayments',
      ],
      ['events:PutEvents', 'EventsBus'],
      ['sqs:SendMessage', 'EventsDeadLetters'],
    ]);
  });
});
