import type { Cdp } from '../inspector/cdp.ts';
import type { Body } from '../protocol/dap.ts';

/** Looks at the properties, and runs nothing of the program. */
const NAMES = `function (properties) {
  return properties.map((property) => {
    const { value } = Object.getOwnPropertyDescriptor(this, property) ?? {};
    const name = typeof value === 'function' ? Object.getOwnPropertyDescriptor(value, 'name')?.value : '';
    return typeof name === 'string' ? name : '';
  });
}`;

/** V8 leaves the functions in a preview without names: fills them in. */
export async function nameFunctions(cdp: Cdp, value: Body | undefined): Promise<void> {
  const properties = (value?.['preview']?.['properties'] ?? []) as Body[];
  const functions = properties.filter(({ type, value: text }) => type === 'function' && text === '');
  // A proxy has its properties from a function of the program.
  if (functions.length === 0 || value?.['subtype'] === 'proxy') return;
  const answer = await cdp.request('Runtime.callFunctionOn', {
    objectId: value?.['objectId'],
    functionDeclaration: NAMES,
    arguments: [{ value: functions.map(({ name }) => String(name)) }],
    returnByValue: true,
    throwOnSideEffect: true,
    silent: true,
  });
  const names = answer['result']?.['value'] as unknown;
  if (!Array.isArray(names)) return;
  for (const [index, each] of functions.entries()) each['value'] = String(names[index] ?? '');
}
