import { hash } from 'node:crypto';

/** What a content security policy calls a style or a script that stands in the page: this very text and no other. */
export function policyHash(text: string): string {
  return `'sha256-${hash('sha256', text, 'base64')}'`;
}
