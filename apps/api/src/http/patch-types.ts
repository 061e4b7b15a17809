import { type PatchKind } from '@bimetal/bindings';

/** How patches are written, by their media types. */
export const PATCH_KINDS: Readonly<Record<string, PatchKind>> = {
  'application/merge-patch+json': 'merge',
  'application/json-patch+json': 'json',
};

/** What `Accept-Patch` says (RFC 5789, 3.1). */
export const PATCH_TYPES = Object.keys(PATCH_KINDS).join(', ');
