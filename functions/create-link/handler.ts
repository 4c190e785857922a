import { randomUUID } from 'node:crypto';
import { apiHandler, publicUrl } from '#shared/http/api.ts';

import { callerOf } from '#shared/http/caller.ts';
import { jsonBody } from '#shared/http/json-body.ts';
import { drawReturnKey } from '#shared/payments/return-page.ts';
import { createDeps } from '#shared/runtime/deps.ts';
import { optionalSetting, setting } from '#shared/runtime/environment.ts';
import { answer } from './answer.ts';
import { createLink } from './create-link.ts';
import { readLinkRequest } from './request.ts';

const defaults = {
  callbackUrl: optionalSetting('DEFAULT_CALLBACK_URL'),
  timeout: setting('LINK_TIMEOUT_MINUTES'),
  returnPage: optionalSetting('RETURN_PAGE') === 'on',
};
const deps = {
  ...createDeps(),
  randomId: randomUUID,
  checkDelays: setting('CHECK_DELAYS').split(',').map(Number),
  paidChecks: setting('PAID_CHECKS').split(',').map(Number),
};

export const init = deps.start;

/** `POST /payment-links`: makes a payment link, or answers the one that the same request made before. */
export const handler = apiHandler(
  async ({ event, log }) => {
    const url = publicUrl(event);
    const outcome = await createLink(
      {
        ...readLinkRequest(jsonBody(event), defaults),
        ipnUrl: `${url}/ipn`,
        keyName: callerOf(event),
      },
      {
        ...deps,
        ...(defaults.returnPage && { returnPages: { publicUrl: url, drawKey: drawReturnKey } }),
        log,
      },
    );
    return answer(outcome, url);
  },
  { scope: 'create' },
);
