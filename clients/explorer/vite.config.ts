import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { tryOut } from './try-out.ts';

export default defineConfig({
  plugins: [react(), tryOut()],
  // Found late otherwise, which reloads the page in the middle of a first visit.
  optimizeDeps: { include: ['monaco-graphql/esm/graphql.worker.js'] },
  build: {
    // The editor is one large part, loaded after the page; there is nothing to gain from cutting it.
    chunkSizeWarningLimit: 4000,
    rolldownOptions: {
      onLog(level, log, forward) {
        // "use no memo" in GraphiQL's files speaks to React's compiler, which is not used here.
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') forward(level, log);
      },
    },
  },
});
