import { type Break, changeJson, HangUp } from './breaking-proxy.ts';

/** Does not say when to come back. */
export const withoutRetryAfter: Break = {
  answer: ({ headers: { 'retry-after': _, ...headers }, ...answer }) => ({ ...answer, headers }),
};

/** Tells to come back for what waiting does not change. */
export const withNeedlessRetryAfter: Break = {
  answer: (answer) =>
    answer.status === 409 ? { ...answer, headers: { ...answer.headers, 'retry-after': '60' } } : answer,
};

/** Tells where in the code it failed. */
export const withStackTraces: Break = {
  answer: (answer) =>
    answer.status === 406
      ? changeJson(answer, (problem) => ({
          ...problem,
          detail: `${problem.detail}\n    at qrCode (/var/task/index.mjs:120:11)`,
        }))
      : answer,
};

/** Passes over every query. */
export const withoutQueries: Break = {
  request: (request) => ({ ...request, path: request.path.split('?')[0] as string }),
};

/** Answers a refresh as if it were a read. */
export const withSilentRefreshes: Break = {
  answer: (answer, { path }) =>
    answer.status === 200 && path.endsWith('/refresh')
      ? changeJson(answer, ({ refresh: _, ...payment }) => payment)
      : answer,
};

/** Lets a cache in between keep what it answers. */
export const withCaching: Break = {
  answer: ({ headers: { 'cache-control': _, ...headers }, ...answer }) => ({ ...answer, headers }),
};

/** Sends whoever asks for an unused reference to another host. */
export const withRedirects: Break = {
  answer: (answer, { path }) =>
    answer.status === 404 && /\/conformance-\w+-\d+$/.test(path)
      ? { ...answer, status: 302, headers: { location: 'http://127.0.0.1:1/' } }
      : answer,
};

/** Hangs up on whoever wants what there is not. */
export const withHangUps: Break = {
  answer(answer) {
    if (answer.status === 406) throw new HangUp();
    return answer;
  },
};
