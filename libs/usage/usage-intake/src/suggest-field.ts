import { QUANTITIES, type QuantityField } from '@suanpan/facts';

/** What other APIs call our quantities, without underscores and in lower case. */
const FOREIGN: Readonly<Record<string, QuantityField>> = {
  prompttokens: 'inputTokens',
  prompttokencount: 'inputTokens',
  promptevalcount: 'inputTokens',
  inputtokencount: 'inputTokens',
  tokensin: 'inputTokens',
  completiontokens: 'outputTokens',
  candidatestokencount: 'outputTokens',
  responsetokencount: 'outputTokens',
  outputtokencount: 'outputTokens',
  generatedtokens: 'outputTokens',
  evalcount: 'outputTokens',
  tokensout: 'outputTokens',
  cachedtokens: 'cacheReadTokens',
  cachedinputtokens: 'cacheReadTokens',
  cachedprompttokens: 'cacheReadTokens',
  cachedcontenttokencount: 'cacheReadTokens',
  cachereadinputtokens: 'cacheReadTokens',
  cachereadinputtokencount: 'cacheReadTokens',
  cachehittokens: 'cacheReadTokens',
  promptcachehittokens: 'cacheReadTokens',
  cachewritetokens: 'cacheWrite5mTokens',
  cachewriteinputtokens: 'cacheWrite5mTokens',
  cachewriteinputtokencount: 'cacheWrite5mTokens',
  cachecreationtokens: 'cacheWrite5mTokens',
  cachecreationinputtokens: 'cacheWrite5mTokens',
  ephemeral5minputtokens: 'cacheWrite5mTokens',
  ephemeral1hinputtokens: 'cacheWrite1hTokens',
  audiotokens: 'audioInputTokens',
  inputaudiotokens: 'audioInputTokens',
  outputaudiotokens: 'audioOutputTokens',
  imagetokens: 'imageInputTokens',
  inputimagetokens: 'imageInputTokens',
  outputimagetokens: 'imageOutputTokens',
  thinkingtokens: 'reasoningTokens',
  thoughtstokens: 'reasoningTokens',
  thoughtstokencount: 'reasoningTokens',
  reasoningoutputtokens: 'reasoningTokens',
  outputreasoningtokens: 'reasoningTokens',
  requestcount: 'requests',
  imagecount: 'images',
  numimages: 'images',
  audioseconds: 'seconds',
  durationseconds: 'seconds',
  charactercount: 'characters',
  chars: 'characters',
  websearchrequests: 'webSearches',
  websearchcalls: 'webSearches',
  numsearchqueries: 'webSearches',
  filesearchcalls: 'fileSearches',
  searchunits: 'rerankSearches',
  pagesprocessed: 'pages',
  pagecount: 'pages',
};

const OWN = QUANTITIES.map(({ field }) => [normal(field), field] as const);

/**
 * The quantity that a field nobody reads was meant for: another API's name of it, the same name in another spelling, or one letter or
 * two away from it. A count under such a name would be lost, and the call billed for less than it used.
 */
export function meantQuantity(name: string, value: unknown): QuantityField | undefined {
  const isNumber = typeof value === 'number' || (typeof value === 'string' && /^\d+(\.\d+)?$/.test(value));
  // A long name is no slip of the finger, and comparing it would cost more than it says.
  if (!isNumber || name.length > 40) return undefined;
  const plain = normal(name);
  if (Object.hasOwn(FOREIGN, plain)) return FOREIGN[plain];
  return OWN.find(([own]) => distance(plain, own) <= (own.length < 8 ? 1 : 2))?.[1];
}

function normal(name: string): string {
  return name.replace(/[_\-. ]/g, '').toLowerCase();
}

/** Letters to put in, leave out or replace (Levenshtein). */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const replaced = (row[j - 1] as number) + (one[i - 1] === other[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[other.length] as number;
}
