import type { Leaf } from '@suanpan/facts';

/** How a unit of the feed becomes a leaf: its price is for `per` units of the leaf. */
export interface LeafUnit {
  readonly leaf: Leaf;
  readonly per: bigint;
  /** Of two units for one leaf, the one that is more exactly the leaf; larger wins. */
  readonly precedence: number;
}

const MILLION = 1_000_000n;

function unit(leaf: Leaf, per: bigint, precedence = 0): LeafUnit {
  return { leaf, per, precedence };
}

/** The feed's units that are leaves of ours. */
export const LEAF_UNITS: Readonly<Record<string, LeafUnit>> = {
  input_mtok: unit('uncached_input', MILLION),
  cache_read_mtok: unit('cache_read', MILLION),
  // A write of unknown life is filed with the five-minute ones, which are the providers' default.
  cache_write_mtok: unit('cache_write_5m', MILLION),
  cache_write_5m_mtok: unit('cache_write_5m', MILLION, 1),
  cache_write_1h_mtok: unit('cache_write_1h', MILLION),
  input_audio_mtok: unit('audio_in', MILLION),
  cache_audio_read_mtok: unit('cache_read_audio', MILLION),
  cache_image_read_mtok: unit('cache_read_image', MILLION),
  input_image_mtok: unit('image_in', MILLION),
  output_mtok: unit('output_text', MILLION),
  output_reasoning_mtok: unit('reasoning', MILLION),
  output_audio_mtok: unit('audio_out', MILLION),
  output_image_mtok: unit('image_out', MILLION),
  requests_kcount: unit('request', 1_000n),
  web_searches_kcount: unit('web_search', 1_000n),
  storage_searches_kcount: unit('file_search', 1_000n),
  rerank_searches_kcount: unit('rerank_search', 1_000n),
  input_document_kpages: unit('page', 1_000n),
  audio_hours: unit('second', 3_600n),
  input_audio_hours: unit('second', 3_600n, 1),
  input_mchars: unit('character', MILLION),
};

const NO_TEXT = 'plain text has no leaf: its tokens are priced as those of its direction';
const NO_VIDEO = 'video has no leaf: its tokens are priced as those of its direction';
const NO_WRITE = 'cache writes of one modality have no leaf: they are priced as cache writes';
const NO_TOOL = 'tool input has no leaf: its tokens are priced as uncached input';
const NO_THOUGHT = 'thoughts of one modality have no leaf: they are priced as reasoning';
const NO_CITATION = 'citation tokens have no leaf: they are priced as output text';

/** The feed's units we do not meter, and what that means for a bill. A unit in neither table fails the import. */
export const UNMETERED_UNITS: Readonly<Record<string, string>> = {
  social_searches_kcount: 'social searches are billed by the provider and not metered',
  code_executions_kcount: 'code executions are billed by the provider and not metered',
  input_annotated_document_kpages: 'annotated document pages are billed by the provider and not metered',
  input_text_messages_kcount: 'text messages are billed by the provider and not metered',
  input_gpixels: 'pixels are billed by the provider and not metered',
  output_audio_hours: 'hours of generated audio are billed by the provider and not metered',
  ...told(NO_TEXT, 'input_text', 'output_text', 'cache_text_read'),
  ...told(NO_VIDEO, 'input_video', 'output_video', 'cache_video_read'),
  ...told(NO_WRITE, ...['text', 'audio', 'image', 'video'].flatMap((kind) => writesOf(kind))),
  ...told(NO_TOOL, 'input_tool', 'input_text_tool', 'input_audio_tool', 'input_image_tool', 'input_video_tool'),
  ...told(NO_THOUGHT, 'output_text_reasoning', 'output_audio_reasoning', 'output_image_reasoning'),
  ...told(NO_THOUGHT, 'output_video_reasoning'),
  ...told(NO_CITATION, 'output_citation', 'output_text_citation', 'output_audio_citation', 'output_image_citation'),
  ...told(NO_CITATION, 'output_video_citation'),
};

function told(why: string, ...kinds: readonly string[]): Record<string, string> {
  return Object.fromEntries(kinds.map((kind) => [`${kind}_mtok`, why]));
}

function writesOf(kind: string): string[] {
  return [`cache_${kind}_write`, `cache_${kind}_write_5m`, `cache_${kind}_write_1h`];
}
