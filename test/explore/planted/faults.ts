import type { PlantedFault } from './fault.ts';
import { LINK_FAULTS } from './faults/links.ts';
import { MONEY_FAULTS } from './faults/money.ts';
import { NOTICE_FAULTS } from './faults/notices.ts';
import { PORT_FAULTS } from './faults/ports.ts';

/** Faults, each of which breaks a promise, and each of which the explorer must find. */
export const FAULTS: readonly PlantedFault[] = [
  ...PORT_FAULTS,
  ...LINK_FAULTS,
  ...MONEY_FAULTS,
  ...NOTICE_FAULTS,
];
