/** A text is not of the expected form, such as a note or a key. The message says why. */
export class Malformed extends Error {
  constructor(message: string) {
    super(message);
    this.name = "Malformed";
  }
}
