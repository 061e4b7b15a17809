import { language } from '../../locale/language';

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** An amount of bytes as people say it. */
export function bytesText(bytes: number): string {
  const power = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  const maximumFractionDigits = power > 1 ? 1 : 0;
  return new Intl.NumberFormat(language(), { style: 'unit', unit: UNITS[power], maximumFractionDigits }).format(
    bytes / 1000 ** power,
  );
}

export function numberText(number: number | bigint): string {
  return new Intl.NumberFormat(language(), { maximumFractionDigits: 0 }).format(number);
}

export function secondsText(seconds: number): string {
  const [value, unit] = seconds < 90 ? [seconds, 'second'] : [seconds / 60, 'minute'];
  const format = new Intl.NumberFormat(language(), {
    style: 'unit',
    unit,
    unitDisplay: 'long',
    maximumFractionDigits: 0,
  });
  return format.format(Math.max(1, Math.ceil(value)));
}
