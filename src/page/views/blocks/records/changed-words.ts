/** Texts with more pairs of words are not compared word by word. Those of records are much shorter. */
const PAIRS_LIMIT = 1_000_000;

/** A part of a text, and whether the text before it lacked that part. */
export interface Part {
  readonly text: string;
  readonly isChanged: boolean;
}

/**
 * Compares two texts word by word, and marks the words of the later one that are not in the longest common subsequence.
 *
 * @returns the parts of `after`, which joined give it again
 */
export function changedWords(before: string, after: string): readonly Part[] {
  const [old, now] = [words(before), words(after)];
  if (old.length * now.length > PAIRS_LIMIT) return [{ text: after, isChanged: before !== after }];
  const longest = commonLengths(old, now);
  const parts: { text: string; isChanged: boolean }[] = [];
  const add = (text: string, isChanged: boolean) => {
    const last = parts.at(-1);
    if (last?.isChanged === isChanged) last.text += text;
    else parts.push({ text, isChanged });
  };
  for (let i = 0, j = 0; j < now.length;) {
    const word = now[j] ?? "";
    if (i < old.length && old[i] === word) {
      add(word, false);
      i += 1;
      j += 1;
    } else if (i < old.length && at(longest, i + 1, j) >= at(longest, i, j + 1)) {
      i += 1;
    } else {
      add(word, true);
      j += 1;
    }
  }
  return parts;
}

/** Words and the white space between them, in order. */
function words(text: string): string[] {
  return text.split(/(\s+)/u).filter((part) => part !== "");
}

/** For all suffixes of two lists, the length of their longest common subsequence. */
function commonLengths(old: readonly string[], now: readonly string[]): number[][] {
  const lengths = Array.from({ length: old.length + 1 }, () => Array<number>(now.length + 1).fill(0));
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = now.length - 1; j >= 0; j--) {
      const isSame = old[i] === now[j];
      const length = isSame ? at(lengths, i + 1, j + 1) + 1 : Math.max(at(lengths, i + 1, j), at(lengths, i, j + 1));
      (lengths[i] ?? [])[j] = length;
    }
  }
  return lengths;
}

function at(lengths: readonly (readonly number[])[], i: number, j: number): number {
  return lengths[i]?.[j] ?? 0;
}
