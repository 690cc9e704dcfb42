/** What the tables hold: every row of it, or what is the same in every run. */
import type postgres from 'postgres'

/** Every row of our tables and of the queue, as text. */
export async function contents(sql: postgres.Sql): Promise<Record<string, string[]>> {
  const tables = await sql`
    select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname = 'public'
     union all select 'pgboss.job' order by name`
  const found: Record<string, string[]> = {}
  for (const { name } of tables) {
    const rows = await sql.unsafe(`select r::text as row from ${name} r order by 1`)
    found[String(name)] = rows.map(({ row }) => String(row))
  }
  return found
}

/** Tasks, jobs and dead letters without their ids and times. */
export async function shape(sql: postgres.Sql): Promise<Record<string, unknown>> {
  return {
    videos: [...(await sql`select status, count(*)::int from videos group by 1 order by 1`)],
    tasks: [...(await sql`select step, scene, state, attempt, failures from tasks order by 1, 2`)],
    moves: [...(await sql`select event, count(*)::int from moves group by 1 order by 1`)],
    jobs: [...(await sql`select name, state, count(*)::int from pgboss.job group by 1, 2 order by 1, 2`)],
    letters: [...(await sql`select code, ending, count(*)::int from dead_letters group by 1, 2 order by 1, 2`)],
  }
}

/** What a migration makes: columns, indexes, constraints, queues and the rows that are there from the start. */
export async function schema(sql: postgres.Sql): Promise<Record<string, unknown>> {
  return {
    columns: [
      ...(await sql`
        select table_schema, table_name, column_name, data_type, column_default, is_nullable
          from information_schema.columns where table_schema in ('public', 'pgboss', 'drizzle') order by 1, 2, 3`),
    ],
    indexes: [...(await sql`select indexdef from pg_indexes where schemaname in ('public', 'pgboss') order by 1`)],
    constraints: [
      ...(await sql`
        select conrelid::regclass::text as on, conname, pg_get_constraintdef(oid) as definition
          from pg_constraint where connamespace::regnamespace::text in ('public', 'pgboss') order by 1, 2`),
    ],
    migrations: [...(await sql`select hash from drizzle.__drizzle_migrations order by id`)],
    queues: [
      ...(await sql`
        select to_jsonb(q) - '{created_on,updated_on,maintain_on,monitor_on}'::text[] as queue
          from pgboss.queue q order by name`),
    ],
    channels: [...(await sql`select id, name, settings from channels order by 1`)],
  }
}
