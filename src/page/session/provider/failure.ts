/** Why the identity provider did not sign somebody in, or did not renew a token, in words for the user. */
export class ProviderFailure extends Error {
  /** Whether the same may succeed later. */
  readonly isTemporary: boolean;

  constructor(message: string, isTemporary = false) {
    super(message);
    this.isTemporary = isTemporary;
  }
}
