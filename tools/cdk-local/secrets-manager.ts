import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { close, listen, readBody, sendJson } from './http-server.ts';
import { createSecrets, type InitialSecret, SecretsManagerError } from './secrets.ts';

/** A failure to answer with: an error of the API, a connection that is reset, or no answer at all. */
export type SecretsManagerFailure = { readonly status: number; readonly type: string } | 'reset' | 'hang';

/** A Secrets Manager API over HTTP. */
export interface SecretsManager {
  /** For AWS_ENDPOINT_URL_SECRETS_MANAGER. */
  readonly endpoint: string;
  /** How often an operation was called, failed calls included. */
  calls(operation: string): number;
  /** Lets every call fail, until it is called with undefined. */
  failWith(failure: SecretsManagerFailure | undefined): void;
  stop(): Promise<void>;
}

/** Longer than any secret: 65,536 bytes, and what JSON and the other fields add. */
const BODY_LIMIT = 1024 * 1024;
const TARGET = /^secretsmanager\.(\w+)$/;

/**
 * Starts a Secrets Manager endpoint that speaks JSON 1.1 on the loopback address, with these secrets in it.
 * Signatures are not checked. Operations: CreateSecret, DescribeSecret, GetSecretValue, PutSecretValue and
 * UpdateSecretVersionStage; any other is an UnknownOperationException.
 */
export async function startSecretsManager(secrets: readonly InitialSecret[] = []): Promise<SecretsManager> {
  const operations = createSecrets(secrets);
  const counts = new Map<string, number>();
  let failure: SecretsManagerFailure | undefined;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request, BODY_LIMIT);
    const [, name = ''] = TARGET.exec(String(request.headers['x-amz-target'])) ?? [];
    counts.set(name, (counts.get(name) ?? 0) + 1);
    if (failure === 'hang') return;
    if (failure === 'reset') return void request.socket.resetAndDestroy();
    try {
      if (failure)
        throw new SecretsManagerError(failure.type, 'The endpoint was told to fail.', failure.status);
      const operation = operations[name];
      if (!operation)
        throw new SecretsManagerError('UnknownOperationException', `There is no operation ${name}.`);
      sendJson(response, 200, operation(JSON.parse(String(body))), JSON_1_1);
    } catch (error) {
      sendError(response, error);
    }
  }

  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy());
  });
  return {
    endpoint: await listen(server),
    calls: (operation) => counts.get(operation) ?? 0,
    failWith(wanted) {
      failure = wanted;
    },
    stop: () => close(server),
  };
}

const JSON_1_1 = { 'content-type': 'application/x-amz-json-1.1' };

function sendError(response: ServerResponse, error: unknown): void {
  const { name, message, status } =
    error instanceof SecretsManagerError
      ? error
      : { name: 'InvalidRequestException', message: (error as Error).message, status: 400 };
  sendJson(response, status, { __type: name, Message: message }, JSON_1_1);
}
