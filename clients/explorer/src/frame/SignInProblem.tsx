import { useStore } from 'zustand';
import { useExplorer } from '../explorer';

/** Why nobody is signed in though somebody was to be. */
export function SignInProblem() {
  const problem = useStore(useExplorer().session.store, (now) => now.problem);
  if (!problem) return null;
  return (
    <div className="notice notice-error" role="alert">
      {problem}
    </div>
  );
}
