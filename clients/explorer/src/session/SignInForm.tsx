import { type FormEvent } from 'react';
import { useStore } from 'zustand';
import { useExplorer } from '../explorer';

/** E-mail and password, where there are no demo people; the password is forgotten once it was sent. */
export function SignInForm() {
  const { session } = useExplorer();
  const { person, busy } = useStore(session.store);
  if (person) {
    return (
      <>
        <span className="person-name">{person.name}</span>
        <button type="button" className="button" onClick={() => session.signOut()}>
          Sign out
        </button>
      </>
    );
  }
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const fields = new FormData(form);
    void session.signIn(String(fields.get('email')), String(fields.get('password')));
    form.reset();
  };
  return (
    <form className="sign-in" onSubmit={submit}>
      <input name="email" type="email" required autoComplete="username" placeholder="E-mail" aria-label="E-mail" />
      <input
        name="password"
        type="password"
        required
        autoComplete="current-password"
        placeholder="Password"
        aria-label="Password"
      />
      <button type="submit" className="button" disabled={busy}>
        {busy ? 'Signing in…' : 'Sign in'}
      </button>
    </form>
  );
}
