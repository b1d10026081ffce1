import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Connect, Plugin } from 'vite';

// Where a shop runs that one tries the explorer against, and the demo password it made.
const ROUTER = process.env['EXPLORER_ROUTER'] ?? 'http://127.0.0.1:4000/graphql';
const PASSWORD = process.env['EXPLORER_PASSWORD'] ?? null;

const CONFIG = {
  routerKind: 'standin',
  people: [
    { email: 'ada@example.com', name: 'Ada', roles: ['CUSTOMER'] },
    { email: 'sam@example.com', name: 'Sam', roles: ['CUSTOMER', 'SUPPORT', 'CATALOG_MANAGER', 'FULFILMENT'] },
  ],
  password: PASSWORD,
  subgraphs: [],
  // The first product of the demo shop's seed.
  examples: { productId: 'prd_01ker5rng0eajv4acnj5e7g5qe', sku: 'KTL-0001' },
};

/** Lets `vite` and `vite preview` stand in for the server that serves the built page. */
export function tryOut(): Plugin {
  const serve = ({ middlewares }: { middlewares: Connect.Server }): void => {
    middlewares.use('/config.json', answerConfig);
    middlewares.use('/graphql', (request, response) => void forward(request, response));
  };
  return { name: 'try-out', configureServer: serve, configurePreviewServer: serve };
}

function answerConfig(request: IncomingMessage, response: ServerResponse): void {
  const router = `http://${request.headers.host ?? 'localhost'}/graphql`;
  response.setHeader('content-type', 'application/json').end(JSON.stringify({ ...CONFIG, router }));
}

/** Hands a request on from this origin, so that the router's CORS policy need not name it. */
async function forward(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { host: _host, connection: _connection, 'content-length': _length, ...headers } = request.headers;
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk as Uint8Array);
  try {
    const answer = await fetch(ROUTER, {
      method: 'POST',
      headers: headers as Record<string, string>,
      body: Buffer.concat(chunks),
    });
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'application/json' });
    response.end(await answer.text());
  } catch {
    response.destroy();
  }
}
