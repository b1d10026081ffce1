import './workers';
import './style/index.css';
import { createRoot } from 'react-dom/client';
import { loadConfig } from './config';
import { createExplorer } from './explorer';
import { App } from './frame/App';
import { StartFailed } from './frame/StartFailed';

const root = createRoot(document.getElementById('root') ?? document.body);

loadConfig().then(
  (config) => root.render(<App explorer={createExplorer(config)} />),
  (error: unknown) => root.render(<StartFailed reason={error instanceof Error ? error.message : String(error)} />),
);
