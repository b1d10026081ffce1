import { createStore } from 'zustand';
import type { Config } from '../config';
import { Unreachable } from '../exchange/request';
import { signIn, type SignedIn } from './sign-in';

/** Who the explorer speaks for. */
export type SessionState = {
  person: SignedIn | null;
  busy: boolean;
  /** Why nobody is signed in though somebody was to be; null when all is well. */
  problem: string | null;
};

// Longer than a request waits, so that a token does not end on its way.
const MARGIN_MS = 15_000;

// The e-mail alone, so that a reload of the demo signs in again; never a token or a password.
const REMEMBERED = 'explorer:person';

/** Signing in and out; tokens are kept in memory only. In the demo, who was chosen before a reload comes back. */
export class Session {
  readonly store = createStore<SessionState>(() => ({ person: null, busy: false, problem: null }));

  constructor(private readonly config: Pick<Config, 'router' | 'password'>) {
    const remembered = localStorage.getItem(REMEMBERED);
    if (remembered && config.password !== null) void this.signIn(remembered, config.password);
  }

  /** Ends with somebody signed in, or with a problem to show. */
  async signIn(email: string, password: string): Promise<void> {
    this.store.setState({ busy: true, problem: null });
    try {
      const person = await signIn(this.config.router, email, password);
      this.store.setState({ person, busy: false });
      if (this.config.password !== null) localStorage.setItem(REMEMBERED, email);
    } catch (error) {
      this.store.setState({ person: null, busy: false, problem: explain(error) });
    }
  }

  /** Forgets the person and the token. */
  signOut(problem: string | null = null): void {
    localStorage.removeItem(REMEMBERED);
    this.store.setState({ person: null, problem });
  }

  /** A token that is good for a while, or null for a guest. */
  async token(): Promise<string | null> {
    const { person } = this.store.getState();
    return person && person.endsAt - Date.now() < MARGIN_MS ? this.renew() : (person?.token ?? null);
  }

  /** A token made now, after the last one was refused; null when there is no password to make it with. */
  async renew(): Promise<string | null> {
    const { person } = this.store.getState();
    const { password } = this.config;
    if (person && password !== null) await this.signIn(person.email, password);
    else if (person) this.signOut('The session has ended. Sign in again.');
    return this.store.getState().person?.token ?? null;
  }
}

function explain(error: unknown): string {
  if (error instanceof Unreachable) return 'Not signed in: the router does not answer.';
  return error instanceof Error ? error.message : String(error);
}

/** Whether somebody is more than a customer, and so may ask one subgraph alone. */
export function isStaff(person: SignedIn | null): boolean {
  return person?.roles.some((role) => role !== 'CUSTOMER') ?? false;
}
