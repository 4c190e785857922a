import { clip } from '../pockyt/notice.ts';
import type { ApiEvent } from './event.ts';

/** Bytes of a caller's name that are kept: the longest name of a role and of its session, and the stroke between. */
const KEPT = 129;

/** Of AWS's names for whoever signed: which account, and whom of it. */
const ARN = /\barn:[\w-]*:[\w-]*:[\w-]*:(\d*):(\S*)/g;

/**
 * Who calls, as API Gateway has found out: the name of the API key, the subject of the token, or the ARN of the IAM
 * identity. It is for the log.
 */
export function identityOf({ requestContext }: ApiEvent): string | undefined {
  const { lambda, jwt, iam } = requestContext.authorizer ?? {};
  const subject = jwt?.claims.sub;
  return lambda?.keyName ?? (typeof subject === 'string' ? subject : undefined) ?? iam?.userArn;
}

/**
 * The name under which a caller is stored with what they did, and shown to every other caller: in place of an ARN the
 * user, or the role and its session, and never the number of the account.
 */
export function callerOf(event: ApiEvent): string | undefined {
  const identity = identityOf(event);
  return identity && clip(identity.replaceAll(ARN, withoutAccount), KEPT);
}

function withoutAccount(_arn: string, account: string, resource: string): string {
  const [type, ...path] = resource.split('/');
  // A session's name tells who took the role; the path of a user or a role only where it is filed.
  const name = type === 'assumed-role' ? path.join('/') : (path.at(-1) ?? resource);
  return account ? name.replaceAll(account, '*') : name;
}
