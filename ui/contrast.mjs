// Checks the theme against WCAG 2.1 AA: text 4.5:1 (1.4.3), borders of fields and focus 3:1 (1.4.11), in light and dark.

const COLOURS = ["accent", "neutral", "brand1", "info", "success", "warning", "danger"];
const BACKGROUNDS = ["background-default", "background-tinted", "surface-default", "surface-tinted", "surface-hover"];

// [what is seen, what it is seen against, least ratio]
const PAIRS = [
  ...BACKGROUNDS.flatMap((ground) => [
    ["text-default", ground, 7],
    ["text-subtle", ground, 4.5],
  ]),
  ["text-default", "surface-active", 4.5],
  ["base-contrast-default", "base-default", 4.5],
  ["base-contrast-default", "base-hover", 4.5],
  ["base-contrast-default", "base-active", 4.5],
  ["base-contrast-subtle", "base-default", 4.5],
  ["border-default", "background-default", 3],
  ["border-default", "surface-default", 3],
  ["border-strong", "surface-tinted", 3],
];

const channel = (value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);

const luminance = (hex) => {
  const [r, g, b] = [1, 3, 5].map((at) => channel(parseInt(hex.slice(at, at + 2), 16) / 255));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};

const ratio = (one, other) => {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
};

/** The faults of a theme, one sentence each; none when it can be read by everyone. */
export function check(css) {
  const [light, dark] = css.split("@media screen and (prefers-color-scheme: dark)");
  const faults = [];
  for (const [scheme, text] of Object.entries({ light, dark: dark ?? "" })) {
    const value = new Map([...text.matchAll(/(--[a-z0-9-]+):\s*(#[0-9a-f]{6});/g)].map((m) => [m[1], m[2]]));
    const compare = (front, back, least) => {
      for (const name of [front, back]) {
        if (!value.has(name)) return faults.push(`${scheme}: ${name} is missing (expected #rrggbb)`);
      }
      const found = ratio(value.get(front), value.get(back));
      if (found < least) faults.push(`${scheme}: ${front} on ${back} is ${found.toFixed(2)}:1, needs ${least}:1`);
    };
    for (const colour of COLOURS) {
      for (const [front, back, least] of PAIRS) compare(`--ds-color-${colour}-${front}`, `--ds-color-${colour}-${back}`, least);
      // Text of every colour also stands on the page itself, as links, tags and messages beside fields.
      compare(`--ds-color-${colour}-text-subtle`, "--ds-color-neutral-surface-tinted", 4.5);
    }
    compare("--ds-color-focus-outer", "--ds-color-neutral-background-default", 3);
    compare("--ds-color-focus-outer", "--ds-color-focus-inner", 3);
    compare("--ds-link-color-visited", "--ds-color-neutral-background-default", 4.5);
  }
  return faults;
}
