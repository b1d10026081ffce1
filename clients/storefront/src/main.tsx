import { ApolloProvider } from '@apollo/client/react'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { RouterProvider } from 'react-router'
import { tabKeep } from './app/keep'
import { createRouter } from './app/routes'
import { loadConfig } from './config'
import { createClient } from './graph/client'
import { SessionProvider } from './session/SessionContext'
import { createSessionStore } from './session/sessionStore'
import './styles/index.css'

const root = createRoot(document.getElementById('root')!)

async function start(): Promise<void> {
  const { graphql } = await loadConfig()
  const session = createSessionStore(tabKeep)
  root.render(
    <StrictMode>
      <SessionProvider value={session}>
        <ApolloProvider client={createClient(graphql, session)}>
          <RouterProvider router={createRouter()} />
        </ApolloProvider>
      </SessionProvider>
    </StrictMode>,
  )
}

start().catch((error: unknown) => {
  root.render(
    <main>
      <h1>The shop did not open</h1>
      <p role="alert">
        {error instanceof Error ? error.message : 'Its configuration did not load.'}
      </p>
      <button
        type="button"
        className="button button-quiet"
        onClick={() => window.location.reload()}
      >
        Try again
      </button>
    </main>,
  )
})
