import { language } from './language';

/** Numbers as the language of the page writes them: 1,234.5 or 1.234,5. */
const format = new Intl.NumberFormat(language());

export function numberText(number: number | bigint): string {
  return format.format(number);
}
