// A file of our own, so that the development server prepares the CommonJS parts of what it imports.
import 'monaco-graphql/esm/graphql.worker.js';
