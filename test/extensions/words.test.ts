import { expect, test } from "vitest";
import { languages, wordsIn } from "./block.ts";

type Words = ReturnType<typeof wordsIn>;

const entries = (words: Words, at = ""): readonly (readonly [string, string])[] =>
  Object.entries(words).flatMap(([key, value]) => (typeof value === "string" ? [[`${at}${key}`, value] as const] : entries(value, `${at}${key}.`)));

const gaps = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort();

const english = entries(wordsIn("en.default"));

test.each(languages)("%s has every word of English, with the same gaps", (language) => {
  const words = entries(wordsIn(language));
  expect(words.map(([key]) => key)).toEqual(english.map(([key]) => key));
  expect(words.map(([key, text]) => [key, gaps(text)])).toEqual(english.map(([key, text]) => [key, gaps(text)]));
  expect(words.filter(([, text]) => text.trim() === "")).toEqual([]);
});
