import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Payment } from './payment.ts';

const RETURN_ID = /^([A-Za-z0-9_-]{1,60})[.]([A-Za-z0-9_-]{22})$/;

/** The pages for customers who come back, of a deployment that has them. */
export interface ReturnPages {
  /** The deployment's address, without a slash at the end. */
  readonly publicUrl: string;
  readonly drawKey: () => string;
}

/** What an address of a return page names: a payment, and the key that opens its page. */
export interface ReturnId {
  readonly reference: string;
  readonly key: string;
}

/** 128 random bits in base64url, 22 characters: nobody who was not given the address of a page guesses it. */
export function drawReturnKey(): string {
  return randomBytes(16).toString('base64url');
}

/**
 * The address of a payment's return page, `<publicUrl>/return/<reference>.<key>`; undefined for a payment that has no
 * page.
 */
export function returnPageUrl({ reference, returnKey }: Payment, publicUrl: string): string | undefined {
  return returnKey && `${publicUrl}/return/${reference}.${returnKey}`;
}

/** Reads `<reference>.<key>`. Null for text that can be no such id. */
export function readReturnId(id: string): ReturnId | null {
  const found = RETURN_ID.exec(id);
  return found && { reference: found[1] as string, key: found[2] as string };
}

/** Whether a key opens the page of a payment. How long it takes tells nothing about the right key. */
export function opensReturnPage(key: string, { returnKey }: Payment): boolean {
  const digest = (text: string) => hash('sha256', text, 'buffer');
  return returnKey !== undefined && timingSafeEqual(digest(key), digest(returnKey));
}
