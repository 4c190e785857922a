import { toBuffer } from 'qrcode';
import { type Break, changeJson, HangUp, type Passing, type Reply } from './breaking-proxy.ts';

const asJson = { 'content-type': 'application/json', 'cache-control': 'no-store' };
const isCreate = ({ method, path }: Passing) => method === 'POST' && path === '/payment-links';
const isIpn = ({ method, path }: Passing) => method === 'POST' && path === '/ipn';
const isCancel = ({ path }: Passing) => path.endsWith('/cancel');
const isReadOf = (reference: string, { method, path }: Passing) =>
  `${method} ${path}` === `GET /payment-links/${reference}` ||
  `${method} ${path}` === `POST /payment-links/${reference}/refresh`;
const headerOf = ({ headers }: Passing, name: string) => headers.find(([other]) => other === name)?.[1];

function withKey(request: Passing, key: string): Passing {
  const others = request.headers.filter(([name]) => name !== 'authorization');
  return { ...request, headers: [...others, ['authorization', `Bearer ${key}`]] };
}

const isProblem = ({ headers }: Reply) => headers['content-type'] === 'application/problem+json';

/** Lets everybody in who brings no key. */
export const withoutKeys = (key: string): Break => ({
  request: (request) => (headerOf(request, 'authorization') ? request : withKey(request, key)),
});

/** Lets everybody in who brings any Bearer key. */
export const withAnyKey = (key: string): Break => ({
  request: (request) =>
    /^Bearer \S+$/.test(headerOf(request, 'authorization') ?? '') ? withKey(request, key) : request,
});

/** Writes the gateway's refusals as problem documents, as if a function had been asked. */
export const withProblemsForStrangers: Break = {
  answer: (answer) =>
    answer.status === 401
      ? { ...answer, headers: { ...answer.headers, 'content-type': 'application/problem+json' } }
      : answer,
};

/** Says `success` to a notice whose signature is wrong. */
export const withBlindEyes: Break = {
  answer: (answer, request) =>
    isIpn(request) && answer.status === 401 ? { ...answer, status: 200, body: 'success' } : answer,
};

/** Falls over when a notice is malformed. */
export const withFragileNotices: Break = {
  answer: (answer, request) =>
    isIpn(request) && answer.status === 400 ? { ...answer, status: 500 } : answer,
};

/** Makes another link each time that a reference comes again. */
export function withSecondLinks(): Break {
  const seen = new Map<string, number>();
  return {
    request(request) {
      if (!isCreate(request)) return request;
      return changeJson(request, (fields) => {
        const times = seen.get(fields.reference) ?? 0;
        seen.set(fields.reference, times + 1);
        return times === 0 ? fields : { ...fields, reference: `${fields.reference}-${times}` };
      });
    },
  };
}

/** Answers another body under a used reference as if it were the same. */
export const withCarelessReferences: Break = {
  answer: (answer) =>
    answer.status === 422
      ? { status: 200, headers: asJson, body: JSON.stringify({ status: 'pending', transactionNo: '1' }) }
      : answer,
};

/** Repeats the key of whoever asks for what is not there. */
export const withEcho: Break = {
  answer: (answer, request) =>
    answer.status === 404 && isProblem(answer)
      ? changeJson(answer, (problem) => ({ ...problem, asked: headerOf(request, 'authorization') }))
      : answer,
};

/** Passes over a field that it does not know. */
export const withUnknownFields: Break = {
  request: (request) =>
    isCreate(request) && request.body.includes('"nonsense"')
      ? changeJson(request, ({ nonsense: _, ...fields }) => fields)
      : request,
};

/** Believes a signed notice without asking Pockyt. */
export function withBelief(): Break {
  const believed = new Set<string>();
  return {
    answer(answer, request) {
      const notice = new URLSearchParams(isIpn(request) && answer.status === 200 ? request.body : '');
      if (notice.get('status') === 'success') believed.add(notice.get('reference')!);
      return answer.status === 200 && [...believed].some((reference) => isReadOf(reference, request))
        ? changeJson(answer, (payment) => ({ ...payment, status: 'paid' }))
        : answer;
    },
  };
}

/** Keeps notices that it has refused. */
export function withMemoryOfForgers(): Break {
  const refused = new Set<string>();
  return {
    answer(answer, request) {
      if (isIpn(request) && answer.status === 401) {
        const reference = new URLSearchParams(request.body).get('reference');
        if (reference !== null) refused.add(reference);
      }
      return answer.status === 200 && [...refused].some((reference) => isReadOf(reference, request))
        ? changeJson(answer, (payment) => ({
            ...payment,
            history: [...payment.history, { source: 'notice', event: 'claim' }],
          }))
        : answer;
    },
  };
}

const changePayments = (change: (payment: { orders: object[] }) => object): Break => ({
  answer: (answer, request) =>
    answer.status === 200 && request.method === 'GET' && request.path.includes('/conformance-')
      ? changeJson(answer, change)
      : answer,
});

/** Acknowledges signed notices and keeps none of them. */
export const withForgetfulness = changePayments((payment) => ({
  ...payment,
  orders: payment.orders.map((order) => ({ ...order, claims: undefined })),
}));

/** Keeps signed notices in full, however long they are. */
export const withLongMemory = changePayments((payment) => ({
  ...payment,
  orders: payment.orders.map((order) => ({
    ...order,
    claims: (order as { claims?: { cut?: boolean }[] }).claims?.map((claim) =>
      claim.cut ? { ...claim, status: 'x'.repeat(10_000) } : claim,
    ),
  })),
}));

/** Acknowledges what it has no room for. */
export const withEmptyThanks: Break = {
  answer: (answer, request) =>
    isIpn(request) && answer.status === 503 ? { ...answer, status: 200, body: 'success' } : answer,
};

/** Believes a notice that tells of a refund. */
export function withBeliefInRefunds(): Break {
  const believed = new Set<string>();
  return {
    answer(answer, request) {
      const notice = new URLSearchParams(isIpn(request) && answer.status === 200 ? request.body : '');
      if (notice.has('refundAmount')) believed.add(notice.get('reference')!);
      return answer.status === 200 && [...believed].some((reference) => isReadOf(reference, request))
        ? changeJson(answer, (payment) => ({ ...payment, refunds: [{ refundAmount: '1', status: 'done' }] }))
        : answer;
    },
  };
}

/** Takes a notice for a link whose reference it only begins with. */
export function withLooseNotices(): Break {
  let told = 0;
  return {
    answer(answer, request) {
      const notice = new URLSearchParams(isIpn(request) && answer.status === 200 ? request.body : '');
      if (/--\d+$/.test(notice.get('reference') ?? '')) told++;
      return told > 0 && answer.status === 200 && request.method === 'GET'
        ? changeJson(answer, (payment) => ({
            ...payment,
            history: [...payment.history, { source: 'notice' }],
          }))
        : answer;
    },
  };
}

/** Takes a name that further orders have. */
export const withSuffixes: Break = {
  request: (request) => {
    const body = request.body.replace(/("reference":"conformance-\w+-\d+)--(\d+")/, '$1-x$2');
    return isCreate(request) ? { ...request, body } : request;
  },
};

/** Finds a link by the name of a further order. */
export const withCutReferences: Break = {
  request: (request) => ({ ...request, path: request.path.replace(/--\d+/, '') }),
};

/** Shows a link that nobody can pay by any more. */
export const withStaleLinks: Break = {
  answer: (answer) =>
    answer.status === 200 && answer.body.includes('"status":"closed"')
      ? changeJson(answer, (payment) => ({ ...payment, paymentUrl: 'https://pay.example/1' }))
      : answer,
};

/** Makes an order more than it was asked for. */
export const withSecondOrders = changePayments((payment) => ({
  ...payment,
  orders: [...payment.orders, ...payment.orders],
}));

/** Takes the same refund in another spelling for another one. */
export function withSpellings(): Break {
  const names = new Map<string, string>();
  return {
    answer(answer, request) {
      if (!request.path.endsWith('/refunds') || answer.status !== 409) return answer;
      const { refundReference, refundAmount } = JSON.parse(request.body);
      const first = names.get(refundReference) ?? refundAmount;
      names.set(refundReference, first);
      return first === refundAmount ? answer : { ...answer, status: 422 };
    },
  };
}

/** Says that a link is closed, and leaves it open. */
export const withEmptyPromises: Break = {
  request: (request) =>
    isCancel(request) ? { ...request, method: 'GET', path: request.path.replace('/cancel', '') } : request,
  answer: (answer, request) =>
    isCancel(request) && answer.status === 200
      ? changeJson(answer, ({ paymentUrl: _, ...payment }) => ({ ...payment, status: 'closed' }))
      : answer,
};

/** Gives money back that nobody has paid. */
export const withFreeMoney: Break = {
  answer: (answer, { path }) =>
    path.endsWith('/refunds') && answer.status === 409
      ? { status: 201, headers: asJson, body: JSON.stringify({ status: 'done' }) }
      : answer,
};

/** Does what a person says, whatever is known. */
export const withObedience: Break = {
  answer: (answer, { path, body }) =>
    path.endsWith('/resolution') && answer.status === 409
      ? {
          status: 200,
          headers: asJson,
          body: JSON.stringify({ status: body.includes('not-made') ? 'rejected' : 'paid' }),
        }
      : answer,
};

/** Draws a QR code that leads elsewhere. */
export async function withThiefsQrCode(): Promise<Break> {
  const png = await toBuffer('https://thief.example/', { type: 'png', scale: 8 });
  return {
    answer: (answer) =>
      answer.headers['content-type'] === 'image/png' ? { ...answer, body: png.toString('latin1') } : answer,
  };
}

/** Hangs up on every notice. */
export const withSilentNotices: Break = {
  request(request) {
    if (isIpn(request)) throw new HangUp();
    return request;
  },
};

/** Turns every third request away. */
export function withThrottle(): Break {
  let count = 0;
  return {
    answer: (answer) =>
      ++count % 3 === 0 ? { status: 429, headers: asJson, body: '{"message":"Too Many Requests"}' } : answer,
  };
}

/** Takes a notice under another spelling of its path. */
export const withLoosePaths: Break = {
  answer: (answer, { path }) => (path === '/ipn/' ? { ...answer, status: 200, body: 'success' } : answer),
};

/** Tells what the shopper has bought. */
export function withGossip(): Break {
  return {
    answer: (answer, request) =>
      isCreate(request) && answer.status === 201
        ? changeJson(answer, (link) => ({ ...link, note: JSON.parse(request.body).note }))
        : answer,
  };
}
