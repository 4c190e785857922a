import { once } from 'node:events';
import { connect, isIP } from 'node:net';
import { connect as connectTls } from 'node:tls';

/** The answers to what was sent, in order. */
export interface RawAnswers {
  readonly statuses: readonly number[];
  readonly text: string;
}

/**
 * Sends bytes as they are, which no HTTP client would. Gives whatever comes back before the other side hangs up.
 *
 * @param url https or http
 * @param hangsUp whether our side hangs up first, right behind the bytes
 * @param patienceMs after which our side hangs up in any case
 */
export async function sendRaw(
  url: string,
  bytes: string,
  { hangsUp = false, patienceMs = 20_000 } = {},
): Promise<RawAnswers> {
  const { protocol, hostname, port } = new URL(url);
  const socket =
    protocol === 'https:'
      ? connectTls({ host: hostname, port: Number(port || 443), servername: isIP(hostname) ? '' : hostname })
      : connect(Number(port || 80), hostname);
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  // A reset is one more way to be hung up on.
  socket.on('error', () => {});
  socket.setTimeout(patienceMs, () => socket.destroy());
  const closed = once(socket, 'close');
  if (hangsUp) socket.end(bytes, 'latin1');
  else socket.write(bytes, 'latin1');
  await closed;
  const text = Buffer.concat(chunks).toString('latin1');
  const statuses = [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
  return { statuses, text };
}
