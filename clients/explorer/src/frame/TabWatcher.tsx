import { useGraphiQL } from '@graphiql/react';
import { useLayoutEffect } from 'react';
import { useExplorer } from '../explorer';

/** Tells the rest of the page which tab one looks at; shows nothing. */
export function TabWatcher() {
  const { exchanges } = useExplorer();
  const { id, name } = useGraphiQL(({ tabs, activeTabIndex }) => ({
    id: tabs[activeTabIndex]?.id ?? '',
    name: tabs[activeTabIndex]?.title ?? '',
  }));
  useLayoutEffect(() => exchanges.setState({ active: { id, name } }), [exchanges, id, name]);
  return null;
}
