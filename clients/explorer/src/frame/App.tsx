import { type Explorer, ExplorerContext } from '../explorer';
import { ExampleHint } from './ExampleHint';
import { Header } from './Header';
import { SignInProblem } from './SignInProblem';
import { UnreachableBanner } from './UnreachableBanner';
import { Workbench } from './Workbench';

/** The page: a bar with person and target, notices when there are some, and GraphiQL. */
export function App({ explorer }: { explorer: Explorer }) {
  return (
    <ExplorerContext value={explorer}>
      <Header />
      <UnreachableBanner />
      <SignInProblem />
      <ExampleHint />
      <Workbench />
    </ExplorerContext>
  );
}
