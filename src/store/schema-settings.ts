/** The table of what was changed on the pages, as Kysely sees it. */

export interface SettingsSchema {
  settings: {
    path: string;
    /** JSON. */
    value: string;
    changed_at: number;
    changed_by: string;
  };
}
