import { type Command, Option } from 'commander';
import { parseSettings, SETTINGS, type SettingFlags, type Settings } from '../../env/settings.ts';

/** Adds the settings that a command understands. */
export function withSettings(command: Command, ...names: (keyof Settings)[]): Command {
  for (const name of names) {
    const { flag, help, variable } = SETTINGS[name];
    command.addOption(new Option(flag, `${help} (${variable})`));
  }
  return command;
}

/** Flags and environment as settings. @throws SettingError naming what is wrong */
export function settingsOf(command: Command): Settings {
  const flags: SettingFlags = command.opts();
  return parseSettings(flags, process.env);
}
