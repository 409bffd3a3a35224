// One symbol per byte value, sixteen to a row (Tari base_layer/common_types, emoji.rs, since June 2024).
// Every symbol is a single Unicode scalar, so a string of them splits by code point.
const rows = [
  "🐢 📟 🌈 🌊 🎯 🐋 🌙 🤔 🌕 ⭐ 🎋 🌰 🌴 🌵 🌲 🌸",
  "🌹 🌻 🌽 🍀 🍁 🍄 🥑 🍆 🍇 🍈 🍉 🍊 🍋 🍌 🍍 🍎",
  "🍐 🍑 🍒 🍓 🍔 🍕 🍗 🍚 🍞 🍟 🥝 🍣 🍦 🍩 🍪 🍫",
  "🍬 🍭 🍯 🥐 🍳 🥄 🍵 🍶 🍷 🍸 🍾 🍺 🍼 🎀 🎁 🎂",
  "🎃 🤖 🎈 🎉 🎒 🎓 🎠 🎡 🎢 🎣 🎤 🎥 🎧 🎨 🎩 🎪",
  "🎬 🎭 🎮 🎰 🎱 🎲 🎳 🎵 🎷 🎸 🎹 🎺 🎻 🎼 🎽 🎾",
  "🎿 🏀 🏁 🏆 🏈 ⚽ 🏠 🏥 🏦 🏭 🏰 🐀 🐉 🐊 🐌 🐍",
  "🦁 🐐 🐑 🐔 🙈 🐗 🐘 🐙 🐚 🐛 🐜 🐝 🐞 🦋 🐣 🐨",
  "🦀 🐪 🐬 🐭 🐮 🐯 🐰 🦆 🦂 🐴 🐵 🐶 🐷 🐸 🐺 🐻",
  "🐼 🐽 🐾 👀 👅 👑 👒 🧢 💅 👕 👖 👗 👘 👙 💃 👛",
  "👞 👟 👠 🥊 👢 👣 🤡 👻 👽 👾 🤠 👃 💄 💈 💉 💊",
  "💋 👂 💍 💎 💐 💔 🔒 🧩 💡 💣 💤 💦 💨 💩 ➕ 💯",
  "💰 💳 💵 💺 💻 💼 📈 📜 📌 📎 📖 📿 📡 ⏰ 📱 📷",
  "🔋 🔌 🚰 🔑 🔔 🔥 🔦 🔧 🔨 🔩 🔪 🔫 🔬 🔭 🔮 🔱",
  "🗽 😂 😇 😈 🤑 😍 😎 😱 😷 🤢 👍 👶 🚀 🚁 🚂 🚚",
  "🚑 🚒 🚓 🛵 🚗 🚜 🚢 🚦 🚧 🚨 🚪 🚫 🚲 🚽 🚿 🧲",
];

const symbols: readonly string[] = rows.join(" ").split(" ");
const values: ReadonlyMap<string, number> = new Map(symbols.map((symbol, value) => [symbol, value]));

export function bytesToEmoji(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => symbols[byte]).join("");
}

/** Null where a symbol is not in the table. */
export function emojiToBytes(text: string): Uint8Array | null {
  const bytes = Array.from(text, (symbol) => values.get(symbol));
  return bytes.every((byte) => byte !== undefined) ? Uint8Array.from(bytes) : null;
}
