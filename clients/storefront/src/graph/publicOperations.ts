import type { DocumentNode } from 'graphql'
import {
  ProductListDocument,
  ProductPageDocument,
  RegisterDocument,
  ShelvesDocument,
  ShippingEstimateDocument,
  SignInDocument,
} from '../generated/graph'

/** The name of the one operation in a document. */
export function operationName(document: DocumentNode): string {
  for (const definition of document.definitions) {
    if (definition.kind === 'OperationDefinition' && definition.name) return definition.name.value
  }
  throw new Error('A document without a named operation cannot be persisted.')
}

/**
 * Operations that say the same to everybody. They travel without the access token: an answer to
 * a request with one may not be kept by a shared cache.
 */
export const PUBLIC_OPERATIONS: ReadonlySet<string> = new Set(
  [
    ShelvesDocument,
    ProductListDocument,
    ProductPageDocument,
    ShippingEstimateDocument,
    SignInDocument,
    RegisterDocument,
  ].map(operationName),
)
