import type { Received, Reply } from './endpoint.ts';

interface Put {
  readonly TableName: string;
  readonly Item: Record<string, { S?: string; N?: string }>;
  readonly ConditionExpression?: string;
  readonly ExpressionAttributeValues?: Record<string, { N?: string }>;
}

/**
 * Tables as far as the functions of one link use them: reading by key and writing on condition. A condition that
 * fails answers with the item, as DynamoDB does and dynalite does not, since a read hangs on it.
 */
export function tables(): (request: Received) => Reply {
  const items = new Map<string, Put['Item']>();
  return ({ name, body }) => {
    const input = JSON.parse(body);
    if (name === 'GetItem') {
      return ok({ Item: items.get(`${input.TableName}/${input.Key.reference.S}`) });
    }
    if (name !== 'PutItem') return failure('UnknownOperationException', {});
    const { TableName, Item, ConditionExpression = '', ExpressionAttributeValues } = input as Put;
    const key = `${TableName}/${Item.reference?.S}`;
    const there = items.get(key);
    const isMet = ConditionExpression.startsWith('version')
      ? there?.version?.N === ExpressionAttributeValues?.[':read']?.N
      : there === undefined;
    if (!isMet) return failure('ConditionalCheckFailedException', { Item: there });
    items.set(key, Item);
    return ok({});
  };
}

export const ok = (body: object): Reply => ({ status: 200, body: JSON.stringify(body) });

/** An error as DynamoDB and Secrets Manager write it. */
export const failure = (type: string, more: object = {}, status = 400): Reply => ({
  status,
  body: JSON.stringify({ __type: `com.amazonaws#${type}`, message: `This is a ${type}.`, ...more }),
});
