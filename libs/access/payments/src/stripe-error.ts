/** The error object of the API (docs.stripe.com/api/errors), as far as it is used. */
export interface StripeError {
  /** What may be shown to the payer. */
  readonly detail: string;
  readonly code: string | undefined;
  /** For operators: codes, and where to find the request in Stripe's own log. */
  readonly internal: Readonly<Record<string, unknown>>;
}

const WORD = /^[a-z0-9_]{1,64}$/;
const MESSAGE_MAX = 300;
const LOG_URL = /^https:\/\/dashboard\.stripe\.com\/[\w/?=&.-]{1,200}$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is what it is for.
const FORBIDDEN = /[\u0000-\u001f\u007f-\u009f]/;

/** Reads an error answer; `undefined` if there is no error object in it. */
export function stripeErrorOf(
  body: Readonly<Record<string, unknown>> | undefined,
  status: number,
  requestId: string | undefined,
): StripeError | undefined {
  const error = body?.error;
  if (typeof error !== 'object' || error === null || Array.isArray(error)) return undefined;
  const fields = error as Record<string, unknown>;
  const type = word(fields.type);
  if (type === undefined) return undefined;
  const code = word(fields.code);
  const declineCode = word(fields.decline_code);
  const param = typeof fields.param === 'string' && /^[\w[\]]{1,64}$/.test(fields.param) ? fields.param : undefined;
  const url = fields.request_log_url;
  const logUrl = typeof url === 'string' && LOG_URL.test(url) ? url : undefined;
  return {
    code,
    detail: detailOf(type, code, declineCode, fields.message),
    internal: { status, requestId, type, code, declineCode, param, logUrl },
  };
}

/** Whether the same request may get another answer. Stripe says so where it knows; otherwise the status does. */
export function shouldTryAgain(status: number, advice: string | null): boolean {
  if (advice === 'true') return true;
  if (advice === 'false') return false;
  return status === 409 || status === 429 || status >= 500;
}

function detailOf(type: string, code: string | undefined, declineCode: string | undefined, message: unknown): string {
  const reasons = [code, declineCode].filter((reason) => reason !== undefined).join(', ');
  const named = reasons === '' ? type : reasons;
  // Messages about cards are meant for the payer; all others are for developers and quote what was sent.
  if (
    type === 'card_error' &&
    typeof message === 'string' &&
    message.length <= MESSAGE_MAX &&
    !FORBIDDEN.test(message)
  ) {
    return `${message} (${named})`;
  }
  if (code === 'resource_missing') return `Stripe knows no such payment method (${named}).`;
  return `Stripe refused the payment method (${named}).`;
}

function word(value: unknown): string | undefined {
  return typeof value === 'string' && WORD.test(value) ? value : undefined;
}
