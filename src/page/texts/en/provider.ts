/** The texts about signing in with the organisation's identity provider, which they name by its host. */
export const providerStrings = {
  through: (host: string) => `Sign in with ${host}`,
  explanation: "Your organisation’s sign-in page opens, and brings you back here.",
  ownWindow: "Your organisation’s sign-in page opens in a window of its own, so that this page keeps what you typed.",
  opening: (host: string) => `Opening ${host} …`,
  waiting: "Sign in using the window that just opened. This page then continues on its own.",
  blocked:
    "The browser blocked the sign-in window, which opens so that this page keeps what you typed. Allow pop-up windows for this page, and try again.",
  entering: "Signing you in …",
  done: "You are signed in where you started. You can close this window.",
  useToken: "Use a token",
  tokenExplanation: "Paste a token here, with or without “Bearer”. It is stored in this tab only.",
  notSetUp: (fault: string) =>
    `Signing in with an identity provider does not work, because a setting is wrong. ${fault} The operator must correct it. Until then, use a token.`,
  foreignAnswer:
    "This address completes a sign-in that was not begun in this tab, or that was completed before. Nobody was signed in. Sign in again here.",
  denied: (host: string) => `${host} did not sign you in: the access was denied or cancelled.`,
  loginRequired: (host: string) => `${host} asks you to sign in there again.`,
  over: (host: string) => `${host} says that this sign-in has ended. Sign in again.`,
  said: (host: string, answer: string) =>
    `${host} did not sign you in. It answered “${answer}”. If this keeps happening, show this to the operator.`,
  unreachable: (host: string) =>
    `${host} does not answer, or does not accept requests from this page. Try again. If this keeps happening, tell the operator.`,
  clock: (host: string) =>
    `By this computer’s clock, what ${host} sent has expired or is not valid yet. Check the clock, and sign in again.`,
  otherIssuer: (host: string) =>
    `The issuer that ${host} publishes is not the one in the setting OIDC_ISSUER. The operator must compare the two.`,
  incomplete: (host: string) =>
    `${host} does not publish addresses that this page can use to sign in. The operator must check its discovery document.`,
  elsewhere: (host: string) =>
    `${host} issues its tokens or publishes its keys at another origin, to which this page does not connect. Use a token instead, and tell the operator.`,
  notAnswered: (host: string) =>
    `What ${host} sent does not belong to this sign-in or cannot be checked. Nobody was signed in. Sign in again.`,
  notLoaded: "The page could not load what it needs to sign in. Check the connection, and try again.",
  opaque: (host: string) =>
    `The access token that ${host} issued is not a JWT, so the ledger cannot check it. The operator must have it issue tokens for the ledger: see OIDC_SCOPE and OIDC_RESOURCE in the guide “Access”.`,
  otherPerson: (host: string) => `${host} renewed the token of somebody else. Sign in again.`,
  signedOutHere: (host: string) =>
    `You are signed out here. Whether you are still signed in at ${host} is unknown: sign out there too if others use this computer.`,
};
