import { Client } from 'pg';

let databases = 0;

/** The address of a new, empty database on a server. */
export async function freshDatabase(server: string): Promise<string> {
  databases += 1;
  const name = `sign_in_${databases}`;
  await sql(server, `CREATE DATABASE ${name}`);
  const address = new URL(server);
  address.pathname = name;
  return address.href;
}

/** Asks a database beside the code that is tested. */
export async function sql(database: string, text: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: database });
  await client.connect();
  try {
    return (await client.query(text, values)).rows;
  } finally {
    await client.end();
  }
}
