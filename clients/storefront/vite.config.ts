import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'
import { serveConfig } from './preview/serveConfig.ts'
import shop from './package.json' with { type: 'json' }

// The router of `./supergraph up`; the page itself talks to its own origin, so CORS plays no part.
const router = process.env['ROUTER_URL'] ?? 'http://127.0.0.1:4000'
const proxy = { '/graphql': { target: router, changeOrigin: true } }

// The package is CommonJS and would bring a second Apollo Client along; its source does not.
const alias = { '@apollo/persisted-query-lists': '@apollo/persisted-query-lists/src/index.ts' }

export default defineConfig({
  resolve: { alias },
  plugins: [react(), serveConfig('/graphql')],
  define: { __VERSION__: JSON.stringify(shop.version) },
  server: { host: '127.0.0.1', port: 3000, proxy },
  preview: { host: '127.0.0.1', port: 3000, proxy },
  // Without inlined assets the page needs no `data:`; React, Apollo and the router are one chunk.
  build: {
    target: 'es2022',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
  },
  test: { include: ['tests/**/*.test.ts'] },
})
