import { type Call, readParameter } from './call.ts';
import { EngineError } from './engine-error.ts';
import type { RequestBody } from './request-body.ts';

/** A call with what its body adds as a form: the statement and parameters that are too long for an address. */
export async function withForm(call: Call, contentType: string | undefined, body: RequestBody): Promise<Call> {
  if (contentType === undefined || !/^multipart\/form-data/i.test(contentType)) return call;
  let form: FormData;
  try {
    form = await new Response(await body.text(), { headers: { 'Content-Type': contentType } }).formData();
  } catch (cause) {
    if (cause instanceof EngineError) throw cause;
    throw new EngineError(36, 'BAD_ARGUMENTS', 'The body is not the form its content type says');
  }
  let { query } = call;
  for (const [name, value] of form) {
    if (typeof value !== 'string')
      throw new EngineError(48, 'NOT_IMPLEMENTED', 'Tables sent along with a query are not served');
    if (name === 'query') query += value;
    else readParameter(name, value, call.parameters, call.settings);
  }
  return { ...call, query };
}
