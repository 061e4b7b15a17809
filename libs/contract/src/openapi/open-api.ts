import { type Described } from './parameters.js';
import { type JsonSchema } from './schemas.js';

/** The parts of OpenAPI 3.1 that the document of the API is made of. */
export interface OpenApiDocument {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string; readonly [member: string]: unknown };
  readonly servers: readonly { readonly url: string }[];
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, PathItem>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, JsonSchema>>;
    readonly headers: Readonly<Record<string, JsonSchema>>;
    readonly securitySchemes: Readonly<Record<string, JsonSchema>>;
  };
}

/** What can be done at one path, by methods in lower case. */
export type PathItem = {
  readonly summary: string;
  readonly parameters: readonly OpenApiParameter[];
} & Readonly<Partial<Record<'get' | 'head' | 'put' | 'post' | 'patch' | 'delete', OpenApiOperation>>>;

export interface OpenApiOperation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description?: string;
  readonly parameters: readonly OpenApiParameter[];
  /** Which of the security schemes there is one of; an empty one where it goes without, too. */
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly requestBody?: { readonly required: true; readonly content: OpenApiContent };
  /** By status. */
  readonly responses: Readonly<
    Record<string, { readonly description: string; readonly headers: JsonSchema; readonly content?: OpenApiContent }>
  >;
}

export type OpenApiParameter = Described & {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
};

/** Schemas by media type. */
export type OpenApiContent = Readonly<Record<string, { readonly schema: JsonSchema & { readonly $ref?: string } }>>;
