import type { CodegenConfig } from '@graphql-codegen/cli'

const config: CodegenConfig = {
  schema: '../../router/api.graphql',
  documents: 'src/operations/**/*.graphql',
  generates: {
    'src/generated/possibleTypes.ts': {
      plugins: ['fragment-matcher'],
      config: { apolloClientVersion: 3, useExplicitTyping: true },
    },
    'src/generated/graph.ts': {
      plugins: ['typescript-operations', 'typed-document-node'],
      config: {
        // The scalars travel as strings; amounts stay strings so that no float ever touches money.
        scalars: {
          DateTime: 'string',
          Decimal: 'string',
          CurrencyCode: 'string',
          EmailAddress: 'string',
          IdempotencyKey: 'string',
          JSON: 'unknown',
          ID: 'string',
        },
        enumType: 'const',
        nonOptionalTypename: true,
        skipTypeNameForRoot: true,
        useTypeImports: true,
      },
    },
  },
}

export default config
