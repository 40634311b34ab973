import { expect, test } from "vitest";
import { chosen, copiesIn } from "../../src/page/views/verify/chosen-file.ts";
import { squaresChain } from "../support/chain/chains.ts";
import { ndjson } from "../support/cli/commands.ts";
import { verifyStrings } from "../../src/page/texts/verify.ts";

/** A file that a browser lets somebody choose, and that can be read only so often. */
class LimitedFile extends File {
  #reads: number;

  constructor(text: string, reads: number) {
    super([text], "chosen");
    this.#reads = reads;
  }

  override stream(): ReturnType<File["stream"]> {
    if (this.#reads-- > 0) return super.stream();
    const error = new DOMException("It changed.", "NotReadableError");
    return new ReadableStream({ start: (controller) => controller.error(error) });
  }
}

test("a file that cannot be read, such as a folder, is listed as none", async () => {
  expect(await chosen(new LimitedFile("", 0))).toMatchObject({
    kind: "none",
    reason: verifyStrings.unreadable,
  });
});

test("a copy that changed since it was chosen proves nothing, and ends no verification", async () => {
  // Recognizing it takes two.
  const [copy] = copiesIn([await chosen(new LimitedFile(ndjson(squaresChain), 2))]);
  const blocks = copy?.value[Symbol.asyncIterator]();
  await expect(blocks?.next()).rejects.toMatchObject({
    name: "Malformed",
    message: `it ${verifyStrings.unreadable}`,
  });
});
