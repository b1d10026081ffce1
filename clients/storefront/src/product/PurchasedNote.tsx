import { useQuery } from '@apollo/client/react'
import { Link } from 'react-router'
import { PurchasedDocument } from '../generated/graph'
import { useSession } from '../session/SessionContext'

/** Says so when the viewer has bought it; silent for guests, and when it cannot be known. */
export function PurchasedNote({ slug }: { slug: string }) {
  const skip = useSession() === null
  const { data } = useQuery(PurchasedDocument, { variables: { slug }, skip })
  if (skip || !data?.product?.viewerHasPurchased) return null
  return (
    <p className="purchased">
      You bought this before. <Link to="/orders">See your orders</Link>
    </p>
  )
}
