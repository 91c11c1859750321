// A readable text colour for whatever colour a website chooses.

const channel = (part: number): number => {
  const share = part / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
};

/** Black or white, whichever reads better on a colour `#rgb` or `#rrggbb`; undefined for anything else. */
export function readableOn(colour: string): string | undefined {
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/i.exec(colour);
  const full = short ? `#${short.slice(1).map((digit) => digit + digit).join("")}` : colour;
  const parts = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(full)?.slice(1).map((part) => channel(parseInt(part, 16)));
  if (!parts) return undefined;
  // Relative luminance of WCAG 2; where it is 0.179, black and white contrast alike.
  const luminance = 0.2126 * parts[0]! + 0.7152 * parts[1]! + 0.0722 * parts[2]!;
  return luminance > 0.179 ? "#000" : "#fff";
}
