import { environmentLayer, type Layer } from './config.js';
import { otelLayers } from './otel-variables.js';

const values = (env: Record<string, string>, others: readonly Layer[] = []): unknown =>
  otelLayers(env, others).map((layer) => layer.values);

describe("OpenTelemetry's variables", () => {
  it('say where traces go: as it is, or below the address of a collector', () => {
    expect(values({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318/' })).toEqual([
      { tracesUrl: 'http://c:4318/v1/traces' },
    ]);
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318', OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://t/x' };
    expect(values(env)).toEqual([{ tracesUrl: 'http://t/x' }]);
  });

  it('mean nothing while nobody says where traces go', () => {
    const env = { OTEL_SERVICE_NAME: 'shop', OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' };
    expect(values(env)).toEqual([]);
    expect(values(env, [environmentLayer({ tracesUrl: 'http://t/x' })])).toEqual([
      { tracesService: 'shop', tracesProtocol: 'grpc' },
    ]);
  });

  it.each([{ OTEL_SDK_DISABLED: 'true' }, { OTEL_TRACES_EXPORTER: 'none' }])('do not turn traces on with %j', (off) => {
    expect(values({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318', ...off })).toEqual([]);
  });

  it('are named where they are wrong, and where a setting came from', () => {
    const [layer] = otelLayers({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c' }, []);
    expect(layer?.nameOf('tracesUrl')).toBe('OTEL_EXPORTER_OTLP_ENDPOINT');
    expect(layer?.sourceOf('tracesUrl')).toEqual({ kind: 'variable', name: 'OTEL_EXPORTER_OTLP_ENDPOINT' });
  });
});
