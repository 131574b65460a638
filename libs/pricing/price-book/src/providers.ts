/**
 * Names a provider goes by elsewhere (OpenTelemetry's `gen_ai.provider.name`, LiteLLM, the vendors' own SDKs) and the name the
 * price book files it under. Names that are equal in both are not listed.
 */
export const PROVIDER_ALIASES: Readonly<Record<string, string>> = {
  'aws.bedrock': 'aws',
  bedrock: 'aws',
  bedrock_converse: 'aws',
  bedrock_mantle: 'aws',
  amazon: 'aws',
  'amazon-bedrock': 'aws',
  'azure.ai.openai': 'azure',
  'azure.ai.inference': 'azure',
  azure_ai: 'azure',
  azure_text: 'azure',
  azure_openai: 'azure',
  'az.ai.openai': 'azure',
  'az.ai.inference': 'azure',
  gcp: 'google',
  'gcp.gemini': 'google',
  'gcp.gen_ai': 'google',
  'gcp.vertex_ai': 'google',
  gemini: 'google',
  vertex: 'google',
  vertex_ai: 'google',
  'google-vertex': 'google',
  google_genai: 'google',
  xai: 'x-ai',
  x_ai: 'x-ai',
  'mistral-ai': 'mistral',
  mistral_ai: 'mistral',
  mistralai: 'mistral',
  moonshot: 'moonshotai',
  moonshot_ai: 'moonshotai',
  kimi: 'moonshotai',
  cohere_chat: 'cohere',
  fireworks_ai: 'fireworks',
  'fireworks-ai': 'fireworks',
  together_ai: 'together',
  'together-ai': 'together',
  zhipu: 'zhipuai',
  'z-ai': 'zai',
  voyage: 'voyageai',
  github_copilot: 'github-copilot',
  copilot: 'github-copilot',
  cloudflare_workers_ai: 'cloudflare',
  qwen: 'alibaba',
  dashscope: 'alibaba',
  'alibaba.qwen': 'alibaba',
  'alibaba-cloud': 'alibaba',
  aliyun: 'alibaba',
};

/**
 * Providers that resell the models of others at the others' list prices: where the reseller's own list does not know a model,
 * the lists named here are asked in this order. Taken from the feed's `fallback_model_providers`.
 */
export const PROVIDER_FALLBACKS: Readonly<Record<string, readonly string[]>> = {
  azure: ['openai', 'anthropic', 'deepseek', 'x-ai', 'moonshotai'],
  google: ['anthropic'],
};

/** Providers whose services a feed prices apart, under names of their own; the same model may cost differently in each. */
const NAMESPACES: Readonly<Record<string, readonly string[]>> = {
  aws: ['bedrock', 'bedrock_converse', 'bedrock_mantle'],
  azure: ['azure_ai', 'azure_text'],
  google: ['gemini', 'vertex_ai'],
};

/** What senders call a service that has a namespace. */
const NAMESPACE_OF: Readonly<Record<string, string>> = {
  'azure.ai.inference': 'azure_ai',
  'az.ai.inference': 'azure_ai',
  'gcp.gemini': 'gemini',
  google_genai: 'gemini',
  'gcp.vertex_ai': 'vertex_ai',
  vertex: 'vertex_ai',
  'google-vertex': 'vertex_ai',
};

/** The name a feed's own rows of a provider's service are filed under: its namespace where it has one. */
export function namespaceOf(provider: string): string {
  const name = provider.trim().toLowerCase();
  const space = Object.hasOwn(NAMESPACE_OF, name) ? (NAMESPACE_OF[name] ?? name) : name;
  return isNamespace(space) ? space : canonicalProvider(name);
}

/** The namespaces of a provider as the price book files it; mostly none. */
export function namespacesOf(canonical: string): readonly string[] {
  return Object.hasOwn(NAMESPACES, canonical) ? (NAMESPACES[canonical] ?? NONE) : NONE;
}

const NONE: readonly string[] = [];

function isNamespace(name: string): boolean {
  return namespacesOf(canonicalProvider(name)).includes(name);
}

/** The name the price book files a provider under: lower case, aliases resolved. */
export function canonicalProvider(provider: string): string {
  const name = provider.trim().toLowerCase();
  return Object.hasOwn(PROVIDER_ALIASES, name) ? (PROVIDER_ALIASES[name] ?? name) : name;
}

/** Whose lists are asked when a provider's own does not know a model; mostly nobody's. */
export function fallbackProviders(provider: string): readonly string[] {
  return Object.hasOwn(PROVIDER_FALLBACKS, provider) ? (PROVIDER_FALLBACKS[provider] ?? []) : [];
}
