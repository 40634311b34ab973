/** A text is not a note, a key or what else it should be; the message says why. */
export class Malformed extends Error {
  constructor(message: string) {
    super(message);
    this.name = "Malformed";
  }
}
