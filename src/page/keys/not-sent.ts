/** Why the page does not sign or send something, in words for the person. */
export class NotSent extends Error {
  override name = "NotSent";
}
