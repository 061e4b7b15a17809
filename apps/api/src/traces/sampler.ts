import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  type Sampler,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace';
import { type Config } from '../config/config.js';

/** Which traces are recorded, by the names that OpenTelemetry has for it. */
export function samplerOf({
  tracesSampler,
  tracesSamplerArg,
}: Pick<Config, 'tracesSampler' | 'tracesSamplerArg'>): Sampler {
  const root = rootSampler(tracesSampler.replace('parentbased_', ''), tracesSamplerArg);
  return tracesSampler.startsWith('parentbased_') ? new ParentBasedSampler({ root }) : root;
}

function rootSampler(name: string, fraction: number): Sampler {
  if (name === 'always_off') return new AlwaysOffSampler();
  return name === 'traceidratio' ? new TraceIdRatioBasedSampler(fraction) : new AlwaysOnSampler();
}
