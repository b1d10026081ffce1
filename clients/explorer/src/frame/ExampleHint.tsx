import { useStore } from 'zustand';
import { EXAMPLES } from '../examples';
import { useExplorer } from '../explorer';

/** Under an example that is for somebody else: who that is, and a button to become them. */
export function ExampleHint() {
  const { config, session, exchanges, view } = useExplorer();
  const tab = useStore(exchanges, (now) => now.active.name);
  const supergraph = useStore(view, (now) => now.target.subgraph === null);
  const { person, busy } = useStore(session.store);
  const email = EXAMPLES.find((example) => example.name === tab)?.as;
  const wanted = config.people.find((each) => each.email === email);
  const { password } = config;
  if (!supergraph || busy || person || !wanted || password === null) return null;
  return (
    <div className="notice" role="status">
      <span>
        {tab} is an example for {wanted.name}, and nobody is signed in.
      </span>
      <button type="button" className="button" onClick={() => void session.signIn(wanted.email, password)}>
        Sign in as {wanted.name}
      </button>
    </div>
  );
}
