/** Who is asking: the access token's signature is verified at every request, with keys fetched once. */
import { createPublicKey } from 'node:crypto'
import { createVerifier } from 'fast-jwt'

/** Reads the key set, and answers a function from an `Authorization` header to the viewer's id; null for a guest. */
export async function viewers(url) {
  const { keys } = await (await fetch(url)).json()
  const options = { algorithms: ['RS256'], allowedIss: 'users', allowedAud: 'commerce', clockTolerance: 10_000 }
  const verifiers = new Map(
    keys.map((key) => [key.kid, createVerifier({ ...options, key: publicPem(key) })]),
  )
  return (authorization) => (authorization ? verified(authorization.slice('Bearer '.length), verifiers) : null)
}

function verified(token, verifiers) {
  const { kid } = JSON.parse(Buffer.from(token.slice(0, token.indexOf('.')), 'base64url'))
  const verify = verifiers.get(kid)
  if (!verify) throw new Error('The access token was signed with an unknown key.')
  return verify(token).sub
}

function publicPem(jwk) {
  return createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'pem' })
}
