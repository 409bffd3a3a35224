import fc from "fast-check";

/** Any text at all: control characters, half characters, everything a stranger can put into a string. */
export function anyText({ maxLength = 200 } = {}): fc.Arbitrary<string> {
  const unit = fc.oneof(fc.integer({ min: 0, max: 0x7f }), fc.integer({ min: 0, max: 0xffff })).map((code) => String.fromCharCode(code));
  return fc.string({ unit, maxLength });
}
