/** A stream of server-sent events, read one by one. */
export interface EventStream {
  /** The data of the next event, as JSON. */
  next<T>(): Promise<T>;
  close(): void;
}

export async function openEventStream(url: string): Promise<EventStream> {
  const ending = new AbortController();
  const response = await fetch(url, { signal: ending.signal });
  const type = response.headers.get('content-type');
  if (type !== 'text/event-stream') throw new Error(`No stream of events, but ${response.status} ${type}.`);
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  return {
    async next() {
      for (;;) {
        const end = text.indexOf('\n\n');
        const event = text.slice(0, Math.max(end, 0));
        if (end >= 0) text = text.slice(end + 2);
        if (event.startsWith('data: ')) return JSON.parse(event.slice('data: '.length));
        if (end >= 0) continue;
        const { value, done } = await reader.read();
        if (done) throw new Error('The stream has ended.');
        text += value;
      }
    },
    close: () => ending.abort(),
  };
}
