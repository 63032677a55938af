/** The usual local server, asked as the user who may create databases. */
import { DataSource } from 'typeorm';

export const POSTGRES = 'postgres://postgres@127.0.0.1:5432/postgres';

/** Of a database of this name on that server. */
export function databaseUrlOf(name: string): string {
  const url = new URL(POSTGRES);
  url.pathname = `/${name}`;
  return url.toString();
}

export async function asAdministrator<Rows = unknown>(statement: string): Promise<Rows> {
  const administrator = await new DataSource({ type: 'postgres', url: POSTGRES }).initialize();
  try {
    return await administrator.query<Rows>(statement);
  } finally {
    await administrator.destroy();
  }
}
