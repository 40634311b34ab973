import * as z from "zod";

/** The path parameter that identifies a tile of the Merkle tree, or a bundle of its entries. */
export const tilePath = z.strictObject({
  tile: z
    .string()
    .transform((path, context) => {
      // Level, the tile's index in groups of three digits (all but the last with an x), and the width if it is partial.
      const [, level, groups, last, width] =
        /^(\d|[1-5]\d|6[0-3]|entries)\/((?:x\d{3}\/){0,4})(\d{3})(?:\.p\/([1-9]\d{0,2}))?$/.exec(path) ?? [];
      const isOverlong = groups?.startsWith("x000/") === true;
      if (level === undefined || last === undefined || isOverlong || Number(width ?? 1) > 255) {
        const message = "must be a tile's path in the format of C2SP tlog-tiles, such as 0/000 or entries/000.p/3";
        context.addIssue({ code: "custom", message });
        return z.NEVER;
      }
      const index = Number((groups ?? "").replace(/[x/]/g, "") + last);
      return { level: level === "entries" ? level : Number(level), index, width: Number(width ?? 256) };
    })
    .meta({
      override: { type: "string" },
      description: "For example 0/000, 0/x001/234, 0/000.p/17 or entries/000.",
      example: "0/000.p/1",
    }),
});
