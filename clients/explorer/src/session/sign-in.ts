import { request } from '../exchange/request';

/** Who is signed in, by what, and until when (milliseconds since 1970). */
export type SignedIn = { email: string; name: string; roles: string[]; token: string; endsAt: number };

/** The shop knows no such account, or does not let it in; the message may be shown. */
export class SignInRefused extends Error {}

const LOGIN = `mutation ExplorerLogin($input: LoginInput!) {
  login(input: $input) {
    session { accessToken accessTokenExpiresAt }
    user { displayName roles }
    errors { ... on UserError { message } }
  }
}`;

type Payload = {
  session: { accessToken: string; accessTokenExpiresAt: string } | null;
  user: { displayName: string; roles: string[] | null } | null;
  errors: { message: string }[];
};

/** Signs in through the router, as any client would. */
export async function signIn(router: string, email: string, password: string): Promise<SignedIn> {
  const reply = await request(router, { query: LOGIN, variables: { input: { email, password } } }, {});
  const answer = 'whole' in reply ? reply.whole : {};
  const payload = answer.data?.['login'] as Payload | undefined;
  if (!payload?.session) {
    throw new SignInRefused(payload?.errors[0]?.message ?? answer.errors?.[0]?.message ?? 'The router did not let you in.');
  }
  return {
    email,
    name: payload.user?.displayName ?? email,
    roles: payload.user?.roles ?? [],
    token: payload.session.accessToken,
    endsAt: Date.parse(payload.session.accessTokenExpiresAt),
  };
}
