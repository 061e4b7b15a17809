import { type IncomingMessage } from 'node:http';
import { type PatchKind } from '@bimetal/bindings';
import { RequestError } from '../problem/request-error.js';
import { checkCharset, checkWhole } from './content.js';
import { PATCH_KINDS, PATCH_TYPES } from './patch-types.js';

/** Throws why the body of a PATCH cannot be one: its type, its encoding, or that it is only a part. */
export function checkPatchContent(request: IncomingMessage): void {
  const type = request.headers['content-type'];
  if (type === undefined || kindOf(type) === undefined) {
    const message = `a patch is sent as one of ${PATCH_TYPES}, not as ${type === undefined ? 'nothing' : `'${type}'`}`;
    throw new RequestError('CONTENT_TYPE_UNSUPPORTED', message, { 'accept-patch': PATCH_TYPES });
  }
  checkCharset(type);
  checkWhole(request);
}

/** How the patch of a request that was checked is written. The headers as they came still tell it when nobody else does. */
export function patchKindOf({ rawHeaders }: IncomingMessage): PatchKind {
  const place = rawHeaders.findIndex((name, index) => index % 2 === 0 && name.toLowerCase() === 'content-type');
  return kindOf(rawHeaders[place + 1]) ?? 'merge';
}

/** Parameters say nothing of a patch, but for a charset, which is judged apart. */
function kindOf(type: string | undefined): PatchKind | undefined {
  const [essence = ''] = type?.split(';', 1) ?? [];
  return PATCH_KINDS[essence.trim().toLowerCase()];
}
