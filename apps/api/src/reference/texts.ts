import { openApiDocument } from '@bimetal/contract/openapi';
import { type ReferencePage, referencePage } from './page/reference-page.js';

/** The description of the API for programs. */
export function documentText(version: string): string {
  return JSON.stringify(openApiDocument(version));
}

/** The same for people. */
export function page(version: string): ReferencePage {
  return referencePage(openApiDocument(version));
}
