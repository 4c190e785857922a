import { randomUUID } from 'node:crypto';

/** Stands for the SDK's choice among sources of random ids in the bundles. */
export const bindV4 = () => randomUUID;
