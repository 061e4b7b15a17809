/** A span as OTLP writes it in JSON. */
export interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes?: readonly { readonly key: string; readonly value: Readonly<Record<string, unknown>> }[];
  readonly links?: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly status?: { readonly code?: number };
}

/** A span and those below it. */
export interface SpanTree {
  readonly span: Span;
  readonly children: readonly SpanTree[];
}

interface Export {
  readonly resourceSpans: readonly {
    readonly resource: Pick<Span, 'attributes'>;
    readonly scopeSpans: readonly { readonly spans: readonly Span[] }[];
  }[];
}

/** The spans of one export, and of which service they are. */
export function spansOf(text: string): { readonly services: unknown[]; readonly spans: Span[] } {
  const { resourceSpans } = JSON.parse(text) as Export;
  return {
    services: resourceSpans.map(({ resource }) => attributeOf(resource, 'service.name')),
    spans: resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)),
  };
}

/** The value of an attribute; undefined where there is none. */
export function attributeOf({ attributes = [] }: Pick<Span, 'attributes'>, key: string): unknown {
  const found = attributes.find((attribute) => attribute.key === key);
  return found && Object.values(found.value)[0];
}

/** The tree of a trace, below the span of its request, and each level in the order of time; undefined until all of it is there. */
export function treeOf(spans: readonly Span[], traceId: string): SpanTree | undefined {
  const own = spans.filter((span) => span.traceId === traceId);
  const root = own.find(({ parentSpanId = '' }) => !own.some(({ spanId }) => spanId === parentSpanId));
  return root && below(root, own);
}

function below(span: Span, spans: readonly Span[]): SpanTree {
  const children = spans.filter(({ parentSpanId }) => parentSpanId === span.spanId);
  children.sort((one, other) => Number(BigInt(one.startTimeUnixNano) - BigInt(other.startTimeUnixNano)));
  return { span, children: children.map((child) => below(child, spans)) };
}

/** The names alone: `['GET /', ['store.get']]`. */
export type Names = readonly (string | Names)[];

export function namesOf({ span, children }: SpanTree): Names {
  return children.length === 0 ? [span.name] : [span.name, ...children.map(namesOf)];
}

/** The spans of a tree that do not lie within the one above them, in time. */
export function strayOf({ span, children }: SpanTree): string[] {
  return children.flatMap((child) => {
    const { startTimeUnixNano: start, endTimeUnixNano: end, name } = child.span;
    const within = BigInt(start) >= BigInt(span.startTimeUnixNano) && BigInt(end) <= BigInt(span.endTimeUnixNano);
    return [...(within && BigInt(start) <= BigInt(end) ? [] : [name]), ...strayOf(child)];
  });
}

/** What a write of one document, recorded, consists of. */
export const WRITE_NAMES: Names = [['commit.queue'], ['commit.group', ['commit.fsync']]];
