import { useStore } from 'zustand';
import { useExplorer } from '../explorer';
import { SignInForm } from './SignInForm';
import { TokenEnd } from './TokenEnd';

/** Who is signed in, and the way to be somebody else. */
export function PersonMenu() {
  const { config, session } = useExplorer();
  const person = useStore(session.store, (now) => now.person);
  return (
    <div className="person">
      {config.password === null ? <SignInForm /> : <DemoPeople password={config.password} />}
      {person && <TokenEnd endsAt={person.endsAt} />}
    </div>
  );
}

/** The people of the demo shop: choosing one signs in. */
function DemoPeople({ password }: { password: string }) {
  const { config, session } = useExplorer();
  const { person, busy } = useStore(session.store);
  const choose = (email: string) => (email ? void session.signIn(email, password) : session.signOut());
  return (
    <label className="field">
      <span className="field-name">As</span>
      <select
        aria-label="Signed in as"
        value={person?.email ?? ''}
        disabled={busy}
        onChange={(event) => choose(event.target.value)}
      >
        <option value="">{busy ? 'Signing in…' : 'Signed out'}</option>
        {config.people.map(({ email, name, roles }) => (
          <option key={email} value={email}>
            {name} ({rolesText(roles)})
          </option>
        ))}
      </select>
    </label>
  );
}

/** "customer", or what a person of staff is besides. */
function rolesText(roles: string[]): string {
  const staff = roles.filter((role) => role !== 'CUSTOMER');
  return (staff.length > 0 ? staff : roles).join(', ').toLowerCase().replaceAll('_', ' ');
}
