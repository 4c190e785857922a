import type { Context } from './context.ts';
import { HEADERS } from './page.ts';

const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="4" fill="#0b5fd0"/>' +
  '<path d="M4 8.4l2.7 2.7L12 5.4" fill="none" stroke="#fff" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"/></svg>';

/** `GET /console/icon.svg`: what a browser shows in the page's tab. */
export async function showIcon({ response }: Context): Promise<void> {
  response.writeHead(200, { ...HEADERS, 'content-type': 'image/svg+xml' }).end(ICON);
}
