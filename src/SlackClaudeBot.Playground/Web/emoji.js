// The emoji that the bot and people use here, by Slack's names.
const names = {
  white_check_mark: '✅', heavy_check_mark: '✔️', x: '❌', no_entry: '⛔', no_entry_sign: '🚫', warning: '⚠️', eyes: '👀', hourglass: '⌛',
  hourglass_flowing_sand: '⏳', gear: '⚙️', hammer_and_wrench: '🛠️', wrench: '🔧', rocket: '🚀', tada: '🎉', sparkles: '✨', bug: '🐛',
  memo: '📝', speech_balloon: '💬', thought_balloon: '💭', question: '❓', grey_question: '❔', bulb: '💡', lock: '🔒', key: '🔑',
  stopwatch: '⏱️', alarm_clock: '⏰', clock3: '🕒', moneybag: '💰', dollar: '💵', package: '📦', robot_face: '🤖', wave: '👋', '+1': '👍',
  thumbsup: '👍', '-1': '👎', heart: '❤️', fire: '🔥', raised_hands: '🙌', pray: '🙏', clap: '👏', point_right: '👉', arrow_right: '➡️',
  twisted_rightwards_arrows: '🔀', link: '🔗', mag: '🔍', test_tube: '🧪', broom: '🧹', red_circle: '🔴', large_yellow_circle: '🟡',
  large_green_circle: '🟢', large_blue_circle: '🔵', white_circle: '⚪', black_circle: '⚫', octagonal_sign: '🛑', double_vertical_bar: '⏸️',
  arrow_forward: '▶️', rewind: '⏪', leftwards_arrow_with_hook: '↩️', bell: '🔔', hammer: '🔨', zap: '⚡', chart_with_upwards_trend: '📈',
  page_facing_up: '📄', file_folder: '📁', information_source: 'ℹ️', inbox_tray: '📥', outbox_tray: '📤', construction: '🚧', joy: '😂',
  smile: '😄', thinking_face: '🤔', ok_hand: '👌', star: '⭐', recycle: '♻️', computer: '💻', shield: '🛡️', busts_in_silhouette: '👥',
  arrow_down: '⬇️', arrows_counterclockwise: '🔄', fast_forward: '⏩', thumbsdown: '👎', checkered_flag: '🏁',
};

export const quickReactions = ['+1', 'eyes', 'tada', 'heart', 'white_check_mark'];

/** The character for a name, or the name between colons if it is unknown. */
export const emoji = (name) => names[name] ?? `:${name}:`;
