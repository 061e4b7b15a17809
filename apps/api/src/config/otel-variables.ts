import { type Layer } from './config.js';
import { type SettingKey } from './settings.js';

/** Where a collector takes traces, below the address that is its own for all signals. */
const TRACES_PATH = 'v1/traces';

/** OpenTelemetry's own variables for settings of ours; of several the first one that says something counts. */
const VARIABLES = {
  tracesUrl: ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'OTEL_EXPORTER_OTLP_ENDPOINT'],
  tracesProtocol: ['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', 'OTEL_EXPORTER_OTLP_PROTOCOL'],
  tracesHeaders: ['OTEL_EXPORTER_OTLP_TRACES_HEADERS', 'OTEL_EXPORTER_OTLP_HEADERS'],
  tracesService: ['OTEL_SERVICE_NAME'],
  tracesSampler: ['OTEL_TRACES_SAMPLER'],
  tracesSamplerArg: ['OTEL_TRACES_SAMPLER_ARG'],
} as const satisfies Partial<Record<SettingKey, readonly string[]>>;

type TracesKey = keyof typeof VARIABLES;

/**
 * What the standard's variables say of traces (https://opentelemetry.io/docs/specs/otel/protocol/exporter/). They are there on
 * many machines for other programs: where no URL of a collector is said, neither in them nor in `others`, they mean nothing.
 */
export function otelLayers(env: Readonly<Record<string, string | undefined>>, others: readonly Layer[]): Layer[] {
  const names: Partial<Record<SettingKey, string>> = {};
  const values: Partial<Record<SettingKey, string>> = {};
  for (const key of Object.keys(VARIABLES) as TracesKey[]) {
    const name = VARIABLES[key].find((variable) => (env[variable] ?? '') !== '');
    if (name === undefined || (key === 'tracesUrl' && isOff(env))) continue;
    names[key] = name;
    values[key] = name === 'OTEL_EXPORTER_OTLP_ENDPOINT' ? tracesUrlAt(env[name] ?? '') : (env[name] ?? '');
  }
  if (values.tracesUrl === undefined && others.every((layer) => layer.values.tracesUrl === undefined)) return [];
  const nameOf = (key: SettingKey): string => names[key] ?? key;
  return [{ nameOf, sourceOf: (key) => ({ kind: 'variable', name: nameOf(key) }), values }];
}

function isOff(env: Readonly<Record<string, string | undefined>>): boolean {
  return env['OTEL_SDK_DISABLED']?.toLowerCase() === 'true' || env['OTEL_TRACES_EXPORTER'] === 'none';
}

/** The address of a collector, and the path of traces behind its own. */
function tracesUrlAt(endpoint: string): string {
  return `${endpoint.replace(/\/+$/, '')}/${TRACES_PATH}`;
}
