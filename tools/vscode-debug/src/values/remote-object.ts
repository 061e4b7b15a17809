import type { Body } from '../protocol/dap.ts';

const STRING_SHOWN_MAX = 10_000;

/** A value of V8's as one line of text. */
export function valueText(value: Body | undefined): string {
  if (!value) return '<not available>';
  if (value['type'] === 'string') return JSON.stringify(String(value['value']).slice(0, STRING_SHOWN_MAX));
  if (value['type'] === 'undefined') return 'undefined';
  if (value['subtype'] === 'null') return 'null';
  if (value['unserializableValue'] !== undefined) return String(value['unserializableValue']);
  if (value['type'] === 'function') return `ƒ ${firstLine(value['description'])}`;
  if (value['value'] !== undefined && typeof value['value'] !== 'object') return String(value['value']);
  const preview = previewText(value['preview'] as Body | undefined);
  return preview ?? firstLine(value['description'] ?? value['type']);
}

export function typeText(value: Body | undefined): string {
  return String(value?.['className'] ?? value?.['subtype'] ?? value?.['type'] ?? '');
}

/** What an evaluation threw, as an error with V8's own words. */
export function thrown(answer: Body): Error | undefined {
  const details = answer['exceptionDetails'] as Body | undefined;
  if (!details) return undefined;
  return new Error(
    firstLine(details['exception']?.['description'] ?? details['exception']?.['value'] ?? details['text']),
  );
}

function previewText(preview: Body | undefined): string | undefined {
  if (!preview) return undefined;
  const entries = (preview['entries'] ?? []) as Body[];
  const properties = (preview['properties'] ?? []) as Body[];
  const isArray = preview['subtype'] === 'array' || preview['subtype'] === 'typedarray';
  const shown =
    entries.length > 0 ? entries.map(entryText) : properties.map((property) => propertyText(property, isArray));
  if (preview['overflow']) shown.push('…');
  const description = String(preview['description'] ?? '');
  const head = description === 'Object' ? '' : `${firstLine(description)} `;
  return isArray ? `${head}[${shown.join(', ')}]` : `${head}{${shown.join(', ')}}`;
}

function propertyText(property: Body, isArray: boolean): string {
  const value =
    property['type'] === 'string' ? JSON.stringify(property['value']) : String(property['value'] ?? property['type']);
  return isArray && /^\d+$/.test(String(property['name'])) ? value : `${property['name']}: ${value}`;
}

function entryText(entry: Body): string {
  const text = (preview: Body | undefined): string => String(preview?.['description'] ?? '');
  return entry['key']
    ? `${text(entry['key'] as Body)} => ${text(entry['value'] as Body)}`
    : text(entry['value'] as Body);
}

function firstLine(text: unknown): string {
  return String(text).split('\n')[0] ?? '';
}
