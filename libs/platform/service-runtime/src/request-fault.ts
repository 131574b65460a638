import { Fault, type FaultCode } from '@suanpan/fault';

/** What is wrong at one place of a request. */
export interface Flaw {
  /** JSON pointer (RFC 6901) into the body, or `/query/limit`, `/headers/if-match` beside it. */
  readonly pointer: string;
  readonly detail: string;
}

/** A fault about a request that also says where, or that a header of the answer belongs to. */
export class RequestFault extends Fault {
  /** All that is wrong, so that the caller corrects once; answered as `errors`. */
  readonly flaws: readonly Flaw[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: FaultCode,
    detail: string,
    more: { readonly flaws?: readonly Flaw[]; readonly headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(code, detail);
    this.flaws = more.flaws ?? [];
    this.headers = more.headers ?? {};
  }
}
