/**
 * What the browser may do with our page. Scripts come from us alone, and text becomes script, or HTML that could hold one, through
 * no policies but those of Angular and its components. Angular's way around its own checks (`angular#unsafe-bypass`) is not among them.
 *
 * Angular and its components set styles on elements and add style sheets at run time, which has no form without a nonce but
 * 'unsafe-inline'; a nonce would make the page uncacheable.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types angular angular#components',
].join('; ');

/** The headers of every file of the page. */
export const pageHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
};

/** Angular puts a hash of the content into the names of what it builds: `main-5XK2VWQ7.js`. */
const HASHED_NAME = /-[A-Z0-9]{8,}\.[a-z0-9]+(\.map)?$/;

/** A file whose name changes with its content can be kept for ever; every other must be asked for again. */
export function cacheControlOf(path: string): string {
  return HASHED_NAME.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache';
}
