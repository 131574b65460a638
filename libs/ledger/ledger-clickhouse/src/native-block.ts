import { ByteWriter } from './byte-writer.ts';

/** The columns an INSERT has to name, and the body that holds them. */
export interface EncodedBlock {
  readonly columns: readonly string[];
  readonly rows: number;
  readonly body: Buffer;
}

/**
 * One block of ClickHouse's Native format: number of columns, number of rows, then each column with name, type and
 * values (https://clickhouse.com/docs/interfaces/formats/Native). Values of a column follow right after it is opened.
 */
export class NativeBlock {
  readonly rows: number;
  readonly #writer = new ByteWriter();
  readonly #columns: string[] = [];

  constructor(rows: number) {
    this.rows = rows;
  }

  open(name: string, type: string): ByteWriter {
    this.#columns.push(name);
    this.#writer.text(name);
    this.#writer.text(type);
    return this.#writer;
  }

  finish(): EncodedBlock {
    const header = new ByteWriter();
    header.varUint(this.#columns.length);
    header.varUint(this.rows);
    return { columns: this.#columns, rows: this.rows, body: Buffer.concat([header.view(), this.#writer.view()]) };
  }
}
