import { useStore } from 'zustand';
import { restart, useExplorer } from '../explorer';
import { PersonMenu } from '../session/PersonMenu';
import { resetTabs, storageOf } from '../tabs';
import { TargetMenu } from './TargetMenu';

/** The bar on top: whom one asks, as whom, and the way back to the examples. */
export function Header() {
  return (
    <header className="bar">
      <h1 className="bar-title">
        <img src="/icon.svg" alt="" width="22" height="22" />
        <span>Commerce Supergraph</span>
      </h1>
      <TargetMenu />
      <PersonMenu />
      <ResetButton />
    </header>
  );
}

function ResetButton() {
  const { config, view } = useExplorer();
  const target = useStore(view, (now) => now.target);
  const reset = () => {
    if (!confirm('Close all tabs and open the examples again? The history stays.')) return;
    resetTabs(storageOf(target), target, config);
    restart(view);
  };
  return (
    <button type="button" className="button bar-reset" onClick={reset}>
      Reset <span>examples</span>
    </button>
  );
}
