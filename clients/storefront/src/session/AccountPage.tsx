import { useQuery } from '@apollo/client/react'
import { Link } from 'react-router'
import { AccountDocument } from '../generated/graph'
import { problemOf } from '../graph/problem'
import { Day } from '../ui/Day'
import { PageTitle } from '../ui/PageTitle'
import { ProblemNotice } from '../ui/ProblemNotice'
import { Lines } from '../ui/Skeleton'
import { useSession } from './SessionContext'

/** Who is signed in; when accounts do not answer, what the session itself knows. */
export function AccountPage() {
  const session = useSession()
  const { data, error, loading, refetch } = useQuery(AccountDocument)
  const problem = problemOf(error)
  const user = data?.viewer?.user
  return (
    <>
      <PageTitle title="Your account" />
      {problem && (
        <ProblemNotice
          problem={problem}
          title="Your account did not load."
          onRetry={() => void refetch()}
        />
      )}
      {loading && !user && <Lines count={3} label="Loading your account…" />}
      <dl className="facts">
        <div>
          <dt>Name</dt>
          <dd>{user?.displayName ?? session?.name}</dd>
        </div>
        <div>
          <dt>E-mail</dt>
          <dd>{user?.email ?? session?.email}</dd>
        </div>
        {user && (
          <div>
            <dt>With us since</dt>
            <dd>
              <Day at={user.createdAt} />
            </dd>
          </div>
        )}
      </dl>
      <Link className="button button-quiet" to="/orders">
        See your orders
      </Link>
    </>
  )
}
