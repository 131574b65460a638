import { canonicalProvider } from '../providers.ts';
import { readArn } from './read-arn.ts';

/** A way to read a name as gateways and SDKs write it: the provider and model it says, and the region where it says one. */
export interface NameReading {
  readonly provider: string;
  readonly model: string;
  readonly region: string | null;
}

/** Who passes calls on to others, so that the provider stands in the model's name. */
const GATEWAYS: ReadonlySet<string> = new Set([
  ...['litellm_proxy', 'litellm', 'portkey', 'helicone', 'vercel', 'vercel_ai_gateway', 'ai_gateway', 'gateway'],
  ...['cloudflare_ai_gateway', 'envoy_ai_gateway', 'kong', 'openai_compatible', 'openai-compatible', 'openai_like'],
  'custom_openai',
]);

/** How a gateway calls a model, which does not change what it costs. */
const ROUTES: ReadonlySet<string> = new Set(['converse', 'converse_like', 'invoke', 'chat', 'responses', 'models']);
const AWS_REGION = /^[a-z]{2}(?:-[a-z]+)+-\d$/;
const AZURE_ZONES: ReadonlySet<string> = new Set(['eu', 'us', 'us-gov', 'apac', 'global', 'global-standard']);
/** Inference profiles across regions: "Supported Regions and models for inference profiles", Amazon Bedrock User Guide. */
const BEDROCK_PROFILE = /^(global|us-gov|us|eu|apac|au|jp|ca|sa)\.(?=[a-z0-9]+\.)/;
/** Names of Vertex AI's REST API: `projects/p/locations/l/publishers/p/models/m`, in part or whole. */
const VERTEX_PATH = /^(?:projects\/[^/]+\/locations\/([^/]+)\/)?publishers\/([^/]+)\/models\/(.+)$/;
const FINE_TUNED = /^(ft:[^:]+):/;

/**
 * The other ways to read a model's name, the most literal first, without the name as it is. Each takes off something that says who is
 * called, how or where, and never anything that says which model: `vertex_ai/…`, `models/…`, `publishers/google/models/…`,
 * `openrouter/…:beta`, ARNs and inference profiles, `@` before a version, the organisation of a fine-tuned model. The name
 * has to be as `comparableModel` writes it.
 */
export function nameReadings(provider: string, name: string): readonly NameReading[] {
  const readings: NameReading[] = [];
  let current: NameReading | undefined = { provider, model: name, region: null };
  // Each step takes something off, so that the name gets shorter; the bound is for names made to be long.
  for (let step = 0; step < STEPS_MAX && current !== undefined; step += 1) {
    const published: string | undefined = VERTEX_PATH.exec(current.model)?.[2];
    current = shorter(current);
    // Others write the publisher before the model's name as well.
    if (current !== undefined && published !== undefined)
      readings.push({ ...current, model: `${published}/${current.model}` });
    if (current !== undefined) readings.push(current);
  }
  return readings;
}

const STEPS_MAX = 6;

/** Whether a provider passes calls on to others, so that whose prices hold stands in the model's name. */
export function isGateway(provider: string): boolean {
  return GATEWAYS.has(canonicalProvider(provider));
}

/** Whether a name only says something when it is read: taken as it is, it would fit whatever part of it is a model's name. */
export function isOnlyRead(name: string): boolean {
  return name.startsWith('arn:');
}

/** Whether a name is one of a model that was tuned by its user, which has prices of its own. */
export function isFineTuned(name: string): boolean {
  return /(?:^|[/.:-])ft[:-]/.test(name);
}

/**
 * The partition that a region or a name belongs to where it is one with prices of its own: those of the world outside never hold
 * there. `null` for every other.
 */
export function partitionOf(text: string): string | null {
  // Nearly every name is of neither, and this is asked for each call.
  if (text.includes('us-gov')) return US_GOV.test(text) ? 'us-gov' : null;
  return text.includes('cn-north') && CHINA.test(text) ? 'cn' : null;
}

const US_GOV = /(?:^|[./:-])us-gov(?:[./:-]|$)/;
const CHINA = /(?:^|[./:-])cn-north(?:west)?-\d/;

function shorter(reading: NameReading): NameReading | undefined {
  const { provider, model } = reading;
  if (isOnlyRead(model)) {
    const arn = readArn(model);
    return arn?.model === undefined ? undefined : { provider: 'aws', model: arn.model, region: regionOf(arn.region) };
  }
  const vertex = VERTEX_PATH.exec(model);
  if (vertex !== null) return { ...reading, model: vertex[3] ?? '', region: regionOf(vertex[1]) ?? reading.region };
  return withoutHead(reading, canonicalProvider(provider)) ?? withoutMark(reading, canonicalProvider(provider));
}

function withoutHead(reading: NameReading, canonical: string): NameReading | undefined {
  const slash = reading.model.indexOf('/');
  if (slash <= 0) return undefined;
  const head = reading.model.slice(0, slash);
  const model = reading.model.slice(slash + 1);
  if (model === '') return undefined;
  if (GATEWAYS.has(head) && (GATEWAYS.has(canonical) || head === canonical)) return { ...reading, model };
  if (GATEWAYS.has(canonical)) return { ...reading, provider: head, model };
  if (canonicalProvider(head) === canonical) return { ...reading, provider: head, model };
  if (ROUTES.has(head)) return { ...reading, model };
  const isPlace = (canonical === 'aws' && AWS_REGION.test(head)) || (canonical === 'azure' && AZURE_ZONES.has(head));
  return isPlace ? { ...reading, model, region: head } : undefined;
}

function withoutMark(reading: NameReading, canonical: string): NameReading | undefined {
  const { model } = reading;
  const tuned = FINE_TUNED.exec(model)?.[1];
  if (tuned !== undefined) return { ...reading, model: tuned };
  if (canonical === 'google' && model.includes('@'))
    return { ...reading, model: model.replace(/@(?:default|latest)$|@/, (at) => (at === '@' ? '-' : '')) };
  if (canonical === 'openrouter' && model.endsWith(':beta'))
    return { ...reading, model: model.slice(0, -':beta'.length) };
  const profile = canonical === 'aws' ? BEDROCK_PROFILE.exec(model)?.[0] : undefined;
  if (profile === undefined) return undefined;
  return { ...reading, model: model.slice(profile.length), region: reading.region ?? profile.slice(0, -1) };
}

function regionOf(text: string | undefined): string | null {
  return text === undefined || text === '' ? null : text;
}
