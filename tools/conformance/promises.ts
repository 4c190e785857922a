import type { Promised } from './case.ts';
import { AFTERWARDS } from './cases/afterwards.ts';
import { AUTHENTICATION } from './cases/authentication.ts';
import { CANCEL } from './cases/cancel.ts';
import { CREATE } from './cases/create.ts';
import { FORGED_NOTICES, ILL_FORMED_NOTICES } from './cases/forged-notices.ts';
import { GATEWAY } from './cases/gateway.ts';
import { IDEMPOTENCY } from './cases/idempotency.ts';
import { QR_CODE } from './cases/qr-code.ts';
import { READING } from './cases/reading.ts';
import { REFUNDS } from './cases/refunds.ts';
import { RESOLUTION } from './cases/resolution.ts';
import { SIGNED_NOTICES } from './cases/signed-notices.ts';
import { SMUGGLING } from './cases/smuggling.ts';

/** Everything that is tried, in the order in which it is. */
export const PROMISES: readonly Promised[] = [
  AUTHENTICATION,
  CREATE,
  IDEMPOTENCY,
  READING,
  QR_CODE,
  CANCEL,
  REFUNDS,
  RESOLUTION,
  FORGED_NOTICES,
  ILL_FORMED_NOTICES,
  SMUGGLING,
  GATEWAY,
  SIGNED_NOTICES,
  AFTERWARDS,
];

/** How many links a run makes. */
export const LINKS = { withoutToken: 7, withToken: 8 } as const;
