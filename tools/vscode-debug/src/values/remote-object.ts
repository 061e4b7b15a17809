import type { Body } from '../protocol/dap.ts';

const STRING_SHOWN_MAX = 10_000;

/** A value of V8's as one line of text. */
export function valueText(value: Body | undefined): string {
  if (!value) return '<not available>';
  if (value['type'] === 'string') return stringText(String(value['value']));
  if (value['type'] === 'undefined') return 'undefined';
  if (value['subtype'] === 'null') return 'null';
  if (value['unserializableValue'] !== undefined) return String(value['unserializableValue']);
  if (value['type'] === 'function') return `ƒ ${firstLine(value['description'])}`;
  if (value['value'] !== undefined && typeof value['value'] !== 'object') return String(value['value']);
  const preview = previewText(value['preview'] as Body | undefined);
  return preview ?? firstLine(value['description'] ?? value['type']);
}

function stringText(text: string): string {
  const shown = JSON.stringify(text.slice(0, STRING_SHOWN_MAX));
  return text.length > STRING_SHOWN_MAX ? `${shown}… (${text.length.toLocaleString('en')} characters)` : shown;
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
  const description = String(preview['description'] ?? '');
  const shown =
    entries.length > 0
      ? entries.map(entryText)
      : isArray
        ? elementTexts(properties, lengthIn(description) ?? 0, preview['overflow'] !== true)
        : properties.map(namedText);
  if (preview['overflow']) shown.push('…');
  const head = description === 'Object' ? '' : `${firstLine(description)} `;
  return isArray ? `${head}[${shown.join(', ')}]` : `${head}{${shown.join(', ')}}`;
}

/** How many elements V8 says that a list has, behind its class. */
export function lengthIn(description: string): number | undefined {
  const length = /\((\d+)\)$/.exec(description)?.[1];
  return length === undefined ? undefined : Number(length);
}

/** Elements without their numbers, so that it is said where there are none; behind them the list's other properties. */
function elementTexts(properties: readonly Body[], length: number, isWhole: boolean): string[] {
  const texts: string[] = [];
  let next = 0;
  const skipTo = (index: number): void => {
    if (index > next) texts.push(`<${index - next} empty>`);
  };
  const isElement = ({ name }: Body): boolean => /^(?:0|[1-9]\d*)$/.test(String(name)) && Number(name) < length;
  for (const element of properties.filter(isElement)) {
    const index = Number(element['name']);
    skipTo(index);
    texts.push(memberText(element));
    next = index + 1;
  }
  if (isWhole) skipTo(length);
  return [...texts, ...properties.filter((each) => !isElement(each)).map(namedText)];
}

function namedText(property: Body): string {
  return `${property['name']}: ${memberText(property)}`;
}

function memberText({ type, value }: Body): string {
  if (type === 'string') return JSON.stringify(value);
  if (type === 'function') return `ƒ ${value ?? ''}`.trim();
  return type === 'accessor' ? '(…)' : firstLine(value ?? type);
}

function entryText(entry: Body): string {
  const text = (preview: Body | undefined): string =>
    preview?.['type'] === 'function' ? 'ƒ' : String(preview?.['description'] ?? '');
  return entry['key']
    ? `${text(entry['key'] as Body)} => ${text(entry['value'] as Body)}`
    : text(entry['value'] as Body);
}

function firstLine(text: unknown): string {
  return String(text).split('\n')[0] ?? '';
}
