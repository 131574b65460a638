/** Answers and files in the providers' own form, with made-up numbers. Written by hand where the spelling of a number matters. */

export const OPENAI_USAGE = `{
  "object": "page",
  "data": [
    {
      "object": "bucket", "start_time": 1793491200, "end_time": 1793577600,
      "results": [
        {
          "object": "organization.usage.completions.result",
          "input_tokens": 59200, "output_tokens": 10646, "input_cached_tokens": 5760, "input_uncached_tokens": 53440,
          "input_audio_tokens": 0, "output_audio_tokens": 0, "num_model_requests": 10,
          "project_id": null, "user_id": null, "api_key_id": null,
          "model": "gpt-5-2025-08-07", "batch": false, "service_tier": "default"
        },
        {
          "object": "organization.usage.completions.result",
          "input_tokens": 9007199254740993, "output_tokens": 0, "num_model_requests": 1,
          "project_id": null, "user_id": null, "api_key_id": null, "model": "gpt-5-mini-2025-08-07", "batch": true,
          "service_tier": null
        }
      ]
    },
    { "object": "bucket", "start_time": 1793577600, "end_time": 1793664000, "results": [] }
  ],
  "has_more": true,
  "next_page": "page_AAAAAGdGxdEiJdKOAAAAAGcqsYA="
}`;

export const OPENAI_COSTS = `{
  "object": "page",
  "data": [
    {
      "object": "bucket", "start_time": 1793491200, "end_time": 1793577600,
      "results": [
        { "object": "organization.costs.result", "amount": { "value": 0.0668, "currency": "usd" },
          "line_item": "gpt-5-2025-08-07, input", "project_id": null },
        { "object": "organization.costs.result", "amount": { "value": "0.10646000000000000000", "currency": "usd" },
          "line_item": "gpt-5-2025-08-07, output", "project_id": null },
        { "object": "organization.costs.result", "amount": { "value": 7.2e-07, "currency": "usd" },
          "line_item": "batch | gpt-5-mini-2025-08-07, cached input", "project_id": null },
        { "object": "organization.costs.result", "amount": { "value": 5.9999999999999995e-06, "currency": "usd" },
          "line_item": "web search tool calls", "project_id": null }
      ]
    }
  ],
  "has_more": false,
  "next_page": null
}`;

export const ANTHROPIC_USAGE = `{
  "data": [
    {
      "starting_at": "2026-11-01T00:00:00Z", "ending_at": "2026-11-02T00:00:00Z",
      "results": [
        {
          "uncached_input_tokens": 1500, "cache_read_input_tokens": 200,
          "cache_creation": { "ephemeral_1h_input_tokens": 1000, "ephemeral_5m_input_tokens": 500 },
          "output_tokens": 500, "server_tool_use": { "web_search_requests": 10 },
          "api_key_id": null, "workspace_id": null, "model": "claude-sonnet-4-20250514",
          "service_tier": "batch", "context_window": "0-200k", "inference_geo": "global"
        }
      ]
    }
  ],
  "has_more": false,
  "next_page": null
}`;

export const ANTHROPIC_COSTS = `{
  "data": [
    {
      "starting_at": "2026-11-01T00:00:00Z", "ending_at": "2026-11-02T00:00:00Z",
      "results": [
        {
          "amount": "123.78912", "currency": "USD", "cost_type": "tokens", "context_window": "0-200k",
          "description": "Claude Sonnet 4 Usage - Input Tokens", "model": "claude-sonnet-4-20250514",
          "service_tier": "standard", "token_type": "uncached_input_tokens", "workspace_id": null
        },
        {
          "amount": "1000", "currency": "USD", "cost_type": "web_search", "context_window": null,
          "description": "Web Search Usage", "model": null, "service_tier": null, "token_type": null, "workspace_id": null
        }
      ]
    }
  ],
  "has_more": false,
  "next_page": null
}`;

/** The dashboard writes a row without numbers for a day on which nothing happened. */
export const OPENAI_USAGE_CSV = [
  'start_time,end_time,start_time_iso,end_time_iso,project_id,num_model_requests,user_id,api_key_id,model,batch,service_tier,input_tokens,output_tokens,input_cached_tokens,input_uncached_tokens',
  '1793491200,1793577600,2026-11-01T00:00:00+00:00,2026-11-02T00:00:00+00:00,proj_a,10.0,user-a,key_a,gpt-5-2025-08-07,FALSE,default,59200.0,10646.0,5760.0,53440.0',
  '1793577600,1793664000,2026-11-02T00:00:00+00:00,2026-11-03T00:00:00+00:00,,,,,,,,,,,',
  '',
].join('\n');

export const OPENAI_COSTS_CSV = [
  'start_time,end_time,start_time_iso,end_time_iso,amount_value,amount_currency,line_item,project_id,organization_id,organization_name',
  '1793491200,1793577600,2026-11-01T00:00:00+00:00,2026-11-02T00:00:00+00:00,0.5617712500000000,usd,"gpt-5-2025-08-07, input",,org-a,"Acme, Inc."',
  '1793577600,1793664000,2026-11-02T00:00:00+00:00,2026-11-03T00:00:00+00:00,,,,,,',
  '',
].join('\r\n');

export const ANTHROPIC_USAGE_CSV = [
  '\uFEFFusage_date_utc,model_version,api_key,workspace,usage_type,context_window,usage_input_tokens_no_cache,usage_input_tokens_cache_write_5m,usage_input_tokens_cache_write_1h,usage_input_tokens_cache_read,usage_output_tokens,web_search_count,inference_geo,speed',
  '2026-11-01,claude-sonnet-4-5-20250929,key,Default,standard,≤ 200k,46981,15969,7,3,16932,0,global,',
  '2026-11-01 15:00,claude-sonnet-4-5-20250929,key,Default,batch,≤ 200k,1,0,0,0,2,0,global,',
].join('\n');

/** Titles instead of names, and whole cents. */
export const ANTHROPIC_COSTS_CSV = [
  'usage_date_utc,model,workspace,api_key,usage_type,context_window,token_type,cost_usd,list_price_usd,cost_type,inference_geo,speed',
  '2026-11-01,Claude Haiku 4.5,Default,key,message,≤ 200k,input_no_cache,0.05,0.05,token,global,',
  '2026-11-01,Claude Haiku 4.5,Default,key,batch,≤ 200k,output,12,24,token,global,',
].join('\n');
