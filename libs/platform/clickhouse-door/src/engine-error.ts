/** An error as ClickHouse states it: a number, a name in capitals, and a text for people. */
export class EngineError extends Error {
  /** ClickHouse's number of the error, such as 60 for an unknown table. */
  readonly code: number;
  /** ClickHouse's name of the error, such as UNKNOWN_TABLE. */
  readonly type: string;

  constructor(code: number, type: string, text: string) {
    super(text);
    this.name = 'EngineError';
    this.code = code;
    this.type = type;
  }
}

const SHAPE =
  /^(?:Code: (\d+)\. DB::Exception: )+([\s\S]*?)(?:[.\s]*\(([A-Z][A-Z0-9_]+)\)(?:\.? \(version [^)]*\))?)*\s*$/;

/**
 * Reads the engine's own error text, which repeats its frame around errors that passed through a file; what does not
 * have its shape becomes UNKNOWN_EXCEPTION and keeps its text.
 */
export function engineErrorOf(error: unknown): EngineError {
  if (error instanceof EngineError) return error;
  const text = error instanceof Error ? error.message : String(error);
  const match = SHAPE.exec(text.trim());
  if (match === null) return new EngineError(1002, 'UNKNOWN_EXCEPTION', text);
  return new EngineError(Number(match[1]), match[3] ?? 'UNKNOWN_EXCEPTION', match[2] ?? text);
}

/** The one line a ClickHouse server would answer for the error. */
export function errorLine(error: EngineError, version: string): string {
  return `Code: ${error.code}. DB::Exception: ${error.message} (${error.type}) (version ${version})`;
}

const STATUS_OF_CODE = new Map<number, number>([
  [194, 401],
  ...[192, 193, 497, 516].map((code) => [code, 403] as const),
  ...[6, 26, 27, 36, 38, 41, 42, 43, 44, 53, 62, 69, 70, 72, 117, 130, 131, 306].map((code) => [code, 400] as const),
  ...[16, 46, 47, 50, 56, 60, 63, 65, 79, 81, 115].map((code) => [code, 404] as const),
  [223, 413],
  [48, 501],
  [159, 408],
  [210, 503],
]);

/** The HTTP status ClickHouse answers an error with (source: HTTPHandler, exceptionCodeToHTTPStatus). */
export function statusOf(error: EngineError): number {
  return STATUS_OF_CODE.get(error.code) ?? 500;
}
