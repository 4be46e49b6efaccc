import { type Command, Option } from 'commander';
import { API_SETTINGS, type ApiFlags, type ApiSettings, parseApiSettings } from '../../env/api_settings.ts';
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

/** Adds the settings of the API alone. */
export function withApiSettings(command: Command): Command {
  for (const { flag, help, variable } of Object.values(API_SETTINGS)) {
    command.addOption(new Option(flag, `${help} (${variable})`));
  }
  return command;
}

/** @throws SettingError naming what is wrong */
export function apiSettingsOf(command: Command): ApiSettings {
  const flags: ApiFlags = command.opts();
  return parseApiSettings(flags, process.env);
}
