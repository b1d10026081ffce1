import { HISTORY_PLUGIN, GraphiQL } from 'graphiql';
import { useMemo } from 'react';
import { useStore } from 'zustand';
import { createFetcher } from '../exchange/fetcher';
import { StatusBar } from '../exchange/StatusBar';
import { useExplorer } from '../explorer';
import { PLAN_PLUGIN } from '../plans/plugin';
import { prepareTabs, storageOf } from '../tabs';
import { EditorOptions } from './EditorOptions';
import { TabWatcher } from './TabWatcher';

const PLUGINS = [HISTORY_PLUGIN, PLAN_PLUGIN];

/** GraphiQL on the chosen target; started anew when the target or the examples change. */
export function Workbench() {
  const explorer = useExplorer();
  const { target, generation } = useStore(explorer.view);
  const { fetcher, storage } = useMemo(() => {
    const drawer = storageOf(target);
    prepareTabs(drawer, target, explorer.config);
    return { fetcher: createFetcher(explorer, target), storage: drawer };
    // A new generation may have other tabs in the same drawer.
  }, [explorer, target, generation]);
  return (
    <div className="workbench">
      <GraphiQL key={generation} fetcher={fetcher} storage={storage} plugins={PLUGINS} inputValueDeprecation>
        <GraphiQL.Logo>
          <TabWatcher />
          <EditorOptions />
        </GraphiQL.Logo>
        <GraphiQL.Footer>
          <StatusBar />
        </GraphiQL.Footer>
      </GraphiQL>
    </div>
  );
}
