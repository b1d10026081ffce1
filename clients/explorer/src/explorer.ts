import { createContext, useContext } from 'react';
import { createStore, type StoreApi } from 'zustand';
import type { Config } from './config';
import { createExchanges, type Exchanges } from './exchange/exchanges';
import { Session } from './session/session';
import { SUPERGRAPH, type Target } from './target';

/** What the parts of the page share and watch. */
export type View = {
  target: Target;
  /** Counted up to start GraphiQL anew: another target, fresh examples, another try. */
  generation: number;
  /** The address that did not answer the last time; null when all is well. */
  unreachable: string | null;
  /** Whether the router has told a plan before; when it then tells none, there was none. */
  tellsPlans: boolean;
};

/** Everything the page is made of. */
export type Explorer = {
  config: Config;
  session: Session;
  exchanges: StoreApi<Exchanges>;
  view: StoreApi<View>;
};

/** Puts the parts together; the one place that does. */
export function createExplorer(config: Config): Explorer {
  return {
    config,
    session: new Session(config),
    exchanges: createExchanges(),
    view: createStore<View>(() => ({ target: SUPERGRAPH, generation: 0, unreachable: null, tellsPlans: false })),
  };
}

/** Starts GraphiQL anew, on another target when one is given. */
export function restart(view: StoreApi<View>, target?: Target): void {
  view.setState((now) => ({ target: target ?? now.target, generation: now.generation + 1, unreachable: null }));
}

/** Hands the explorer to the components. */
export const ExplorerContext = createContext<Explorer | null>(null);

/** The explorer this component is a part of. */
export function useExplorer(): Explorer {
  const explorer = useContext(ExplorerContext);
  if (!explorer) throw new Error('useExplorer belongs inside ExplorerContext');
  return explorer;
}
