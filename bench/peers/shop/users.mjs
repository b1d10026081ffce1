/** People, as the users database keeps them. */
import { fromUUID, toUUID } from 'typeid-js'
import { connect } from './postgres.mjs'

const pool = connect(process.env.USERS_DATABASE_URL)
const BY_ID = { name: 'users-by-id', text: 'select id, display_name from users where id = any($1::uuid[])' }

/** Many people in one statement, by id; unknown ids are absent. */
export async function usersById(ids) {
  const { rows } = await pool.query({ ...BY_ID, values: [ids.map(toUUID)] })
  return new Map(rows.map(toUser).map((user) => [user.id, user]))
}

function toUser(row) {
  return { id: fromUUID(row.id, 'usr'), displayName: row.display_name }
}
