// The shortcodes that people and cards in a workplace use; any other is left as it was written.

const EMOJI = {
  "+1": "👍", "-1": "👎", anchor: "⚓", arrow_down: "⬇️", arrow_left: "⬅️", arrow_right: "➡️", arrow_up: "⬆️",
  bar_chart: "📊", bell: "🔔", blue_heart: "💙", books: "📚", bulb: "💡", calendar: "📆", chart_with_upwards_trend: "📈",
  clap: "👏", clipboard: "📋", clock9: "🕘", coffee: "☕", date: "📅", door: "🚪", envelope: "✉️", exclamation: "❗",
  eyes: "👀", grey_question: "❔", hand: "✋", heart: "❤️", heavy_check_mark: "✔️", hourglass: "⌛", house: "🏠",
  information_source: "ℹ️", key: "🔑", large_blue_circle: "🔵", link: "🔗", lock: "🔒", mag: "🔍", mailbox: "📫",
  memo: "📝", muscle: "💪", no_bell: "🔕", ok_hand: "👌", page_facing_up: "📄", paperclip: "📎", pencil2: "✏️",
  pray: "🙏", pushpin: "📌", question: "❓", rocket: "🚀", seedling: "🌱", slightly_smiling_face: "🙂", smile: "😄",
  sparkles: "✨", speech_balloon: "💬", star: "⭐", tada: "🎉", thumbsup: "👍", thumbsdown: "👎", unlock: "🔓",
  warning: "⚠️", wave: "👋", white_check_mark: "✅", wink: "😉", x: "❌", zap: "⚡",
};

export const SHORTCODE = /:([a-z0-9_+-]+):/g;

/** The text with known `:shortcodes:` turned into emoji. */
export function withEmoji(text) {
  return text.replace(SHORTCODE, (written, name) => EMOJI[name] ?? written);
}
